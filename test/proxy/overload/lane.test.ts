/** The lane of long bodies: a part of each turn of the event loop, in turns, and the same bytes as without it. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Lane } from '../../../src/proxy/overload/lane.js';
import { answerOf, opened, session } from '../../support/listener.js';
import { MASKED, PAN, proxied, readBytes } from '../../support/proxy.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a lane', () => {
  it('has room until its time of this turn is spent, and again in the next one', async () => {
    const lane = new Lane(1);
    expect(lane.hasRoom).toBe(true);
    lane.run(() => {
      const until = performance.now() + 2;
      while (performance.now() < until);
    });
    expect(lane.hasRoom).toBe(false);
    await turn();
    expect(lane.hasRoom).toBe(true);
  });

  it('goes on in the order in which it was asked, one piece a turn at least, and whoever has more stands in line again', async () => {
    const lane = new Lane(0);
    const done: string[] = [];
    const ask = (name: string, pieces: number): void =>
      lane.wait(() => {
        done.push(name);
        if (pieces > 1) ask(name, pieces - 1);
      });
    ask('a', 3);
    ask('b', 1);
    ask('c', 2);
    expect(lane.hasRoom).toBe(false);
    await turn();
    expect(done).toEqual(['a']);
    for (let at = 0; at < 8; at++) await turn();
    expect(done).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
    expect(lane.hasRoom).toBe(false); // a lane without time never has room
  });

  it('does what is to be done for many some at a time, between the work of others', async () => {
    const lane = new Lane(0);
    const done: (number | string)[] = [];
    lane.each([1, 2, 3], (item) => done.push(item));
    expect(done).toEqual([1]);
    lane.wait(() => done.push('other'));
    for (let at = 0; at < 4; at++) await turn();
    expect(done).toEqual([1, 2, 'other', 3]);
    lane.each([], () => done.push('nothing'));
    expect(done).toHaveLength(4);
  });

  it('counts the time of work that fails', async () => {
    const lane = new Lane(0);
    expect(() =>
      lane.run(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    await turn();
  });
});

/** Some 600 KB of lines, with cards in them. */
const LONG = Array.from({ length: 8_000 }, (_, at) =>
  at % 97 === 0 ? `card ${PAN} of line ${at}` : `nothing of note is said in line ${at} of this`,
).join('\n');
const WANTED = LONG.replaceAll(PAN, MASKED);
const AT_ONCE = Array.from({ length: 6 }, (_, at) => at);
/** Every piece of a long body waits for its turn. */
const limits = { longBodyTurnMs: 0, longBodyBytes: 1_000 };

const get = (port: number, headers = {}): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', headers, agent: false }, (answer) => {
      readBytes(answer).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });

describe('long bodies that wait for their turns', () => {
  it('are whole and masked: answers, plain and coded, one beside the other', async () => {
    const { port, observer } = await proxied(
      (asked, response) => {
        response.writeHead(200, {
          'Content-Type': 'text/plain',
          ...(asked.headers['x-coded'] === 'yes' && { 'Content-Encoding': 'gzip' }),
        });
        response.end(asked.headers['x-coded'] === 'yes' ? gzipSync(LONG) : LONG);
      },
      { limits },
    );
    const answers = await Promise.all(AT_ONCE.map((at) => get(port, at % 2 === 0 ? { 'x-coded': 'yes' } : {})));
    for (const answer of answers) {
      const text = (answer[0] === 0x1f ? gunzipSync(answer) : answer).toString();
      expect(text === WANTED).toBe(true);
    }
    expect(observer.heldBytes).toBe(0);
  });

  it('are whole and masked: uploads', async () => {
    const { port } = await proxied(
      (asked, response) => {
        void readBytes(asked).then((body) => response.end(String(body.toString() === WANTED)));
      },
      { limits },
    );
    const post = (): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        const sending = request(
          { port, host: '127.0.0.1', method: 'POST', headers: { 'Content-Type': 'text/plain' }, agent: false },
          (answer) => {
            readBytes(answer).then(resolve, reject);
          },
        );
        sending.on('error', reject);
        for (let at = 0; at < LONG.length; at += 50_000) sending.write(LONG.slice(at, at + 50_000));
        sending.end();
      });
    for (const answer of await Promise.all(AT_ONCE.map(post))) expect(answer.toString()).toBe('true');
  });

  it('are whole and masked: streams of one HTTP/2 connection', async () => {
    const place = await opened((_, response) => response.end(LONG), {}, { limits });
    const client = session(place);
    const answers = await Promise.all(AT_ONCE.map(() => answerOf(client.request({ ':path': '/' }))));
    for (const { body, reset } of answers) expect([body === WANTED, reset]).toEqual([true, 0]);
  });

  it('hold nothing back when their reader leaves', async () => {
    const { port, observer } = await proxied((_, response) => response.end(LONG), { limits });
    const asked = request({ port, host: '127.0.0.1', agent: false }, (answer) => answer.once('data', () => answer.destroy()));
    asked.on('error', () => undefined);
    asked.end();
    while (observer.ended.length === 0) await turn();
    expect(observer.heldBytes).toBe(0);
    expect((await get(port)).toString() === WANTED).toBe(true);
  });
});
