/** Who has how much open: counted by name or address, refused beyond the limit, forgotten afterwards. */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Census, networkOf } from '../../../src/proxy/overload/census.js';
import { STRANGER } from '../../../src/policy/principal.js';
import { opened } from '../../support/listener.js';
import { eventually, proxied, speak } from '../../support/proxy.js';

describe('an address is counted by its network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['2001:db8:1::2:3:4:5', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

it('counts what is open, and forgets who has nothing', () => {
  const census = new Census();
  const first = census.enter('a', 2);
  const second = census.enter('a', 2);
  expect(census.enter('a', 2)).toBeUndefined();
  expect(census.enter('b', 2)).toBeDefined();
  if (first !== undefined && second !== undefined) {
    census.leave(first);
    expect(census.enter('a', 2)).toBe(first);
    census.leave(first);
    census.leave(second);
  }
  census.sweep();
  expect(census.size).toBe(1);
});

const GET = (more = ''): string => `GET / HTTP/1.1\r\nHost: x\r\n${more}Connection: close\r\n\r\n`;
const isAnswered = (text: string): boolean => text.includes('\r\n\r\n');

/** A backend whose answers wait until they are let go. */
function waiting(): { handler: (asked: unknown, response: ServerResponse) => void; open: ServerResponse[]; letGo: () => void } {
  const open: ServerResponse[] = [];
  return { handler: (_, response) => open.push(response), open, letGo: () => open.splice(0).forEach((response) => response.end('done')) };
}

describe('exchanges of one address', () => {
  it('beyond the limit are refused with 429, and taken again when others are over', async () => {
    const crm = waiting();
    const { port, observer } = await proxied(crm.handler, { limits: { addressExchanges: 2 } });
    const first = [speak(port, GET()), speak(port, GET())];
    await eventually(() => crm.open.length === 2);
    const { text } = await speak(port, GET(), { until: isAnswered });
    expect(text).toMatch(/^HTTP\/1\.1 429 [^]*Retry-After: \d[^]*SLUICE_CALLER_BUSY/);
    expect(observer.refusals).toEqual(['SLUICE_CALLER_BUSY']);
    crm.letGo();
    for (const answer of await Promise.all(first)) expect(answer.text).toContain('200 OK');
    const again = speak(port, GET());
    await eventually(() => crm.open.length === 1);
    crm.letGo();
    expect((await again).text).toContain('200 OK');
  });

  it('are those of each desktop where a trusted hop tells it, and of nobody where it does not', async () => {
    const crm = waiting();
    const trustedHops = { default: ['127.0.0.0/8', '10.0.0.0/8'] };
    const { port } = await proxied(crm.handler, { limits: { addressExchanges: 1 }, trustedHops });
    const lines = [
      'X-Forwarded-For: 192.0.2.1\r\n',
      'X-Forwarded-For: 192.0.2.1, 192.0.2.2, 10.0.0.1\r\n',
      'Forwarded: for="[2001:db8::1]:4711";proto=https, for=10.0.0.1\r\n',
      '',
      '',
    ];
    const taken = lines.map((line) => speak(port, GET(line)));
    await eventually(() => crm.open.length === lines.length);
    for (const line of ['X-Forwarded-For: 10.0.0.9, 192.0.2.2\r\n', 'Forwarded: for="[2001:db8::77]"\r\n'])
      expect((await speak(port, GET(line), { until: isAnswered })).text).toContain(' 429 ');
    crm.letGo();
    await Promise.all(taken);
  });

  it('are those of the caller where it has a name', async () => {
    const crm = waiting();
    const named = { id: 'ann', role: 'agent', tenant: undefined, by: 'header' } as const;
    const identity = {
      identify: ({ rawHeaders }: { readonly rawHeaders: readonly string[] }) => (rawHeaders.includes('ann') ? named : STRANGER),
      strike: () => undefined,
    };
    const { port } = await proxied(crm.handler, { limits: { callerExchanges: 1 }, identity });
    const taken = [GET('X-Me: ann\r\n'), GET(), GET()].map((asked) => speak(port, asked));
    await eventually(() => crm.open.length === 3);
    expect((await speak(port, GET('X-Me: ann\r\n'), { until: isAnswered })).text).toContain(' 429 ');
    crm.letGo();
    await Promise.all(taken);
  });
});

describe('connections of one address', () => {
  it('beyond the limit are answered with 429, and taken again when one has gone', async () => {
    const { port, observer } = await proxied((_, response) => response.end('ok'), { limits: { addressConnections: 2 } });
    const idle = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const socket of idle) await new Promise((resolve) => socket.once('connect', resolve));
    const { text, end } = await speak(port, '');
    expect(text).toMatch(/^HTTP\/1\.1 429 [^]*SLUICE_CALLER_BUSY/);
    expect(end).toBe('closed');
    expect(observer.refusals).toEqual(['SLUICE_CALLER_BUSY']);
    idle[0]?.destroy();
    let again = '';
    while (!again.includes('200 OK')) again = (await speak(port, GET())).text;
    idle[1]?.destroy();
  });

  it('are closed under TLS', async () => {
    const place = await opened((_, response) => response.end('ok'), {}, { limits: { addressConnections: 1 } });
    const dial = () => connectTls({ port: place.port, host: 'localhost', ca: place.ca });
    const first = dial();
    await new Promise((resolve) => first.once('secureConnect', resolve));
    const second = dial();
    await new Promise((resolve) => second.on('error', resolve).on('close', resolve));
    await eventually(() => place.observer.refusals.includes('SLUICE_CALLER_BUSY'));
    first.destroy();
  });

  it('of trusted hops are not counted', async () => {
    const trustedHops = { default: ['127.0.0.1'] };
    const { port } = await proxied((_, response) => response.end('ok'), { limits: { addressConnections: 1 }, trustedHops });
    const idle = connect(port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    expect((await speak(port, GET())).text).toContain('200 OK');
    idle.destroy();
  });
});
