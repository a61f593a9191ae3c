/**
 * Attacks on heads. The story of all of them: a head is small and read by many – servers, logs, browsers – each of which undoes another
 * layer of encoding. A value counts as hidden only when none of them would show it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../src/base/errors.js';
import { isSensitiveUrl, redactHeaders } from '../../src/proxy/sensitive.js';
import { engine } from '../support/engine.js';
import { isReadable } from './evasions/readable.js';

const CARD = '4111111111111111';
const OTHER = '2223003122003222';
const CARDS = [CARD, OTHER, '5555555555554444'] as const;
const percent = (text: string): string => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

interface Outcome {
  readonly value: string;
  readonly isClean: boolean;
  readonly told: readonly string[];
}

function header(name: string, value: string, direction: Direction = 'request'): Outcome {
  const headers = [name, value];
  const told: string[] = [];
  const isClean = redactHeaders(engine, headers, direction, ({ entity }, action) => told.push(`${entity} ${action}`));
  return { value: headers[1] ?? '', isClean, told };
}

const refusesUrl = (target: string): boolean => isSensitiveUrl(engine, target, () => undefined);

describe('decoys', () => {
  // The first layer in which something is found is masked, and the search ends there: the second card is a layer deeper.
  it.each([
    ['in clear, then in percent', `a=${CARD}; b=${percent(OTHER)}`],
    ['in percent, then in percent twice', `a=${percent(CARD)}; b=${percent(percent(OTHER))}`],
    ['in percent twice, then three times', `a=${percent(percent(CARD))}; b=${percent(percent(percent(OTHER)))}`],
    ['in percent, then in an encoded word', `a=${percent(CARD)}; b==?UTF-8?B?${Buffer.from(OTHER).toString('base64')}?=`],
  ])('%s: both are masked', (_, value) => {
    const outcome = header('Cookie', value);
    for (const card of [CARD, OTHER]) expect(isReadable(Buffer.from(outcome.value, 'latin1'), card)).toBe(false);
    expect(outcome.value.length).toBeLessThanOrEqual(value.length);
    expect(outcome.told.filter((line) => line === 'card.pan mask')).toHaveLength(2);
  });
});

describe('codes of a few digits', () => {
  // Frameworks write fields within fields with brackets, which separate a label from its value.
  it.each(['/pay?card[cvv]=123', '/pay?card%5Bcvv%5D=123', '/pay?p[card][security_code]=1234&x=1', '/pay?cvv%3D123', '/pay?a=1&cvc=123'])(
    'in a URL are refused: %s',
    (target) => expect(refusesUrl(target)).toBe(true),
  );

  it.each(['/list?page[size]=123', '/list?filter[code]=123', '/pay?card[cvv]=abc', '/a?ids[]=123&ids[]=456'])(
    'what is none passes: %s',
    (target) => expect(refusesUrl(target)).toBe(false),
  );

  it('are masked in a header, brackets or not', () => {
    expect(header('Referer', 'https://desk/pay?card[cvv]=123&x=1').value).toBe('https://desk/pay?card[cvv]=***&x=1');
    expect(header('X-Form', 'card%5Bcvv%5D=123').value).toBe('card%5Bcvv%5D=***');
    expect(header('X-CVV', '123').value).toBe('***');
  });
});

describe('quoted pairs', () => {
  // Whoever reads a quoted string drops the backslash before any character (RFC 9110 section 5.6.4), also once percent-encoding is undone.
  it.each([
    ['"4\\111111111111111"', '"*****************"'],
    ['a="\\4111111111111111"; b', 'a="*****************"; b'],
    ['"\\"4111\\11\\11111111\\11\\""', `"\\"${'*'.repeat(19)}\\""`],
    ['"\\%34111111111\\111111"', `"${'*'.repeat(20)}"`],
    ['"%\\34111111111111111"', `"${'*'.repeat(19)}"`],
    ['%224%5C111111111111111%22', `%22${'*'.repeat(19)}%22`],
  ])('hide no card in a header: %s', (value, masked) => {
    expect(header('X-A', value)).toEqual({ value: masked, isClean: true, told: ['card.pan mask'] });
  });

  it('hide no code either', () => expect(header('X-Form', 'cvv="1\\23"').value).toBe('cvv="****"'));

  it.each(['/a?b="4\\111111111111111"', '/a?b=%224%5C111111111111111%22'])('hide no card in a URL: %s', (target) => {
    expect(refusesUrl(target)).toBe(true);
  });

  it.each(['"C:\\\\2026\\\\report"', '"1644306\\393624"', 'a\\'])('without a card pass as they are: %s', (value) => {
    expect(header('X-A', value)).toEqual({ value, isClean: true, told: [] });
  });
});

describe('names of downloads', () => {
  it('that are in a charset nobody can read refuse the message', () => {
    expect(header('Content-Disposition', `attachment; filename*=UTF-7''${CARD}.txt`, 'response').isClean).toBe(false);
    expect(header('Content-Disposition', 'attachment; filename="=?x-none?Q?a?="', 'response').isClean).toBe(false);
  });

  it('whose pieces come out of order refuse the message', () => {
    expect(header('Content-Disposition', 'attachment; filename*1="11111111"; filename*0="41111111"', 'response').isClean).toBe(false);
  });

  it.each(["attachment; filename*=UTF-8''na%C3%AFve%20file.txt", 'attachment; filename="=?UTF-8?B?w6l0w6k=?=.txt"', 'a=?b; c*=d'])(
    'without a card pass as they are: %s',
    (value) => expect(header('Content-Disposition', value, 'response')).toEqual({ value, isClean: true, told: [] }),
  );
});

describe('tokens', () => {
  // Changing a signed token ends a session; that a card is in one is told all the same.
  it('with a card inside stay, and are counted', () => {
    const value = `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"card":"${CARD}"}`).toString('base64url')}.`;
    expect(header('Authorization', value)).toEqual({ value, isClean: true, told: ['card.pan observe'] });
  });
});

type Dress = readonly [name: string, turn: (text: string) => string];
const escaped = (text: string, escape: (code: number) => string): string => text.replace(/\d/g, (digit) => escape(digit.charCodeAt(0)));

/** Ways to write a number that a reader of heads undoes by himself, and ways of percent to put over them. */
const inner = fc.constantFrom<Dress>(
  ['plain', (text) => text],
  ['groups', (text) => text.replace(/(\d{4})(?=\d)/g, '$1 ')],
  ['dashes', (text) => text.replace(/(\d{4})(?=\d)/g, '$1-')],
  ['JSON escapes', (text) => escaped(text, (code) => `\\u00${code.toString(16)}`)],
  ['entities', (text) => escaped(text, (code) => `&#${code};`)],
  ['JSON', (text) => JSON.stringify({ q: text })],
);
const outer = fc.constantFrom<Dress>(
  ['percent', percent],
  ['upper percent', (text) => percent(text).toUpperCase()],
  ['what must be', encodeURIComponent],
  ['every other', (text) => [...text].map((c, at) => (at % 2 === 0 ? percent(c) : c)).join('')],
);
const dressed = (text: string, [, turn]: Dress, over: readonly Dress[]): string =>
  over.reduce<string>((value, [, next]) => next(value), turn(text));

describe('any dress', () => {
  it('under at most three of percent hides no card in a header or a URL', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CARDS), inner, fc.array(outer, { maxLength: 3 }), (card, first, over) => {
        const text = `card=${dressed(card, first, over)}`;
        const { value, isClean } = header('X-State', text);
        expect(isClean && isReadable(Buffer.from(value, 'latin1'), card)).toBe(false);
        expect(refusesUrl(`/search?${text.replaceAll(' ', '+')}`)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('over letters passes unchanged', () => {
    fc.assert(
      fc.property(inner, fc.array(outer, { maxLength: 1 }), (first, over) => {
        const text = `q=${dressed('kmnp qrsu vwxy zhgj', first, over)}`;
        expect(header('X-State', text)).toEqual({ value: text, isClean: true, told: [] });
        expect(refusesUrl(`/search?${text.replaceAll(' ', '+')}`)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
