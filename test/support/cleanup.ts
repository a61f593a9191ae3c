/**
 * What a test or a test file opened and does not close itself: closed behind it, the last first. Helpers ask for it here, because a hook of
 * their own would be that of the first file alone: the files of a worker share its modules.
 */
type Close = () => Promise<unknown> | void;

const ofTest: Close[] = [];
const ofFile: Close[] = [];

/** `close` is called when the test is over. */
export function closeLater(close: Close): void {
  ofTest.push(close);
}

/** `close` is called when all tests of the file are over. */
export function closeWithFile(close: Close): void {
  ofFile.push(close);
}

/** What `open` opens, before the first test of a file, is closed when all tests of it are over. */
export async function keepForFile<T>(open: () => Promise<T>): Promise<T> {
  const opened = await open();
  ofFile.push(...ofTest.splice(0));
  return opened;
}

export const cleanUp = (): Promise<void> => closeAll(ofTest);
export const cleanUpFile = (): Promise<void> => closeAll(ofFile);

async function closeAll(cleanups: Close[]): Promise<void> {
  for (const close of cleanups.splice(0).reverse()) await close();
}
