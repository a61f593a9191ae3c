/**
 * A number in pieces, one in each line of the same header. No line shows it, but whoever reads the header joins its lines, and HTTP/2 hands
 * them on joined: so they are judged as they will be read.
 */
import { expect, it } from 'vitest';
import type { Engine } from '../../src/engine/api.js';
import { redactHeaders } from '../../src/proxy/sensitive.js';
import { engine } from '../support/engine.js';

function sent(headers: string[], by: Engine = engine): { readonly passes: boolean; readonly text: string } {
  const passes = redactHeaders(by, headers, 'request', () => undefined);
  return { passes, text: headers.join('|') };
}

it.each([
  [['X-Card', '4111', 'X-Card', '1111', 'X-Card', '1111', 'X-Card', '1111'], 'X-Card|****|X-Card|****|X-Card|****|X-Card|1111'],
  [['Cookie', 'card=4111 1111', 'A', 'b', 'cookie', '1111 1111'], 'Cookie|card=**** ****|A|b|cookie|**** 1111'],
  [['Server', 'card 41111111', 'Server', '11111111'], 'Server|card ********|Server|****1111'],
])('%j', (headers, text) => {
  expect(sent(headers)).toEqual({ passes: true, text });
});

it('lines of different headers, and those of Set-Cookie, are not joined', () => {
  const apart = ['X-A', 'card 41111111', 'X-B', '11111111', 'Set-Cookie', 'a=41111111', 'Set-Cookie', '11111111'];
  expect(sent([...apart])).toEqual({ passes: true, text: apart.join('|') });
});
