/**
 * Looks for test cards in text in every shape a logger could give them: plain, spaced, percent-encoded or escaped, base64,
 * hexadecimal. Any ten digits of a card in a row are a leak: a mask leaves at most ten in sight, and never in a log.
 */

export const TEST_CARDS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005', '6205500000000000004'] as const;

const SHOWN = 10;

/** Names of the shapes found, never the text itself. */
export function leaksIn(text: string, cards: readonly string[] = TEST_CARDS): string[] {
  const found: string[] = [];
  const views = { plain: text, unescaped: unescape(text) };
  for (const card of cards) {
    for (const [view, content] of Object.entries(views)) {
      // Separators that people and formats put between digits.
      const joined = content.replace(/(?<=\d)[\s.,/_+\-\u00a0]+(?=\d)/g, '');
      if (windows(card).some((window) => joined.includes(window))) found.push(`${view} …${card.slice(-4)}`);
    }
    for (const written of [card, grouped(card, ' '), grouped(card, '-')]) {
      if (base64Cores(written).some((core) => text.includes(core))) found.push(`base64 …${card.slice(-4)}`);
      const hex = Buffer.from(written).toString('hex');
      if (
        text
          .toLowerCase()
          .replace(/[\s:,]/g, '')
          .includes(hex)
      )
        found.push(`hex …${card.slice(-4)}`);
    }
  }
  return [...new Set(found)];
}

function windows(card: string): string[] {
  return Array.from({ length: card.length - SHOWN + 1 }, (_, at) => card.slice(at, at + SHOWN));
}

function grouped(card: string, separator: string): string {
  return card.match(/.{1,4}/g)!.join(separator);
}

/** The part of a text's base64 that does not depend on what stands before or after it, for each of the three alignments. */
function base64Cores(text: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
      .toString('base64')
      .replace(/=+$/, '');
    const core = encoded.slice(shift === 0 ? 0 : shift + 1, -2);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Undoes percent-encoding, JSON and HTML escapes of digits. */
function unescape(text: string): string {
  return text
    .replace(/%3([0-9])/g, '$1')
    .replace(/\\+u003([0-9])/gi, '$1')
    .replace(/\\+x3([0-9])/gi, '$1')
    .replace(/&#0*(4[89]|5[0-7]);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/%2[0bd]|%20/gi, '-');
}
