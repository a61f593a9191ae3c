/** What a test opened and does not close itself: closed behind it, the last first. */
const cleanups: (() => Promise<unknown>)[] = [];

/** `close` is called when the test is over. */
export function closeLater(close: () => Promise<unknown>): void {
  cleanups.push(close);
}

export async function cleanUp(): Promise<void> {
  for (const close of cleanups.splice(0).reverse()) await close();
}
