/** Card numbers by chance, each with its check digit, the same in every run. */

/** Calls answer one number after the other. */
export function cardsFrom(seed: number): () => string {
  let state = seed;
  const digit = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % 10;
  };
  return () => {
    const body = `4${Array.from({ length: 14 }, digit).join('')}`;
    const sum = [...body].reduce((total, character, at) => {
      const doubled = Number(character) * (at % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return `${body}${(10 - (sum % 10)) % 10}`;
  };
}

/** As people write it. */
export const inGroups = (card: string): string => card.replace(/(\d{4})(?=\d)/g, '$1 ');

/** The same with its digits hidden but the last four. */
export const hidden = (text: string): string => text.replace(/\d(?=(?:[ ]?\d){4})/g, '*');
