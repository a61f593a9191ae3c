/** The glance at a region's surroundings names every rule that reading them would name, whatever the words are written in. */
import { describe, expect, it } from 'vitest';
import { compileContext, ContextIndex } from '../../src/detect/context.js';
import { Presence } from '../../src/detect/presence.js';
import { Surroundings } from '../../src/detect/surroundings.js';
import type { Region, View } from '../../src/detect/view.js';
import { randomOf } from './random.js';

const WORDS = [
  'ssn',
  'tin',
  'ni',
  'social security number',
  'personnummer',
  'bsn',
  'k nummer',
  'beställning',
  'e mail',
  'номер',
  '番号',
  'p45 code',
  'niño',
];
const RULES = WORDS.map((word) => ({ required: 'always' as const, words: [word], excluding: [] }));
const index = new ContextIndex(compileContext(RULES));

/** Ways in which words are written, and what stands between them. */
const STYLES: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
  (word) => word.replaceAll(' ', '_'),
  (word) => word.replaceAll(' ', '%20'),
  (word) => word.replaceAll(' ', '\\n'),
  (word) => word.replaceAll(' ', '\u00a0'),
  (word) => word.replaceAll(' ', ' – '),
  (word) => encodeURIComponent(word),
  (word) => word.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (word) => [...word].join('\u200b'),
  (word) => `${word}s`,
  (word) => `x${word}`,
  (word) => `custom${word[0].toUpperCase()}${word.slice(1)}`,
  (word) => `${word.slice(0, 2)}=\r\n${word.slice(2)}`,
];
const BETWEEN = [
  ' ',
  '": "',
  '\\n',
  '\\\\',
  '&',
  '&quot;',
  '&nbsp;',
  '&#32;',
  '=',
  '%3D',
  '…',
  '\u00e5',
  '\u200b',
  ', ',
  '/',
  '\u0000',
  'x',
  '7',
  '\\"',
  '\\u0020',
];

function namedByReading(view: View, region: Region): number[] {
  const around = new Surroundings(index);
  around.read(view, region);
  const rules = index.emptySet();
  for (let i = 0; i < around.hits; i++) index.addRaised(around.found[i].word, rules);
  return RULES.flatMap((_, rule) => ((rules[rule >> 5] & (1 << (rule & 31))) === 0 ? [] : [rule]));
}

describe('the glance at words around regions', () => {
  it('misses none that reading finds, region after region of one scan', () => {
    const draw = randomOf(7);
    const presence = new Presence(index);
    for (let round = 0; round < 400; round++) {
      let text = '';
      const regions: number[] = [];
      while (text.length < 900) {
        const dice = draw(10);
        if (dice < 4) text += STYLES[draw(STYLES.length)](WORDS[draw(WORDS.length)]);
        else if (dice < 9) text += BETWEEN[draw(BETWEEN.length)] + 'the customer '.slice(0, draw(14));
        else {
          regions.push(Buffer.byteLength(text));
          text += '12345678';
        }
      }
      const bytes = Buffer.from(text);
      for (const start of regions) {
        const region = { start, end: start + 8, inString: false, isJson: false };
        const view = { bytes, start: Math.max(0, start - 128), end: Math.min(bytes.length, start + 136), serial: round };
        presence.look(view, region);
        const missed = namedByReading(view, region).filter((rule) => !presence.isUnsure && !presence.has(rule));
        expect(missed.map((rule) => `${WORDS[rule]} in ${text.slice(0, 400)}`)).toEqual([]);
      }
    }
  });

  it('names nothing where there is nothing', () => {
    const presence = new Presence(index);
    const bytes = Buffer.from('{"created":"the customer asked whether we could send it","value":"12345678"}');
    presence.look({ bytes, start: 0, end: bytes.length }, { start: 66, end: 74, inString: true, isJson: true });
    expect(presence.isUnsure).toBe(false);
    expect(RULES.map((_, rule) => presence.has(rule))).not.toContain(true);
  });
});
