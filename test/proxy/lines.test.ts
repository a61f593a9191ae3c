/** What the conversation of messages goes by that name none: the same caller's again behind another connection, and never two strangers' together. */
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/policy/principal.js';
import { connectionOf, Seats } from '../../src/proxy/lines.js';

const anna: Principal = { id: 'anna', role: 'agent', tenant: 't', by: 'jwt' };
const key = (rawHeaders: readonly string[], path = '/chat', principal?: Principal): string | undefined =>
  connectionOf({ principal, rawHeaders, path });

describe('a caller', () => {
  it.each<[string, string[], string[], boolean]>([
    ['the session, whatever other cookies', ['Cookie', 'sid=a; seen=1'], ['cookie', 'AWSALB=x; sid=a'], true],
    ['another session', ['Cookie', 'JSESSIONID=a'], ['Cookie', 'JSESSIONID=b'], false],
    ['the session counts more than tokens that are renewed', ['Cookie', 'connect.sid=a; access_token=1'], ['Cookie', 'access_token=2; connect.sid=a'], true],
    ['a token against forgery is no session', ['Cookie', 'sid=a; csrf_session=1'], ['Cookie', 'csrf_session=2; sid=a'], true],
    ['the token', ['Authorization', 'Bearer a'], ['Authorization', 'Bearer b'], false],
    ['the token counts more than cookies', ['Authorization', 'Bearer a', 'Cookie', 'sid=1'], ['authorization', 'Bearer a', 'Cookie', 'sid=2'], true],
  ])('%s', (_, one, other, isSame) => expect(key(one) === key(other)).toBe(isSame)); // prettier-ignore

  it('is who has proved it, at a path', () => {
    expect(key(['Cookie', 'sid=1'], '/chat', anna)).toBe(key(['Cookie', 'sid=2'], '/chat?token=x', anna));
    expect(key([], '/chat', anna)).not.toBe(key([], '/chat', { ...anna, id: 'bert' }));
    expect(key([], '/chat/1', anna)).not.toBe(key([], '/chat/2', anna));
    expect(key([], '/chat?conversationId=1', anna)).not.toBe(key([], '/chat?conversationId=2', anna));
  });

  it('is nobody without any of this', () => {
    expect(key(['Cookie', 'theme=dark', 'User-Agent', 'x'])).toBeUndefined();
    expect(key([], '/chat', { ...anna, by: 'none' })).toBeUndefined();
  });

  it('is told by nothing that anybody could use', () => expect(key(['Cookie', 'sid=secret'])).not.toMatch(/secret|chat/));
});

describe('strangers of one address', () => {
  const place = { path: '/chat?t=1', address: '10.0.0.1' };

  it('are told apart, and who comes again finds the seat as it was left', () => {
    const seats = new Seats();
    const [one, other] = [seats.take(place), seats.take({ ...place, path: '/chat?t=2' })];
    expect(one.key).not.toBe(other.key);
    other.leave();
    expect(seats.take(place).key).toBe(other.key);
    one.leave();
    expect(seats.take(place).key).toBe(one.key);
  });

  it('of other addresses and paths have seats of their own, the same in every process', () => {
    const keys = [place, { ...place, address: '10.0.0.2' }, { ...place, path: '/other' }].map((where) => new Seats().take(where).key);
    expect(new Set(keys).size).toBe(3);
    expect(new Seats().take(place).key).toBe(keys[0]);
  });
});
