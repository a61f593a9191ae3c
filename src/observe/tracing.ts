/**
 * Traces for OpenTelemetry, through its API alone: the operator loads an SDK before Sluice, or there are no traces and this costs nothing.
 * A span carries names and numbers, never a URL. What comes from downstream is taken up only when it is exactly W3C Trace Context.
 */
import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Span,
  type Tracer,
  createTraceState,
  trace,
} from '@opentelemetry/api';
import { VERSION } from '../base/version.js';
import type { ExchangeRecord } from './observer.js';

/** One exchange's span, begun before the upstream is asked. */
export interface ExchangeSpan {
  /** Trace id: 32 hexadecimal digits. */
  readonly trace: string;
  /** Ends the span with what became of the exchange. */
  end(record: ExchangeRecord): void;
}

/** The tracer of the operator's SDK; undefined when there is none. To be asked once, after the start. */
export function findTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  // The API's own provider stands for one that may be registered: it has a tracer to delegate to when one is.
  if (provider instanceof ProxyTracerProvider) return provider.getDelegateTracer('sluice', VERSION);
  return provider.getTracer('sluice', VERSION);
}

/** Begins the span of an exchange and puts its context into the headers for the upstream, in the place of what came. */
export function beginSpan(tracer: Tracer, headers: string[], method: string, route: string): ExchangeSpan {
  const { parent, state } = takeContext(headers);
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parentOf(parent, state));
  const name = KNOWN.has(method) ? method : 'OTHER';
  const span = tracer.startSpan(
    `sluice ${name} ${route}`,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': name, 'sluice.route': route } },
    context,
  );
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  headers.push('traceparent', `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`);
  const serialised = traceState?.serialize() ?? '';
  if (serialised !== '') headers.push('tracestate', serialised);
  return { trace: traceId, end: (record) => endSpan(span, record) };
}

function endSpan(span: Span, record: ExchangeRecord): void {
  span.setAttributes({
    'http.response.status_code': record.status,
    'http.request.body.size': record.requestBytes,
    'http.response.body.size': record.responseBytes,
    'sluice.exchange': record.exchange,
    'sluice.findings': record.findings,
    'sluice.added_ms': record.addedMs,
  });
  if (record.code !== undefined) span.setAttribute('error.type', record.code);
  if (record.code !== undefined || record.status >= 500 || record.status === 0) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Takes both headers out of `headers`; more than one `traceparent` is none. */
function takeContext(headers: string[]): { readonly parent: string | undefined; readonly state: string | undefined } {
  const parents: string[] = [];
  const states: string[] = [];
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    const name = headers[at]?.toLowerCase();
    if (name !== 'traceparent' && name !== 'tracestate') continue;
    (name === 'traceparent' ? parents : states).unshift(headers[at + 1] ?? '');
    headers.splice(at, 2);
  }
  const [parent] = parents;
  const isSound = parents.length === 1 && parent !== undefined && PARENT.test(parent);
  const state = states.join(',');
  return { parent: isSound ? parent : undefined, state: isSound && isState(state) ? state : undefined };
}

/** Version 00: trace id and parent id that are not all zeros, and flags. */
const PARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;
const STATE_CHARACTERS = 512;
/** A list member of tracestate: a key in lower case and an opaque value. */
const MEMBER = /^[a-z\d][\w*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

function isState(text: string): boolean {
  const members = text.split(',').map((member) => member.trim());
  return text.length <= STATE_CHARACTERS && members.length <= 32 && members.every((member) => MEMBER.test(member));
}

function parentOf(parent: string, state: string | undefined): Parameters<typeof trace.setSpanContext>[1] {
  const [, traceId = '', spanId = '', flags = '00'] = parent.split('-');
  const traceFlags = Number.parseInt(flags, 16) & 1;
  return { traceId, spanId, traceFlags, isRemote: true, ...(state === undefined ? {} : { traceState: createTraceState(state) }) };
}

const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The trace id that a request names, for the access log, where there is no SDK. */
export function traceOf(rawHeaders: readonly string[]): string | undefined {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 11 && name.toLowerCase() === 'traceparent') {
      const value = rawHeaders[at + 1] ?? '';
      return PARENT.test(value) ? value.slice(3, 35) : undefined;
    }
  }
  return undefined;
}
