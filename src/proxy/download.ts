/**
 * The answer on its way down. A small one of known length is collected and sent with its new length, so that a late refusal is
 * still a proper answer; any other is streamed in chunks while it still arrives. Back-pressure: a downstream that does not read
 * pauses the upstream.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Principal } from '../policy/principal.js';
import { acceptsCodings } from '../wire/acceptance.js';
import type { Coding } from '../wire/coding.js';
import { forbidBuffering, forbidStoring, isForEverybody } from '../wire/caching.js';
import { type Head, readResponseHead, varyByCoding } from '../wire/headers.js';
import { markTagOf, restoreTagOf } from '../wire/tags.js';
import { reporter } from './admission.js';
import { planBody } from './body.js';
import { cleansing, isFirstPage } from './cleanse.js';
import type { Arrival, DownstreamRequest, DownstreamResponse } from './downstream.js';
import { KeepAlive } from './keep-alive.js';
import type { Spoken } from './live.js';
import type { EventTalk } from './live-events.js';
import type { Place } from './mapping.js';
import { Pace } from './overload/pace.js';
import type { Plane } from './plane.js';
import { BodyRedaction, type BodySink } from './redaction.js';
import type { Tally } from './tally.js';
import type { Route } from './route.js';
import { redactDigests, redactHeaders } from './sensitive.js';
import type { PlaneSnapshot } from './snapshot.js';
import { Vigil } from './vigil.js';

/** The exchange, as its answer sees it. */
export interface DownloadHost {
  readonly plane: Plane;
  readonly engine: Engine;
  /** Names what the answer is judged by: see wire/tags.ts. */
  readonly epoch: string;
  readonly arrival: Arrival;
  readonly snapshot: PlaneSnapshot;
  /** Who asks. */
  readonly principal: Principal | undefined;
  readonly request: DownstreamRequest;
  readonly response: DownstreamResponse;
  readonly tally: Tally;
  /** Accept-Encoding of the request. */
  readonly acceptEncoding: string | undefined;
  /** Tags about which the request asked, as the downstream has them, by what the upstream calls them. */
  readonly held: ReadonlyMap<string, string> | undefined;
  /** Where the downstream believes to be, and its Origin if the upstream was told another. */
  readonly place: Place;
  readonly asked: string | undefined;
  /** Whose messages its body may hold. */
  spoken(mayBePoll: boolean): Spoken;
  /** Server-Timing of the answer that begins now; undefined: the operator did not ask for it. */
  serverTiming(): string | undefined;
  /** The downstream or the decoder takes bytes again. */
  resumeUpstream(): void;
  refuseResponse(code: ErrorCode): void;
  /** The whole answer was handed to the response. */
  completed(): void;
}

export class Download implements BodySink {
  readonly #host: DownloadHost;
  readonly #route: Route;
  readonly #head: Head;
  #redaction: BodyRedaction | undefined;
  /** Redacted parts of an answer that is sent with its length; undefined once it is streamed. */
  #parts: Uint8Array[] | undefined;
  #partBytes = 0;
  #eventStream = false;
  /** While events are streamed. */
  #keepAlive: KeepAlive | undefined;
  #vigil: Vigil | undefined;
  /** Something in the head was masked. */
  #isPersonal = false;
  #blocked = false;
  #blockedAt = 0;
  /** At which the downstream reads, and the bytes that wait for it; silence of an event stream says nothing. */
  #pace: Pace | undefined;
  #pendingBytes = 0;
  #over = false;
  #lastByteAt: number;
  readonly status: number;
  headSent = false;
  /** When the head was sent (performance.now). */
  headSentAt = 0;
  sentBytes = 0;

  constructor(host: DownloadHost, route: Route, status: number, rawHeaders: readonly string[], now: number) {
    this.#lastByteAt = now;
    this.#host = host;
    this.#route = route;
    this.status = status;
    this.#head = readResponseHead(rawHeaders, host.plane.via);
  }

  /** Judges the head and prepares for the body. */
  begin(): void {
    const { plane, engine, request, tally } = this.#host;
    const head = this.#head;
    // an answer to a part of the document could begin or end inside a number, and nobody asked for one
    const broken = head.fault === 'SLUICE_BAD_REQUEST' || this.status === 206 || head.partial;
    if (broken || head.fault !== undefined) {
      this.refuse(broken ? 'SLUICE_UPSTREAM_FAILED' : (head.fault ?? 'SLUICE_UPSTREAM_FAILED'));
      return;
    }
    const code = this.#judgeHeaders(engine);
    if (code !== undefined) {
      this.refuse(code);
      return;
    }
    if (request.method === 'HEAD' || this.status === 204 || this.status === 304) {
      this.#sendBodiless();
      return;
    }
    const use = request.method === 'GET' ? 'asset' : 'answer';
    const spoken = this.status < 300 ? this.#host.spoken(this.status === 200) : undefined; // nobody speaks in an error
    const accepts = (codings: readonly Coding[]): boolean => acceptsCodings(this.#host.acceptEncoding, codings);
    const plan = planBody(plane, this.#route, engine, head, use, tally, spoken, accepts, this.#talk());
    if (typeof plan === 'string') {
      this.refuse(plan);
      return;
    }
    if (plan.redaction.codings.length > 0) varyByCoding(head);
    this.#eventStream = plan.eventStream;
    if (plan.eventStream && !head.isSigned) this.#keepAlive = new KeepAlive(this.#route.limits.eventKeepAliveMs, this.#comment);
    if (plan.eventStream) this.#vigil = new Vigil(this.#host, (code) => this.refuse(code));
    this.#redaction = new BodyRedaction(plan.redaction, this);
    if (plan.redaction.whole || plan.redaction.mayGrow || plan.isPoll) this.#parts = [];
    // an event stream may be silent for long after its head; a coded body or a document may still turn out to be unreadable
    else if ((plan.redaction.codings.length === 0 && !plan.late) || plan.eventStream) queueMicrotask(() => this.#flush());
  }

  /** Whose events the answer holds, if it holds such. */
  #talk(): EventTalk {
    const { engine, principal, snapshot, arrival, request } = this.#host;
    const { address } = arrival.peer;
    const { rawHeaders, url: path = '/' } = request;
    return { route: this.#route, engine, keeper: snapshot.conversations, principal, address, rawHeaders, path };
  }

  #judgeHeaders(engine: Engine): ErrorCode | undefined {
    const { plane, tally, place, asked, arrival } = this.#host;
    const { mapping, hsts, clearsSiteData } = this.#route;
    const head = this.#head;
    const { headers, digests, isSigned } = head;
    if (head.isMapped && !isSigned && arrival.connectedHost === undefined) {
      const mapped = [...headers];
      mapping.down(mapped, place, asked);
      head.replaceHeaders(mapped);
    }
    if (hsts !== undefined && place.scheme === 'https') headers.push('Strict-Transport-Security', hsts);
    if (clearsSiteData && isFirstPage(this.#host.request, this.status)) headers.push(...cleansing(place.scheme));
    if (this.status === 426 && head.upgrade !== undefined) headers.push('Upgrade', head.upgrade);
    const before = [...headers];
    const tell = reporter(plane.observer.onRoute(this.#route.name), 'response', tally);
    const report: typeof tell = isSigned ? (finding, action) => tell(finding, action === 'mask' ? 'block' : action) : tell;
    if (!redactHeaders(engine, headers, 'response', report)) return 'SLUICE_HEADER_SENSITIVE';
    redactDigests(engine, head, 'response', report);
    this.#isPersonal = before.some((text, i) => text !== headers[i]);
    return isSigned && (this.#isPersonal || head.digests !== digests) ? 'SLUICE_SIGNED_SENSITIVE' : undefined;
  }

  /** False: the upstream should pause until it is resumed. `now` as of performance.now. */
  data(chunk: Uint8Array, now: number): boolean {
    this.#lastByteAt = now;
    return this.#redaction?.write(chunk) ?? true;
  }

  end(): void {
    if (this.#over) return;
    if (this.#redaction !== undefined) this.#redaction.end();
    else this.done();
  }

  /** Whether the upstream owes us bytes since `oldest` (performance.now). */
  isIdleSince(oldest: number): boolean {
    return !this.#over && !this.#blocked && !this.#eventStream && this.#lastByteAt < oldest;
  }

  /** Whether the downstream has read nothing since `oldest` (performance.now) although bytes wait for it. */
  isUnreadSince(oldest: number): boolean {
    return !this.#over && this.#blocked && this.#blockedAt < oldest;
  }

  /** Whether the downstream takes its answer more slowly than is accepted. `now` as of performance.now. */
  isReadTooSlowly(now: number): boolean {
    return !this.#over && !this.#eventStream && this.#pace?.isTooSlow(now, this.#pendingBytes) === true;
  }

  /** For how long the downstream has held up its answer (milliseconds). */
  stalledMs(now: number): number {
    return this.#over || this.#eventStream || this.#pace === undefined ? 0 : this.#pace.stalledMs(now);
  }

  /** Gives up: what is held back or collected never leaves. */
  destroy(): void {
    this.#over = true;
    this.#rest();
    this.#redaction?.destroy();
  }

  bytes(chunk: Uint8Array): boolean {
    if (this.#parts === undefined) return this.#write(this.#keepAlive?.pass(chunk) ?? chunk);
    this.#parts.push(chunk);
    this.#partBytes += chunk.length;
    if (this.#partBytes <= this.#route.limits.bufferedBodyBytes) return true;
    const parts = this.#parts;
    this.#parts = undefined;
    return parts.map((part) => this.#write(part)).every(Boolean);
  }

  done(): void {
    if (this.#over) return;
    if (this.#parts !== undefined) this.#sendCollected(this.#parts);
    else {
      if (!this.headSent) this.#sendStreamedHead();
      this.#host.response.end();
    }
    this.#rest();
    this.#over = true;
    this.#host.completed();
  }

  #rest(): void {
    this.#keepAlive?.stop();
    this.#vigil?.stop();
  }

  refuse(code: ErrorCode): void {
    if (this.#over) return;
    this.destroy();
    this.#host.refuseResponse(code);
  }

  drain(): void {
    this.#host.resumeUpstream();
  }

  /** A stream that waits for its reader, or has not begun, needs no comments. */
  readonly #comment = (comment: Uint8Array): void => {
    if (this.headSent && !this.#blocked) this.#write(comment);
  };

  #write(chunk: Uint8Array): boolean {
    if (this.#over) return true;
    if (!this.headSent) this.#sendStreamedHead();
    this.sentBytes += chunk.length;
    if (this.#host.response.write(chunk)) return true;
    if (!this.#blocked) {
      this.#blocked = true;
      this.#blockedAt = performance.now();
      this.#pendingBytes = this.#host.response.writableLength;
      this.#pace ??= new Pace(this.#route.limits);
      this.#pace.wait(this.#blockedAt);
      this.#host.response.once('drain', () => this.#unblock());
    }
    return false;
  }

  #unblock(): void {
    this.#blocked = false;
    this.#lastByteAt = performance.now();
    this.#pace?.moved(this.#pendingBytes, this.#lastByteAt);
    this.#pace?.rest(this.#lastByteAt);
    this.#redaction?.resume();
  }

  #flush(): void {
    if (this.#over || this.headSent) return;
    try {
      this.#sendStreamedHead();
      this.#host.response.flushHeaders();
    } catch {
      this.refuse('SLUICE_UPSTREAM_FAILED');
    }
  }

  /** The head of an answer whose body is not known yet: no length, a weak tag, and no digests unless it leaves as it came or not at all. */
  #sendStreamedHead(): void {
    const head = this.#head;
    if (head.isSigned && head.digests !== undefined) head.headers.push(...head.digests);
    this.#writeHead(false, this.#isPersonal || !isForEverybody(head));
  }

  /** No body, so nothing is decoded; what describes the body that GET would send is kept only where it stays true. */
  #sendBodiless(): void {
    const head = this.#head;
    const coded = head.contentEncoding !== undefined;
    if (coded) varyByCoding(head);
    // a 304 names the body that the downstream already has, by the tag under which it got it
    if (this.status === 304) restoreTagOf(head, this.#host.epoch, this.#host.held);
    if (this.status !== 204 && this.status !== 304 && !coded && head.contentLength !== undefined) {
      head.headers.push('Content-Length', String(head.contentLength));
    }
    this.#writeHead(this.status === 304 ? undefined : this.status === 204, this.#isPersonal);
  }

  #sendCollected(parts: Uint8Array[]): void {
    const { response } = this.#host;
    const head = this.#head;
    const changed = this.#redaction?.changed === true;
    if (!changed && head.digests !== undefined) head.headers.push(...head.digests);
    if (this.#redaction?.isCoded === true && head.contentEncoding !== undefined)
      head.headers.push('Content-Encoding', head.contentEncoding);
    head.headers.push('Content-Length', String(this.#partBytes));
    this.#writeHead(!changed, this.#isPersonal || this.#redaction?.isPersonal === true);
    this.sentBytes = this.#partBytes;
    for (let i = 0; i < parts.length - 1; i++) response.write(parts[i]);
    response.end(parts.at(-1));
  }

  /**
   * Reason phrases are not passed on: they are text that nothing has looked at. `same`: the body leaves as it came, as far as is known;
   * undefined when the tag is as it should be.
   */
  #writeHead(same: boolean | undefined, isPersonal: boolean): void {
    const head = this.#head;
    if (!head.isSigned && same !== undefined) markTagOf(head, this.#host.epoch, same);
    if (!head.isSigned && this.#eventStream) forbidBuffering(head);
    else if (!head.isSigned && isPersonal) forbidStoring(head);
    const { headers } = head;
    // whoever names protocols says that they are for the next hop (RFC 9110 section 7.8)
    if (this.status === 426) headers.push('Connection', 'close, Upgrade');
    else if (this.#host.plane.draining) headers.push('Connection', 'close');
    const timing = this.#host.serverTiming();
    if (timing !== undefined) headers.push('Server-Timing', timing);
    this.#host.response.writeHead(this.status, headers);
    this.headSent = true;
    this.headSentAt = performance.now();
  }
}
