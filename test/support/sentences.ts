/** Messages of a session in which conversations are not followed: the same sentence about an order, every third with a card in it. */

/** Told apart by its number. */
export function sentence(number: number): string {
  const cards = ['4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005'];
  return `no. ${number} ${number % 3 === 0 ? `card ${cards[(number / 3) % cards.length]} please` : 'order please'}`;
}

/** What is left of a sentence: its number where it is whole. */
export function numberIn(text: string): number {
  const number = Number(/^no\. (\d+) /.exec(text)?.[1] ?? Number.NaN);
  return text.endsWith(' please') ? number : Number.NaN;
}
