/** Text in which numbers hide: digits, separators, escapes and everything that lies near them, for property tests. */
import fc from 'fast-check';

const pieces = [
  '4111111111111111', '4111 1111 1111 1111', '5555-5555-5555-4444', '3782 822463 10005', '6205 5000 0000 0000 004', '2223003122003222',
  '41111111', '1111', '0', '4', '12/27', '123', '1644306393624', ' ', '  ', '-', '.', ',', '\n', '\r\n', '\\n', '\\u0034', '\\\\u0031', '\\u00a0',
  '\\u200b', '\\uff14', '\\ud835\\udfd2', '\\', '\\\\', '\\"', '"', '":', '{', '}', '[', ']', ':', '%34', '%20', '%2534', '%2522', '%71', '%41', '%C2%A0', '%C0%B4', '%', '’', '｡', '&#38;', '&#x41;', '&#52;',
  '&#x31;', '&nbsp;', '&amp;#49;', '&', ';', '=\r\n', '=', '\u00a0', '\u200b', '\uff14\uff11\uff11\uff11', '\u0664\u0661', '\u{1d7d2}', '•', 'é',
  '日本', '日本語のとても長い文章が続いていて数字はどこにもありません', 'مرحبا بالعالم الواسع', 'नमस्ते दुनिया', '\u0967\u0968\u0669', '\u06f4\u07c1', '\u0e51\u0f24', 'card ', 'Cvv', '"cvv":"', 'expiry ', 'a', 'x', '%B', '^', 'one ', 'two ', 'Fourteen', 'två ', 'four-', 'tax', 'TAX ', 'Pin', 'code', 'Code', 'cc', 'No', 'id', '_', '+', 'taxNo', '2026-11-22T14:39', '22T14', 'phone', 'カード', 'cardNo', 'AKIA', '4-xy', '\\u043a\\u0430', '\\u043A', 'SE12', 'GB29NWBK60161331926819', 'a1bc2de3fg4', 'T123456', 'anna.b@', '@x', '123-45-6789', '123456789', '851131', '+46', '(', ';4111111111111111=27121010000012300000?', 'f81d4fae-7dec-11d0-a765-', '00a0c91e6bf6', '41111111-1111-1111-1111-111111111111', 'cc81d4fa-4111-1111-1111-', '12345678-1234-', '5678-1234-cc5678901234',
]; // prettier-ignore

/** A digit in two or three bytes of UTF-8 that need but one. */
const overlong = fc
  .nat(9)
  .chain((digit) =>
    fc.constantFrom(Buffer.of(0xc0, 0xb0 + digit), Buffer.of(0xe0, 0x80, 0xb0 + digit), Buffer.of(0xf0, 0x80, 0x80, 0xb0 + digit)),
  );

/** A message of up to `max` pieces, as UTF-8, with an occasional stray byte. */
export const message = (max = 60): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(...pieces) },
        { weight: 1, arbitrary: fc.nat(255) },
        { weight: 1, arbitrary: overlong },
      ),
      { maxLength: max },
    )
    .map((parts) => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part)))));

/** Numbers in which digits and separators follow each other at random: the densest input. */
export const digitSoup = (max = 300): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.constantFrom('4', '1', '5', '0', '9', '2', ' ', ' ', '-', '\\u0034', '&#52;', '%31'), { maxLength: max })
    .map((parts) => Buffer.from(parts.join('')));
