/** Traces through a provider that is made here with the API alone: what an operator's SDK would see, and what the upstream gets. */
import { type Attributes, type Span, type SpanContext, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTracer } from '../../src/observe/tracing.js';
import { backend, eventually, speak, startProxy } from '../support/proxy.js';
import { TEST_CARDS, leaksIn } from '../support/leaks.js';

interface Seen {
  readonly name: string;
  readonly parent: SpanContext | undefined;
  readonly attributes: Record<string, unknown>;
  isEnded: boolean;
  isError: boolean;
}

const seen: Seen[] = [];

/** Spans with ids that are counted, not drawn. */
function spanOf(name: string, attributes: Attributes | undefined, parent: SpanContext | undefined): Span {
  const record: Seen = { name, parent, attributes: { ...attributes }, isEnded: false, isError: false };
  const spanId = (seen.push(record) + 0xab00).toString(16).padStart(16, '0');
  const context: SpanContext = {
    traceId: parent?.traceId ?? 'f'.repeat(32),
    spanId,
    traceFlags: 1,
    ...(parent?.traceState === undefined ? {} : { traceState: parent.traceState }),
  };
  const span = {
    spanContext: () => context,
    setAttribute: (key: string, value: unknown) => ((record.attributes[key] = value), span),
    setAttributes: (more: Attributes) => (Object.assign(record.attributes, more), span),
    setStatus: () => ((record.isError = true), span),
    end: () => (record.isEnded = true),
  };
  return span as unknown as Span;
}

const tracer = {
  startSpan: (name, options, context) =>
    spanOf(name, options?.attributes, context === undefined ? undefined : trace.getSpanContext(context)),
} as Tracer;

let port = 0;
let headers: Record<string, unknown> = {};

async function ask(lines: string, path = '/cases/12'): Promise<Seen> {
  const before = seen.length;
  await speak(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`);
  await eventually(() => seen.length > before && seen.at(-1)?.isEnded === true);
  return seen.at(-1)!;
}

beforeAll(() => {
  expect(findTracer()).toBeUndefined();
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
});

afterAll(() => trace.disable());

test('spans, contexts and what is taken up of a downstream trace', async () => {
  const crm = await backend((request, response) => {
    headers = request.headers;
    response.writeHead(request.url === '/bad' ? 500 : 200).end(`{"card":"${TEST_CARDS[0]}"}`);
  });
  ({ port } = await startProxy(crm.url));

  const fresh = await ask('');
  expect(fresh).toMatchObject({ name: 'sluice GET default', parent: undefined, isEnded: true, isError: false });
  expect(fresh.attributes).toMatchObject({
    'http.request.method': 'GET',
    'sluice.route': 'default',
    'http.response.status_code': 200,
    'sluice.findings': 1,
  });
  expect(headers['traceparent']).toMatch(/^00-f{32}-[\da-f]{16}-01$/);

  const trace32 = 'abcdef0123456789abcdef0123456789';
  const joined = await ask(`traceparent: 00-${trace32}-00f067aa0ba902b7-01\r\ntracestate: rojo=00f067aa, congo=t61\r\n`);
  expect(joined.parent).toMatchObject({ traceId: trace32, spanId: '00f067aa0ba902b7', isRemote: true, traceFlags: 1 });
  expect(headers['traceparent']).toMatch(new RegExp(`^00-${trace32}-0{12}[\\da-f]{4}-01$`));
  expect(headers['tracestate']).toBe('rojo=00f067aa,congo=t61');

  for (const broken of [
    `00-${trace32.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${trace32}-00f067aa0ba902b7-01`,
    `00-${trace32}-00f067aa0ba902b7-01-more`,
    'card 4111111111111111',
  ]) {
    expect((await ask(`traceparent: ${broken}\r\ntracestate: a=b\r\n`)).parent).toBeUndefined();
    expect(headers['traceparent']).toMatch(/^00-f{32}-/);
    expect(headers).not.toHaveProperty('tracestate');
  }
  expect((await ask(`traceparent: 00-${trace32}-00f067aa0ba902b7-01\r\ntracestate: bad key=1\r\n`)).parent?.traceState).toBeUndefined();
  expect((await ask('', '/bad')).isError).toBe(true);
  expect(leaksIn(JSON.stringify(seen))).toEqual([]);
  expect(JSON.stringify(seen)).not.toContain('/cases');
});
