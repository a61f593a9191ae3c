/**
 * HTTP/2 on connections that TLS has brought about (RFC 9113). Every stream becomes the two legs of an exchange (http2-leg.ts).
 *
 * Floods. Streams, bytes of a head, windows and memory are bounded by nghttp2 with our settings. What Node does not bound is
 * counted here for each session: streams that the peer resets (rapid reset, CVE-2023-44487) or makes us reset by errors of its own,
 * PING and SETTINGS frames. Too many of them within `http2FloodMs` end the session with ENHANCE_YOUR_CALM. A session without
 * a stream is closed after a while whatever else it sends, so that no head can be sent byte by byte for ever.
 *
 * Extended CONNECT (RFC 8441) is not offered: WebSockets open an HTTP/1.1 connection beside.
 */
import { type Http2Server, type ServerHttp2Session, type ServerHttp2Stream, constants, createServer } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { ErrorCode } from '../../base/errors.js';
import { downgradeHead } from '../../wire/http2.js';
import type { DownstreamRequest, DownstreamResponse } from '../downstream.js';
import type { ProxyLimits } from '../options.js';
import { type Connection, connectionOf } from './connection.js';
import { Http2Request, Http2Response } from './http2-leg.js';
import { Rate } from './rate.js';

export interface Http2Handlers {
  request(request: DownstreamRequest, response: DownstreamResponse, about: RequestFacts): void;
  /** A session was ended because its peer did something too often. */
  failed(code: ErrorCode): void;
}

/** What the stream knows of its request. */
export interface RequestFacts {
  readonly connection: Connection;
  readonly host: string;
  readonly expecting: boolean;
  readonly fault: ErrorCode | undefined;
}

interface Session {
  readonly session: ServerHttp2Session;
  readonly connection: Connection;
  readonly resets: Rate;
  readonly frames: Rate;
  streams: number;
  idleSince: number;
}

export class Http2Half {
  readonly #limits: ProxyLimits;
  readonly #handlers: Http2Handlers;
  readonly #server: Http2Server;
  readonly #sessions = new Set<Session>();

  constructor(limits: ProxyLimits, handlers: Http2Handlers) {
    this.#limits = limits;
    this.#handlers = handlers;
    this.#server = createServer({
      maxSessionMemory: limits.http2SessionMegabytes,
      maxHeaderListPairs: limits.http2HeaderLines,
      settings: {
        maxConcurrentStreams: limits.http2Streams,
        maxHeaderListSize: limits.headerBytes,
        initialWindowSize: limits.http2WindowBytes,
        enablePush: false,
      },
    });
    this.#server.on('session', (session) => {
      this.#take(session);
    });
    this.#server.on('sessionError', () => undefined); // the session is over; its streams notice by themselves
  }

  /** Takes a connection on which `h2` was negotiated. */
  enter(socket: TLSSocket): void {
    this.#server.emit('connection', socket);
  }

  /** Closes sessions that have been without a stream for too long; `now` as of performance.now. */
  sweep(now: number): void {
    const oldest = now - this.#limits.idleConnectionMs;
    for (const { session, streams, idleSince } of this.#sessions) if (streams === 0 && idleSince < oldest) session.close();
  }

  /** Tells every peer to open no more streams (GOAWAY); sessions end with their last stream. */
  drain(): void {
    for (const { session } of this.#sessions) if (!session.closed && !session.destroyed) session.close();
  }

  destroy(): void {
    for (const { session } of this.#sessions) session.destroy();
  }

  #take(session: ServerHttp2Session): void {
    const { http2Resets, http2ControlFrames, http2FloodMs } = this.#limits;
    const entry: Session = {
      session,
      connection: connectionOf(session.socket),
      resets: new Rate(http2Resets, http2FloodMs),
      frames: new Rate(http2ControlFrames, http2FloodMs),
      streams: 0,
      idleSince: performance.now(),
    };
    this.#sessions.add(entry);
    const onFrame = (): void => {
      this.#count(entry, entry.frames);
    };
    session.on('ping', onFrame);
    session.on('remoteSettings', onFrame);
    session.on('error', () => undefined);
    session.on('close', () => this.#sessions.delete(entry));
    session.on('stream', (stream: ServerHttp2Stream, _headers: unknown, _flags: number, rawHeaders: string[]) => {
      this.#open(entry, stream, rawHeaders);
    });
  }

  #open(entry: Session, stream: ServerHttp2Stream, rawHeaders: readonly string[]): void {
    entry.streams++;
    const { connection } = entry;
    const head = downgradeHead(rawHeaders, !stream.endAfterHeaders, connection.connectedHost?.scheme ?? 'https');
    const request = new Http2Request(stream, head);
    stream.on('error', () => undefined); // what it means is told by its close
    stream.on('close', () => {
      entry.streams--;
      entry.idleSince = performance.now();
      if (!request.socket.isCut && (stream.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR)) this.#count(entry, entry.resets);
    });
    if (stream.destroyed) return; // reset before anybody looked at it
    const { expecting, fault } = head;
    this.#handlers.request(request, new Http2Response(stream, head.method), { connection, host: head.headers[1] ?? '', expecting, fault });
  }

  #count({ session }: Session, rate: Rate): void {
    if (!rate.add(performance.now()) || session.destroyed) return;
    this.#handlers.failed('SLUICE_HTTP2_FLOOD');
    session.destroy(new Error('flood'), constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}
