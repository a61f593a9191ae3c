/**
 * A trace goes from desktop to CRM, and to whoever collects traces. Attack story: a script on a desktop writes card numbers where identifiers
 * of traces belong: sixteen digits are as good a part of `traceparent` as any, and collectors of traces are open to every developer.
 */
import { type Attributes, type SpanContext, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactHeaders } from '../../src/proxy/sensitive.js';
import { engine } from '../support/engine.js';
import { backend, PAN, speak, startProxy } from '../support/proxy.js';

const AMEX = '378282246310005';
const LETTERS = 'abcdefabcdefabcd';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = '00f067aa0ba902b7';

/** What a collector would see. */
let exported: unknown[] = [];

function tracerOf(): Tracer {
  const startSpan = (name: string, options: { attributes?: Attributes } = {}, context?: Parameters<typeof trace.getSpanContext>[0]) => {
    const parent = context && trace.getSpanContext(context);
    const own: SpanContext = { traceId: parent?.traceId ?? 'f'.repeat(32), spanId: SPAN, traceFlags: 1, ...(parent?.traceState && { traceState: parent.traceState }) }; // prettier-ignore
    exported.push(name, options.attributes, { ...parent, traceState: parent?.traceState?.serialize() });
    const span = {
      spanContext: () => own,
      setAttribute: (...told: unknown[]) => (exported.push(told), span),
      setAttributes: (told: unknown) => (exported.push(told), span),
      setStatus: (told: unknown) => (exported.push(told), span),
      end: () => undefined,
    };
    return span;
  };
  return { startSpan } as unknown as Tracer;
}

/** Lines with a card in them, which no reader of them may get. */
const LINES: readonly (readonly [string, string])[] = [
  ['traceparent', `00-${PAN}${LETTERS}-${SPAN}-01`],
  ['traceparent', `00-${LETTERS}${PAN}-${SPAN}-01`],
  ['traceparent', `00-aaaaaaaa${PAN}bbbbbbbb-${SPAN}-01`],
  ['traceparent', `00-${'0'.repeat(16)}${PAN}-${SPAN}-01`],
  ['traceparent', `00-${PAN}${PAN}-${SPAN}-01`],
  ['traceparent', `00-${AMEX}a${LETTERS}-${SPAN}-01`],
  ['traceparent', `00-${TRACE}-${PAN}-01`],
  ['traceparent', `00-${TRACE}-${PAN}-01`.toUpperCase()],
  ['traceparent', `cc-${PAN}${LETTERS}-${SPAN}-01-${PAN}`],
  ['tracestate', `a=${PAN}`],
  ['tracestate', `${PAN}@x=1,b=2`],
  ['tracestate', 'a=4111 1111 1111 1111'],
  ['tracestate', 'a=%34%31%31%31111111111111'],
  ['baggage', `card=${PAN}`],
  ['baggage', 'card=4111%201111%201111%201111;p=1'],
  ['baggage', `${PAN}=1`],
  ['baggage', `a=1,b=2;note=${AMEX}`],
  ['b3', `${TRACE}-${PAN}-1`],
  ['b3', `${PAN}${LETTERS}-${SPAN}-1-${SPAN}`],
  ['X-B3-TraceId', PAN],
  ['X-B3-SpanId', PAN],
  ['uber-trace-id', `${PAN}:${PAN}:0:1`],
  ['sentry-trace', `${PAN}${LETTERS}-${SPAN}-1`],
];

describe.each([['without an SDK'], ['with an SDK']])('%s', (kind) => {
  let port = 0;
  let arrived: string[] = [];
  beforeAll(() => {
    if (kind === 'with an SDK') trace.setGlobalTracerProvider({ getTracer: tracerOf });
  });
  afterAll(() => trace.disable());

  async function ask(lines: readonly (readonly [string, string])[], path = '/cases'): Promise<string> {
    exported = [];
    arrived = [];
    const crm = await backend((request, response) => {
      arrived = request.rawHeaders;
      response.end('ok');
    });
    ({ port } = await startProxy(crm.url));
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return (await speak(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`)).text.slice(9, 12);
  }

  test.each(LINES)('no card leaves in %s: %s', async (name, value) => {
    const parent = name === 'tracestate' ? [['traceparent', `00-${TRACE}-${SPAN}-01`] as const] : [];
    expect(await ask([...parent, [name, value]])).toBe('200');
    const seen = JSON.stringify([arrived, exported]).toLowerCase();
    expect(seen).not.toContain(PAN);
    expect(seen).not.toContain(AMEX);
    expect(seen).not.toMatch(/4111(?: |%20)1111/);
  });

  test('a card in the path is in no span', async () => {
    await ask([], `/cases/${PAN}?card=${PAN}`);
    await ask([['traceparent', `00-${TRACE}-${SPAN}-01`]], `/cases/4111-1111-1111-1111`);
    expect(JSON.stringify(exported)).not.toMatch(/4111|cases/);
  });

  test.each<[string, string, string]>([
    ['traceparent of nine thousand characters', 'traceparent', `00-${'a'.repeat(9_000)}`],
    ['tracestate of as many members', 'tracestate', `${'a=b,'.repeat(2_200)}a=b`],
    ['tracestate of one key without an end', 'tracestate', 'a'.repeat(9_000)],
    ['tracestate of nothing but commas', 'tracestate', ','.repeat(9_000)],
    ['baggage that is as long', 'baggage', `${'k=v,'.repeat(2_200)}k=v`],
  ])('%s holds nobody up, and is not exported', async (_, name, value) => {
    const parent = name === 'traceparent' ? [] : [['traceparent', `00-${TRACE}-${SPAN}-01`] as const];
    expect(await ask([...parent, [name, value]])).toBe('200');
    expect(JSON.stringify(exported).length).toBeLessThan(2_000);
  });

  test('a sound trace stays as it is', async () => {
    await ask([
      ['traceparent', `00-${TRACE}-${SPAN}-01`],
      ['b3', `${TRACE}-${SPAN}-1`],
      ['baggage', 'userId=alice,isProduction=false'],
    ]);
    for (const part of [TRACE, `${TRACE}-${SPAN}-1`, 'userId=alice,isProduction=false']) expect(arrived.join()).toContain(part);
  });
});

test('few of twenty thousand traces at random begin anew', async () => {
  let seed = 7;
  const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
  const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  let masked = 0;
  for (let i = 0; i < 20_000; i++) {
    const headers = ['traceparent', `00-${hex(32)}-${hex(16)}-01`];
    redactHeaders(engine, headers, 'request', () => undefined);
    if (headers[1].includes('*')) masked++;
  }
  expect(masked).toBeLessThan(20);
});
