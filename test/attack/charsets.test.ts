/**
 * The attacker writes a card in a charset that the proxy does not read, or reads differently from the one who receives it: in UTF-16
 * that looks like binary data, in UTF-7 that looks like letters, under a mark or a label that lies, or behind an escape sequence that one
 * of two readers ignores. Sluice reads what the bytes say, masks in their own charset, and refuses where two readers would see different
 * digits. The benign twin of each attack, with letters for digits, passes as it came where the attack is masked.
 */
import { describe, expect, it } from 'vitest';
import type { Charset } from '../../src/base/charset.js';
import type { CharsetHints, MessageMeta } from '../../src/engine/api.js';
import { bodyTypeOf } from '../../src/wire/mediatype.js';
import { decode, encoded } from '../support/charsets.js';
import { cutAt, singleBytes } from '../support/cuts.js';
import { engine } from '../support/engine.js';

const PAN = '4111111111111111';
const REFUSED = 'refused: SLUICE_CHARSET_UNSUPPORTED';

/** What leaves, as Latin-1, or the refusal; the same whole, byte by byte and cut in the middle. */
function through(body: Uint8Array | string, declared?: Charset, hints: Partial<CharsetHints> = {}): string {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const meta: Partial<MessageMeta> = { charset: { declared, textual: true, markup: undefined, ...hints } };
  const run = (parts: readonly Uint8Array[]): string => {
    const stream = engine.open(meta);
    const steps = [...parts.map((part) => stream.write(part)), stream.end()];
    for (const { effects } of steps) for (const effect of effects) if (effect.kind === 'refuse') return `refused: ${effect.code}`;
    return Buffer.concat(steps.map((step) => step.bytes)).toString('latin1');
  };
  const whole = run([bytes]);
  expect(run(singleBytes(bytes))).toBe(whole);
  expect(run(cutAt(bytes, [bytes.length >> 1]))).toBe(whole);
  return whole;
}

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const swapped = (text: string): Buffer => wide(text).swap16();
/** What a reader of the charset sees. */
const seen = (output: string, charset: string): string => decode(Buffer.from(output, 'latin1'), charset);

describe('UTF-16', () => {
  it.each([
    ['little endian, marked', wide(`\ufeff{"card":"${PAN}"}`), undefined, 'utf-16le'],
    ['big endian, marked', swapped(`\ufeff{"card":"${PAN}"}`), undefined, 'utf-16be'],
    ['marked, declared UTF-8', wide(`\ufeff{"card":"${PAN}"}`), 'utf-8', 'utf-16le'],
    ['without a mark or a label', wide(`{"card":"${PAN}"}`), undefined, 'utf-16le'],
    ['labelled, beginning with Japanese', swapped(`番号 ${PAN}`), 'utf-16be', 'utf-16be'],
  ] as const)('%s: masked', (_, body, declared, charset) => {
    const output = through(body, declared);
    expect(seen(output, charset)).toContain('************1111');
    expect(output.length).toBe(body.length);
    const twin = Buffer.from(body.toString('latin1').replaceAll(/[14]/g, 'x'), 'latin1');
    expect(through(twin, declared)).toBe(twin.toString('latin1'));
  });

  it('declared as a charset of bytes: refused', () => {
    for (const declared of ['utf-8', 'windows-1252', 'shift_jis'] as const)
      expect(through(wide(`{"card":"${PAN}"}`), declared)).toBe(REFUSED);
  });

  it('within a body of bytes: the digits between NULs are masked where they stand', () => {
    const body = Buffer.concat([Buffer.from('{"a":"'), wide(PAN), Buffer.from('"}')]);
    for (const declared of [undefined, 'utf-8', 'windows-1252', 'shift_jis'] as const) {
      expect(through(body, declared)).toBe(body.toString('latin1').replace(/(?:\d\0){12}/, '*\0'.repeat(12)));
    }
  });

  it('ASCII under a mark or a label of UTF-16, to be read here as rare Chinese: refused', () => {
    const hidden = `card ${PAN} and some more text behind it, as long as it has to be`;
    expect(through(`\xff\xfe${hidden}`)).toBe(REFUSED);
    expect(through(`\xfe\xff${PAN}`)).toBe(REFUSED);
    expect(through('4111 1111 1111 1111', 'utf-16le')).toBe(REFUSED);
    expect(through(Buffer.concat([wide('\ufeffhello '), Buffer.from(PAN)]))).toBe(REFUSED);
  });

  it('short ASCII under a label of UTF-16, which scripts that fetch it read as UTF-8 whatever it is called: refused', () => {
    // A card of but one digit in a row looked like a row of one Korean letter, and a full stop between groups ended the row of digits.
    for (const hidden of [`[${PAN}]`, `{"card":${PAN}}`, '{"card":"3782.822463.10005"} ', '4111/1111/1111/1111 '])
      for (const label of ['utf-16le', 'utf-16be', undefined] as const) {
        if (label !== undefined) expect(through(hidden, label)).toBe(REFUSED);
        else expect(through(`\xff\xfe${hidden}`)).toBe(REFUSED);
      }
    const chinese = wide('我的卡号没有了请帮助我');
    expect(through(chinese, 'utf-16le')).toBe(chinese.toString('latin1'));
  });

  it('that changes its order on the way: refused, by a second mark or by its digits', () => {
    expect(through(Buffer.concat([wide('\ufeffhello '), swapped(`\ufeff${PAN}`)]))).toBe(REFUSED);
    expect(through(Buffer.concat([wide('\ufeffhello '), swapped(PAN)]))).toBe(REFUSED);
  });

  it('with a mark of the right order between digits: masked', () => {
    const output = through(wide(`\ufeff{"card":"41111111\ufeff11111111"}`));
    expect(seen(output, 'utf-16le')).toBe(`\ufeff{"card":"********\ufeff****1111"}`);
  });

  it('of an odd length: refused, as its last byte is no text', () => {
    expect(through(Buffer.concat([wide(`{"card":"${PAN}"}`), Buffer.of(0x34)]))).toBe(REFUSED);
  });

  it('with lone surrogates between digits: masked, and the surrogates stay', () => {
    const body = wide(`{"card":"4111\ud8001111\udc001111 1111"}`);
    expect(through(body)).toBe(wide(`{"card":"****\ud800****\udc00**** 1111"}`).toString('latin1'));
  });

  it('with digits beyond the first plane: masked by fewer bytes', () => {
    const mathematical = [...PAN].map((digit) => String.fromCodePoint(0x1d7ce + Number(digit))).join('');
    expect(seen(through(wide(`card ${mathematical}`)), 'utf-16le')).toBe(`card ************${mathematical.slice(24)}`);
  });

  it('in Chinese and Korean that looks a little like digits: passes as it came', () => {
    for (const text of [
      '\u3000'.repeat(40),
      'ㄴㄴㄴㄴㄴㄴㄴㄴ',
      'ㅋㅋㅋㅋㅋㅎㅎㅎㅎㅎㅠㅠ',
      'ㄱㄴㄷㄹㅁㅂㅅ',
      '一'.repeat(40),
      '─'.repeat(80),
      '㈀㌀中文，这是一段话。',
    ]) {
      for (const body of [wide(`\ufeff${text}`), swapped(`\ufeff${text}`)]) expect(through(body)).toBe(body.toString('latin1'));
    }
  });
});

describe('charsets that are not read', () => {
  it('UTF-7, UTF-32, EBCDIC and the like are refused by their label', () => {
    for (const label of ['utf-7', 'unicode-1-1-utf-7', 'utf-32', 'ibm037', 'ebcdic-cp-us', 'hz-gb-2312', 'iso-2022-kr', 'iso-2022-cn', 'x-unknown', '']) {
      expect(bodyTypeOf(`text/plain; charset=${label}`).charset, label).toBe('refused');
    }
  }); // prettier-ignore

  it('UTF-7 and others that a document declares are refused', () => {
    expect(through(`<?xml version="1.0" encoding="utf-7"?><a>+ADQAMQAxADEAMQ-</a>`, undefined, { markup: 'xml' })).toBe(REFUSED);
    expect(through(`<html><head><meta charset=utf-7></head>+ADQAMQAxADEAMQ-`, undefined, { markup: 'html' })).toBe(REFUSED);
  });

  it('UTF-32 is refused by its mark and by its NULs', () => {
    const utf32 = Buffer.from([...`{"card":"${PAN}"}`].map((character) => `${character}\0\0\0`).join(''));
    expect(through(utf32)).toBe(REFUSED);
    expect(through(Buffer.concat([Buffer.of(0xff, 0xfe, 0, 0), utf32]))).toBe(REFUSED);
  });
});

describe('UTF-8', () => {
  it('overlong digits and stray bytes between digits do not hide the rest', () => {
    expect(through('{"card":"4111\xc0\xb11111\xff1111\x801111"}')).toMatch(/^\{"card":"[^\d]+(?:1111|\*{4})"\}$/);
  });

  it('a mark before what is declared Shift_JIS: refused, as full-width digits would be read as letters', () => {
    expect(
      through(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), encoded('４１１１１１１１１１１１１１１１', 'shift_jis')]), 'shift_jis'),
    ).toBe(REFUSED);
  });

  it('under the label of Latin-1: read as what it is', () => {
    const body = Buffer.from('kort ４１１１１１１１１１１１１１１１, säkerhetskod 123');
    expect(Buffer.from(through(body, 'windows-1252'), 'latin1').toString()).toBe('kort ************１１１１, säkerhetskod ***');
  });

  it('a document of Shift_JIS declared UTF-8 by its head: refused where readers differ in whom they believe', () => {
    expect(through('<?xml version="1.0" encoding="shift_jis"?><a/>', 'utf-8', { markup: 'xml' })).toBe(REFUSED);
  });
});

describe('charsets of two bytes', () => {
  it('a lead byte never swallows a digit', () => {
    for (const charset of ['shift_jis', 'euc-jp', 'gbk', 'gb18030', 'big5', 'euc-kr'] as const) {
      for (const lead of ['\x81', '\x8f', '\xfe', '\x8e']) {
        const output = through(`card ${PAN.replaceAll(/(.{4})(?=.)/g, `$1${lead}`)}`, charset);
        expect(output, `${charset} ${lead}`).not.toMatch(/4111|1111.*1111/);
      }
    }
  });

  it('a character cut off at the end is passed on as it came', () => {
    expect(through('card 123 \x82', 'shift_jis')).toBe('card 123 \x82');
    expect(through('card 123 \x81\x30\x81', 'gb18030')).toBe('card 123 \x81\x30\x81');
  });
});

describe('ISO-2022-JP', () => {
  const shifted = (text: string): string => encoded(text, 'iso-2022-jp').toString('latin1');
  const fullWidth = '４１１１１１１１１１１１１１１１';

  it('a card within Japanese is masked within Japanese, the escape sequences stay', () => {
    expect(through(shifted(`番号${fullWidth}です`), 'iso-2022-jp')).toBe(shifted(`番号＊＊＊＊＊＊＊＊＊＊＊＊１１１１です`));
  });

  it('a card half in Japanese is masked on both sides of the sequence', () => {
    expect(through(shifted(`card 4111${fullWidth.slice(4)}`), 'iso-2022-jp')).toBe(shifted(`card ****＊＊＊＊＊＊＊＊１１１１`));
  });

  it('an escape of JSON cut in two by a sequence is masked, the sequence stays', () => {
    expect(through('{"card":"\\u00\x1b(J34\x1b(B111111111111111"}', 'iso-2022-jp')).toBe('{"card":"*\x1b(J\x1b(B***********1111"}');
  });

  it('sequences strewn between the digits do not hide them', () => {
    const body = `card ${[...PAN].join('\x1b(J')}`;
    expect(through(body, 'iso-2022-jp')).toBe(`card ${[...'************1111'].join('\x1b(J')}`);
  });

  it('Japanese left open at the end, or a sequence cut off there, is masked all the same', () => {
    const open = shifted(`番号${fullWidth}`).slice(0, -3);
    expect(through(open, 'iso-2022-jp')).toBe(shifted(`番号＊＊＊＊＊＊＊＊＊＊＊＊１１１１`).slice(0, -3));
    expect(through(`${open}\x1b(`, 'iso-2022-jp')).toBe(`${shifted(`番号＊＊＊＊＊＊＊＊＊＊＊＊１１１１`).slice(0, -3)}\x1b(`);
  });

  it('sequences, shifts and bytes that only some readers know: refused', () => {
    for (const trick of ['\x1b$A#4#1#1#1', '\x1b$(D#4#1', '\x1b%G', '\x0e41\x0f', '\x82\x53\x82\x50', '\x1b$B\n#4#1']) {
      expect(through(`card ${trick} and more`, 'iso-2022-jp'), JSON.stringify(trick)).toBe(REFUSED);
    }
  });
});
