/** Groups of digits that are part of hexadecimal data, and numbers that only stand beside something that looks like it. */
import { expect, test } from 'vitest';
import { engine } from '../support/engine.js';

const redact = (text: string): string => engine.redact(text, { format: 'text', direction: 'response' }).output;

test.each([
  '2001:db8:06db:3ed0:2661:3538:1479:1207',
  'from [2001:DB8:6DB:3ED0:2661:3538:1479:1207]:443',
  '2001:db8:2661:3538:1479:1207:06db:3ed0',
  'a:2661:3538:1479:1207:b:c:d',
])('an address stays: %s', (text) => expect(redact(text)).toBe(text));

test.each([
  'card 2001:db8:0:1:4111:1111:1111:1111',
  'cafe:4111:1111:1111:1111', // five groups are no address
  'a:b:c:d:e:4111:1111:1111:1111',
  'card:a:b:c:4111:1111:1111:1111',
  'ab::4111:1111:1111:1111',
  'a:b:c:d::4111:1111:1111:1111',
  'a:b:c:12345:4111:1111:1111:1111',
  'a:b:c:4111:1111:1111:1111:',
  'a:b:c:d:4111:1111:1111:1111x',
])('a card behind something else is one: %s', (text) => expect(redact(text)).not.toContain('4111:1111'));

test.each([
  '{"$device_id":"17b3c4f1a2b0c6-0b1e8ac38809915-563761-1fa400-17b3c4f1a2c0d7"}',
  'mp_id=17b3c4f1a2b0c6-0b1e8acdd4f1a9-38809915-563761-17b3c4f1a2c0d7;',
  '17B3C4F1A2B0C6-0B1E8AC38809915-563761-1FA400-17B3C4F1A2C0D7',
])('an identifier stays: %s', (text) => expect(redact(text)).toBe(text));

test.each([
  ['17b3c4f1a2b0c6-0b1e8acdd4f1a9-4111-1111-1111-1111-17b3c4f1a2c0d7', '4111-1111'], // printed like a card
  ['card 17b3c4f1a2b0c6-0b1e8acdd4f1a9-38809915-563761-17b3c4f1a2c0d7', '38809915'],
  ['abc-38809915-563761', '38809915'],
  ['2026-11-23-0001-2026-11-23-a-38809915-563761', '38809915'],
  ['17b3c4f1a2b0c6-0b1e8acdd4f1a9-38809915-563761-17b3c4f1a2c0d7-xyz', '38809915'],
  ['17b3c4f1a2b0c6-0b1e8acdd4f1a9-41111111-11111111-17B3C4F1A2C0D7', '41111111'],
])('a number beside letters is a card where they prove nothing: %s', (text, card) => expect(redact(text)).not.toContain(card));
