/** Text that begins with a bracket is told from a JSON array, whole and byte by byte. */
import { describe, expect, it } from 'vitest';
import { EventSniffer, Sniffer } from '../../src/format/sniff.js';

/** `json@2`: JSON that begins at byte 2; `-` when nothing told. */
function answer(sniffer: Sniffer | EventSniffer, text: string, size: number): string {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const sniffed = sniffer.feed(bytes.subarray(at, at + size));
    if (sniffed !== undefined) return sniffed.kind === 'json' ? `json@${at + sniffed.at}` : 'text';
  }
  const sniffed = sniffer.end();
  return sniffed === undefined ? '-' : sniffed.kind === 'json' ? `json@${bytes.length + sniffed.at}` : 'text';
}

const CASES: readonly (readonly [text: string, answer: string])[] = [
  ['[09:14] Customer: hello', 'text'],
  ['[14:22] Customer: hello', 'text'],
  ['[2026-10-03T08:15] hello', 'text'],
  ['[12] a footnote', 'text'],
  ['[[1]] a footnote', 'text'],
  ['[] to do', 'text'],
  ['[to do] call', 'text'],
  ['[truely]', 'text'],
  ['[123-45-6789]', 'text'],
  ['[4111 1111 1111 1111]', 'text'],
  ['[4111111111111111]', 'json@0'],
  ['[\n  4111111111111111\n]\n', 'json@0'],
  ['[12, 13]', 'json@0'],
  [' [ -1.5e3 ,"x"]', 'json@1'],
  ['[null]', 'json@0'],
  ['[[1],[2]]', 'json@0'],
  ['[[[{"a":1}]]]', 'json@0'],
  ['[1]\n[2]', 'json@0'],
  ['42["message"]', 'json@2'],
  ['{"a":1}', 'json@0'],
  ['\ufeff{"a":1}', 'json@3'],
  ['123456789', 'text'],
  ['12345678', '-'],
  ['while(1);{"a":1}', 'json@9'],
  ['while (1); [12]', 'json@11'],
  [')]}\',\n{"a":1}', 'json@6'],
  [")]}'\n[1,2]", 'json@5'],
  ['for(;;);[4111111111111111]', 'json@8'],
  ['/**/{"a":1}', 'json@4'],
  ['/**/ cb({"a":1});', 'json@8'],
  ['jQuery111_22.then[0]([1]);', 'json@21'],
  ['___eio[0]("42[]");', 'json@10'],
  ['\u001e{"a":1}', 'json@1'],
  ['call("me")', 'json@5'],
  ['call me ("now")', 'text'],
  ['for sale {"a":1}', 'text'],
  [') { }', 'text'],
  [`[${'1'.repeat(100)}`, 'json@0'],
];

describe.each([1, 3, 1000])('the beginning of a message in chunks of %i bytes', (size) => {
  it.each(CASES)('%j is %s', (text, expected) => {
    expect(answer(new Sniffer(), text, size)).toBe(expected);
  });

  it.each(CASES.filter(([text]) => !text.includes('\n') && !text.startsWith('\ufeff')))('%j in an event is %s', (text, expected) => {
    const shifted = expected.replace(/\d+$/, (at) => String(Number(at) + 'event: m\ndata: '.length));
    expect(answer(new EventSniffer(), `event: m\ndata: ${text}\n\n`, size)).toBe(shifted);
  });
});
