/** The first bytes of a body: which charset they tell, and which contradictions are refused. */
import { describe, expect, it } from 'vitest';
import type { Charset } from '../../../src/base/charset.js';
import { judgeOpening, type CharsetHints, type Judged } from '../../../src/text/charset/opening.js';

const NOTHING: CharsetHints = { declared: undefined, textual: false, markup: undefined };
const TEXT: CharsetHints = { ...NOTHING, textual: true };
const HTML: CharsetHints = { ...TEXT, markup: 'html' };
const XML: CharsetHints = { ...TEXT, markup: 'xml' };
const declared = (charset: Charset, hints = TEXT): CharsetHints => ({ ...hints, declared: charset });

/** Judges byte by byte, as the worst network would bring them: the answer must be the one of the whole. */
function judge(body: Uint8Array | string, hints: CharsetHints): Judged {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const whole = judgeOpening(bytes, hints, true);
  for (let length = 0; length <= bytes.length; length++) {
    const judged = judgeOpening(bytes.subarray(0, length), hints, false);
    if (judged === undefined) continue;
    expect(judged, `after ${length} bytes`).toBe(whole);
    break;
  }
  return whole;
}

const wide = Buffer.from('{"card":"4111111111111111"}', 'utf16le');
const swapped = Buffer.from(wide).swap16();
const marked = (mark: number[], bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(mark), bytes]);

describe('a byte order mark', () => {
  it('wins over no declaration and over those of supersets of ASCII', () => {
    for (const hints of [NOTHING, TEXT, HTML, declared('utf-8'), declared('windows-1252'), declared('utf-16'), declared('utf-16be')]) {
      expect(judge(marked([0xff, 0xfe], wide), hints)).toBe('utf-16le');
      expect(judge(marked([0xfe, 0xff], swapped), hints)).toBe('utf-16be');
    }
    expect(judge('\xef\xbb\xbf{}', declared('windows-1252'))).toBe('utf-8');
  });

  it('is refused beside a declaration under which other digits would be read', () => {
    expect(judge('\xef\xbb\xbf\x82\x53', declared('shift_jis'))).toBe('refused');
    expect(judge('\xef\xbb\xbf{}', declared('utf-16le'))).toBe('refused');
    expect(judge(marked([0xff, 0xfe], wide), declared('shift_jis'))).toBe('refused');
  });

  it('of UTF-32 is refused', () => {
    expect(judge(marked([0, 0, 0xfe, 0xff], wide), NOTHING)).toBe('refused');
    expect(judge(marked([0xff, 0xfe, 0, 0], wide), NOTHING)).toBe('refused');
  });
});

describe('without a mark', () => {
  it('UTF-16 is known by its pattern, whatever the type says', () => {
    expect(judge(wide, NOTHING)).toBe('utf-16le');
    expect(judge(swapped, NOTHING)).toBe('utf-16be');
    expect(judge(Buffer.from('{日', 'utf16le'), TEXT)).toBe('utf-16le');
    expect(judge(Buffer.from('7', 'utf16le'), TEXT)).toBe('utf-16le');
    expect(judge(wide, declared('utf-16'))).toBe('utf-16le');
    expect(judge(swapped, declared('utf-16'))).toBe('utf-16be');
  });

  it('a declared order is believed unless the bytes contradict it', () => {
    expect(judge(Buffer.from('日本', 'utf16le'), declared('utf-16le'))).toBe('utf-16le');
    expect(judge(Buffer.from('日本', 'utf16le'), declared('utf-16'))).toBe('refused');
    expect(judge(swapped, declared('utf-16le'))).toBe('refused');
    expect(judge(wide, declared('utf-16be'))).toBe('refused');
  });

  it('UTF-16 and UTF-32 under another declaration are refused', () => {
    for (const charset of ['utf-8', 'windows-1252', 'shift_jis'] as const) expect(judge(wide, declared(charset))).toBe('refused');
    expect(judge('"\0\0\0x\0\0\0', TEXT)).toBe('refused');
    expect(judge('\0\0\0"\0\0\0x', TEXT)).toBe('refused');
  });

  it('text and ordinary binary data are UTF-8, decided by two bytes', () => {
    for (const text of ['{"a":1}', '1', '', '\x89PNG\r\n\x1a\n\0\0', '\0\0\x01\0', 'GIF89a', '%PDF-1.7', 'PK\x03\x04', 'RIFF\0\0', '\xff\xd8\xff\xe0\0\x10JFIF']) {
      expect(judge(text, NOTHING), JSON.stringify(text)).toBe('utf-8');
    }
    expect(judgeOpening(Buffer.from('da'), TEXT, false)).toBe('utf-8');
  }); // prettier-ignore
});

describe('what a document says of itself', () => {
  it.each([
    ['<?xml version="1.0" encoding="Shift_JIS"?><a/>', XML, 'shift_jis'],
    ["<?xml version='1.0' encoding='iso-8859-1' ?><a/>", NOTHING, 'windows-1252'],
    ['<?xml version="1.0" encoding="utf-16"?><a/>', XML, 'utf-8'],
    ['<?xml version="1.0"?><a/>', XML, 'utf-8'],
    ['<a/>', XML, 'utf-8'],
    ['<?xml version="1.0" encoding="utf-7"?>', XML, 'refused'],
    ['<?xml version="1.0" encoding="ebcdic-cp-us"?>', XML, 'refused'],
    ['<?xml version="1.0" encoding="shift_jis"?>', declared('utf-8', XML), 'refused'],
    ['<?xml version="1.0" encoding="utf-8"?>', declared('shift_jis', XML), 'refused'],
    ['<?xml version="1.0" encoding="iso-8859-1"?>', declared('utf-8', XML), 'windows-1252'],
    ['<?xml version="1.0" encoding="utf-8"?>', declared('windows-1252', XML), 'windows-1252'],
    ['<!doctype html><meta charset=euc-jp><p>', HTML, 'euc-jp'],
    ['  <html><head><META http-equiv=Content-Type content="text/html; charset=koi8-r">', HTML, 'koi8-r'],
    ['<html><meta charset="gb2312">', NOTHING, 'gbk'],
    ['<html><meta charset="utf-16">', HTML, 'utf-8'],
    ['<html><meta charset="utf-7">', HTML, 'refused'],
    ['<!--<meta charset=utf-8>--><meta charset=shift_jis>', HTML, 'refused'],
    ['<html><meta charset=shift_jis>', declared('utf-8', HTML), 'utf-8'],
    [`<html>${' '.repeat(1024)}<meta charset=shift_jis>`, HTML, 'utf-8'],
    ['<note>hello', TEXT, 'utf-8'],
  ] as const)('%s', (text, hints, charset) => {
    expect(judge(text, hints)).toBe(charset);
  });
});
