/**
 * One HTTP exchange: request up, response down, both redacted while they move. It is the single place that decides how an
 * exchange ends, and it ends in one of three ways only: a complete answer, a refusal, or a cut connection. It knows sockets
 * and framing; what is sensitive is the engine's business, what a coding or header means is wire's.
 */
import type { Readable } from 'node:stream';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { ExchangeRecord, Observer } from '../observe/observer.js';
import { templateOf } from '../observe/template.js';
import { type ExchangeSpan, beginSpan, traceOf } from '../observe/tracing.js';
import { callerOf, type Principal } from '../policy/principal.js';
import { isUnderstood, offeredCodings } from '../wire/acceptance.js';
import type { Head } from '../wire/headers.js';
import { coversCodings, coversHost } from '../wire/signature.js';
import { admit, isForUs } from './admission.js';
import { planBody } from './body.js';
import { Download, type DownloadHost } from './download.js';
import type { Arrival, DownstreamRequest, DownstreamResponse } from './downstream.js';
import { faultOf } from './fault.js';
import { connectionOf } from './lines.js';
import type { Spoken } from './live.js';
import type { Place } from './mapping.js';
import type { Plane } from './plane.js';
import { type Entry, enterCaller } from './overload/census.js';
import { readingTimeMs } from './overload/pace.js';
import type { Holding } from './overload/slowest.js';
import type { Tally } from './tally.js';
import { ALLOWED, refusalOf } from './refuse.js';
import type { Member } from './roster.js';
import type { Route } from './route.js';
import type { PlaneSnapshot } from './snapshot.js';
import { Upload } from './upload.js';
import type { UpstreamCall, UpstreamHandler } from './upstream.js';

/** After the answer the rest of an upload is read and dropped for so long, so that its sender gets to read the answer. */
const LINGER_MS = 2_000;

export class Exchange implements UpstreamHandler, DownloadHost, Member, Holding {
  readonly id: string;
  slot = -1;
  readonly plane: Plane;
  readonly snapshot: PlaneSnapshot;
  engine: Engine;
  epoch = '';
  /** Who asks; undefined until that is known. */
  principal: Principal | undefined;
  /** Undefined until the head has been admitted. */
  #route: Route | undefined;
  /** The route that the head asked for, admitted or not. */
  #asked: Route | undefined;
  readonly request: DownstreamRequest;
  readonly response: DownstreamResponse;
  readonly arrival: Arrival;
  readonly #startedAt = performance.now();
  #observer: Observer;
  /** When the request was handed to the upstream, and when the head of its answer came; 0: not yet (performance.now). */
  #sentAt = 0;
  #headAt = 0;
  #span: ExchangeSpan | undefined;
  readonly tally: Tally = { findings: 0, addedMs: 0 };
  #accept: string | undefined;
  /** Host to ask the upstream for instead of its own. */
  #host: string | undefined;
  acceptEncoding: string | undefined;
  /** The downstream waits for `100 Continue` before it sends its body. */
  #expecting = false;
  held: ReadonlyMap<string, string> | undefined;
  place: Place = { scheme: 'http', host: '' };
  asked: string | undefined;
  /** Where it is counted. */
  #entry: Entry | undefined;
  #upload: Upload | undefined;
  #call: UpstreamCall | undefined;
  #download: Download | undefined;
  /** Status and length of our own refusal. */
  #refusedStatus = 0;
  #refusedBytes = 0;
  #over = false;
  /** By when the answer, all of which was handed on, must have been read (performance.now). */
  #readUntil = Infinity;
  #code: ErrorCode | undefined;

  constructor(plane: Plane, request: DownstreamRequest, response: DownstreamResponse, arrival: Arrival) {
    this.id = plane.nextExchange();
    this.plane = plane;
    this.#observer = plane.observer;
    this.snapshot = plane.snapshot.pin();
    this.engine = this.snapshot.engine;
    this.request = request;
    this.response = response;
    this.arrival = arrival;
    this.#expecting = arrival.expecting;
  }

  /** Takes the exchange from its head on. `ended` is told when all is over. */
  begin(ended: (exchange: Exchange) => void): void {
    this.plane.observer.exchangeStarted('http');
    this.response.on('close', () => {
      this.#closed();
      ended(this);
    });
    try {
      if (this.arrival.fault === undefined) this.#begin();
      else this.stop(this.arrival.fault, 'request');
    } catch (error) {
      this.stop(faultOf(error), 'request'); // nothing that traffic does may throw further than here
    }
    this.tally.addedMs += performance.now() - this.#startedAt;
  }

  /** Whether `socket` carries this exchange. */
  isOn(socket: unknown): boolean {
    return this.request.socket === socket;
  }

  /** Refuses what has been silent for too long; `now` as of performance.now. */
  sweep(now: number): void {
    const { bodyIdleTimeoutMs } = (this.#route ?? this.snapshot).limits;
    const oldest = now - bodyIdleTimeoutMs;
    if (this.#upload?.waiting === true && this.#upload.lastByteAt < oldest) this.stop('SLUICE_REQUEST_TIMEOUT', 'request');
    else if (this.#download?.isIdleSince(oldest) === true) this.stop('SLUICE_UPSTREAM_TIMEOUT', 'response');
    else if (this.#download?.isUnreadSince(oldest) === true) this.stop('SLUICE_DOWNSTREAM_TIMEOUT', 'response');
    else if (this.#upload?.pace.isTooSlow(now) === true) this.stop('SLUICE_REQUEST_TIMEOUT', 'request');
    else if (this.#download?.isReadTooSlowly(now) === true) this.stop('SLUICE_DOWNSTREAM_TIMEOUT', 'response');
    else if (this.#readUntil < now) this.#cutUnread();
  }

  stalledMs(now: number): number {
    if (this.#over) return 0;
    return Math.max(this.#upload?.pace.stalledMs(now) ?? 0, this.#download?.stalledMs(now) ?? 0);
  }

  /** Ends it because others need what it holds. */
  evict(): void {
    this.stop('SLUICE_EVICTED', this.#download === undefined ? 'request' : 'response');
  }

  /** Ends the exchange with a refusal, or by cutting the connection when the head has left: never with a clean end. */
  stop(code: ErrorCode, direction: Direction): void {
    if (this.#over) return;
    this.#over = true;
    this.#code = code;
    this.#observer.refused(code, direction);
    this.#release();
    if (this.#download?.headSent === true || this.request.socket.destroyed) {
      this.#cut();
      return;
    }
    const refusal = refusalOf(code, direction, this.id, this.#accept, this.arrival.challenge);
    if (this.#expecting || this.plane.draining) refusal.headers.push('Connection', 'close');
    this.#refusedStatus = refusal.status;
    this.#refusedBytes = refusal.body.length;
    this.response.writeHead(refusal.status, refusal.headers);
    this.response.end(refusal.body);
    this.#linger();
  }

  #begin(): void {
    if (this.plane.admission.refuses('http', this.request)) {
      this.stop('SLUICE_OVERLOADED', 'request');
      return;
    }
    const principal = this.snapshot.callerOf(this.request, this.arrival);
    if (!(principal instanceof Promise)) this.#admit(principal);
    else principal.then((known) => this.#guarded(() => this.#admit(known))).catch(() => this.stop('SLUICE_ENGINE_FAILED', 'request'));
  }

  /** Nothing that traffic does may throw further than here. */
  #guarded(work: () => void): void {
    const entered = performance.now();
    try {
      work();
    } catch (error) {
      this.stop(faultOf(error), 'request');
    }
    this.tally.addedMs += performance.now() - entered;
  }

  #admit(principal: Principal): void {
    if (this.#over) return;
    const { request, arrival } = this;
    const admitted = admit(this.plane, this.snapshot, { request, arrival, principal }, this.tally);
    const { head, route, engine, path, place, asked, desktop } = admitted;
    const entry = admitted.code ?? enterCaller(this.plane.callers, principal, desktop, this.snapshot.limits);
    const code = typeof entry === 'string' ? entry : undefined;
    if (typeof entry === 'object') this.#entry = entry;
    this.principal = principal;
    this.engine = engine;
    this.epoch = this.snapshot.epochFor(principal.role);
    this.#accept = head.accept;
    this.acceptEncoding = head.acceptEncoding;
    this.held = head.held;
    this.place = place;
    this.asked = asked;
    this.#asked = route;
    if (route !== undefined) this.#observer = this.plane.observer.onRoute(route.name);
    if (code !== undefined || route === undefined) {
      this.stop(code ?? 'SLUICE_ROUTE_UNKNOWN', 'request');
      return;
    }
    this.#route = route;
    if (isForUs(head, this.request.method)) {
      this.#answer();
      return;
    }
    const { headers, digests, host } = head;
    this.#host = route.keepsHost || coversHost(head) ? host : undefined;
    if (this.plane.tracer !== undefined) this.#span = beginSpan(this.plane.tracer, headers, this.request.method ?? '', route.name);
    headers.push('Accept-Encoding', codingsFor(head, route));
    if (!head.chunked && (head.contentLength ?? 0) === 0) {
      if (digests !== undefined) headers.push(...digests);
      this.#send(route, path, headers, null);
      return;
    }
    const plan = planBody(this.plane, route, engine, head, 'upload', this.tally, this.spoken(true));
    if (typeof plan === 'string') {
      this.stop(plan, 'request');
      return;
    }
    if (this.#expecting) {
      this.#expecting = false;
      this.response.writeContinue();
    }
    this.#upload = new Upload({
      request: this.request,
      redaction: plan.redaction,
      late: plan.late,
      tally: this.tally,
      ready: (body, { changed, isCoded }) => {
        if ((!changed || head.isSigned) && digests !== undefined) headers.push(...digests);
        if (isCoded && head.contentEncoding !== undefined) headers.push('Content-Encoding', head.contentEncoding);
        this.#send(route, path, headers, body);
      },
      refuse: (refused) => {
        this.stop(refused, 'request');
      },
    });
    this.#upload.begin();
  }

  /** Answers an OPTIONS that asks about the next hop and not about what is behind it. */
  #answer(): void {
    this.#over = true;
    this.#refusedStatus = 204;
    this.response.writeHead(204, ['Allow', ALLOWED]);
    this.response.end();
  }

  #send(route: Route, path: string, headers: string[], body: Uint8Array | Readable | null): void {
    if (this.#over) return;
    this.#sentAt = performance.now();
    const { method = 'GET' } = this.request;
    const headersTimeoutMs = route.limits.upstreamHeadersTimeoutMs;
    this.#call = route.upstream.send({ method, path, headers, body, host: this.#host, headersTimeoutMs }, this);
  }

  head(status: number, rawHeaders: string[]): void {
    if (this.#over || this.#route === undefined) return;
    const entered = performance.now();
    this.#headAt = entered;
    try {
      this.#download = new Download(this, this.#route, status, rawHeaders, entered);
      this.#download.begin();
    } catch (error) {
      this.stop(faultOf(error), 'response');
    }
    this.tally.addedMs += performance.now() - entered;
  }

  data(chunk: Uint8Array): boolean {
    const entered = performance.now();
    let room = true;
    try {
      room = this.#download?.data(chunk, entered) ?? true;
    } catch (error) {
      this.stop(faultOf(error), 'response');
    }
    this.tally.addedMs += performance.now() - entered;
    return room;
  }

  end(): void {
    const entered = performance.now();
    try {
      this.#download?.end();
    } catch (error) {
      this.stop(faultOf(error), 'response');
    }
    this.tally.addedMs += performance.now() - entered;
  }

  fail(code: ErrorCode): void {
    this.stop(code, 'response');
  }

  resumeUpstream(): void {
    this.#call?.resume();
  }

  spoken(mayBePoll: boolean): Spoken {
    const { id: exchange, principal, snapshot } = this;
    const { url: path = '', method, rawHeaders } = this.request;
    const caller = (): string | undefined => connectionOf({ principal, rawHeaders, path });
    return { path, isResource: method === 'GET', keeper: snapshot.conversations, tenant: principal?.tenant, exchange, caller, mayBePoll };
  }

  refuseResponse(code: ErrorCode): void {
    this.stop(code, 'response');
  }

  serverTiming(): string | undefined {
    if (!this.snapshot.serverTiming) return undefined;
    return `sluice;dur=${this.tally.addedMs.toFixed(2)}, upstream;dur=${(this.#headAt - this.#sentAt).toFixed(2)}`;
  }

  completed(): void {
    this.#over = true;
    const { limits } = this.#route ?? this.snapshot;
    this.#readUntil = performance.now() + Math.min(limits.bodyIdleTimeoutMs, readingTimeMs(this.response.writableLength, limits));
  }

  /** The answer is complete or the downstream has left. */
  #closed(): void {
    this.#over = true;
    this.#readUntil = Infinity;
    this.#release();
    this.snapshot.unpin();
    if (this.#entry !== undefined) this.plane.callers.leave(this.#entry);
    if (!this.request.socket.destroyed) this.#linger();
    const download = this.#download;
    const answered = download?.headSent === true;
    const { url = '', rawHeaders } = this.request;
    const span = this.#span;
    const record: ExchangeRecord = {
      exchange: this.id,
      kind: 'http',
      route: this.#asked?.name,
      method: this.request.method ?? '',
      status: answered ? download.status : this.#refusedStatus,
      requestBytes: this.#upload?.receivedBytes ?? 0,
      responseBytes: answered ? download.sentBytes : this.#refusedBytes,
      findings: this.tally.findings,
      code: this.#code,
      durationMs: performance.now() - this.#startedAt,
      addedMs: this.tally.addedMs,
      upstreamMs: this.#headAt === 0 ? undefined : this.#headAt - this.#sentAt,
      firstByteMs: answered ? download.headSentAt - this.#startedAt : undefined,
      found: this.tally.found,
      caller: callerOf(this.principal),
      template: templateOf(url),
      trace: span?.trace ?? traceOf(rawHeaders),
    };
    this.#observer.exchangeEnded(record);
    span?.end(record);
  }

  /** Lets go of everything behind us: upstream connection, decoders, bytes held back. */
  #release(): void {
    this.#call?.abort();
    this.#upload?.destroy();
    this.#download?.destroy();
  }

  /** The whole answer was written long ago, and nobody has taken it. */
  #cutUnread(): void {
    this.#code = 'SLUICE_DOWNSTREAM_TIMEOUT';
    this.plane.observer.refused(this.#code, 'response');
    this.#cut();
  }

  #cut(): void {
    const { socket } = this.request;
    // without chunks an early end looks like a whole body, so it must be a reset (RFC 9112 section 8)
    if (this.request.httpVersionMinor === 0) socket.resetAndDestroy();
    else socket.destroy();
  }

  #linger(): void {
    const request = this.request;
    if (request.complete) return;
    const timer = setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, LINGER_MS);
    timer.unref();
    request.on('error', () => undefined);
    request.once('close', () => {
      clearTimeout(timer);
    });
    request.resume();
  }
}

/** The codings that the upstream is offered: those of the downstream only where it has signed them. */
function codingsFor(head: Head, { isLocal }: Route): string {
  const { acceptEncoding } = head;
  if (acceptEncoding !== undefined && coversCodings(head) && isUnderstood(acceptEncoding)) return acceptEncoding;
  return offeredCodings(isLocal, acceptEncoding);
}
