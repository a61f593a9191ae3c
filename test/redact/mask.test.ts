import { expect, test } from 'vitest';
import { maskInPlace, type Mask } from '../../src/redact/mask.js';
import { applyMasks, applySplices, splicesOf } from '../../src/redact/splice.js';

type Form = Mask['form'];

function masked(text: string, form: Form, visibleDigits = 4): string {
  const bytes = Buffer.from(text);
  return Buffer.from(applyMasks(bytes, 0, [{ start: 0, end: bytes.length, form, visibleDigits }])).toString();
}

test('digits and letters are hidden, separators and the visible end stay', () => {
  expect(masked('4111 1111-1111 1111', 'text')).toBe('**** ****-**** 1111');
  expect(masked('%B4111111111111111^SMITH/ANNA^2712', 'text', 0)).toBe('%*****************^*****/****^****');
  expect(masked('123', 'text')).toBe('123');
});

test('a bare number stays a number: hidden whole it is 0, in part its digits are 8 and its check digit is wrong', () => {
  expect(masked('4111111111111111', 'number')).toBe('8888888888881111');
  expect(masked('4111111111111111', 'number', 0)).toBe('0               ');
  expect(masked('4111, 1111, 1111, 1111', 'number')).toBe('0   , 0   , 0   , 1111');
  expect(masked('4111111111110000', 'number')).toBe('8888888888870000'); // 8888888888880000 would pass the check
});

test('what takes several bytes becomes one asterisk, and the bytes around it stay', () => {
  const bytes = Buffer.from('a \\u0034111 1111 1111 11é1 z');
  const mask: Mask = { start: 2, end: bytes.length - 2, form: 'text', visibleDigits: 4 };
  expect(maskInPlace(Buffer.from(bytes), mask.start, mask.end, mask)).toBe(false);
  expect(Buffer.from(applyMasks(Buffer.from(bytes), 0, [mask])).toString()).toBe('a **** **** ***1 11*1 z');
  const splices = splicesOf(bytes, [mask]);
  expect(Buffer.from(applySplices(bytes, 0, bytes.length, splices))).toEqual(applyMasks(Buffer.from(bytes), 0, [mask]));
});

test('masks count from the message, and one outside the bytes at hand is a fault', () => {
  const mask: Mask = { start: 100, end: 103, form: 'text', visibleDigits: 0 };
  expect(Buffer.from(applyMasks(Buffer.from('cvc 123'), 96, [mask])).toString()).toBe('cvc ***');
  expect(() => applyMasks(Buffer.from('cvc 12'), 96, [mask])).toThrow(RangeError);
  expect(() => applyMasks(Buffer.from('cvc 123'), 101, [mask])).toThrow(RangeError);
});

test('splicing leaves the message as it was', () => {
  const message = Buffer.from('card 4111 1111 1111 1111');
  const splices = splicesOf(message, [{ start: 5, end: 24, form: 'text', visibleDigits: 4 }]);
  expect(message.toString()).toBe('card 4111 1111 1111 1111');
  expect(Buffer.from(applySplices(message, 0, 24, splices)).toString()).toBe('card **** **** **** 1111');
});
