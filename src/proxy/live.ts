/** Opens the live channel of a connection, or of a body of one, by what its route says. */
import { mediaTypeOf } from '../base/container.js';
import type { Direction } from '../base/errors.js';
import { addressed, plainPath } from '../channel/address.js';
import { Channel, type Current } from '../channel/channel.js';
import { documentFraming } from '../channel/framing/document.js';
import type { Framing, Handshake } from '../channel/framing/framing.js';
import type { Lane } from '../channel/lane.js';
import { type Keeper, type Listener, Said } from '../channel/said.js';
import type { Engine, Format } from '../engine/api.js';
import type { OpaqueUse } from '../policy/opaque.js';
import type { Route } from './route.js';

/** Whose messages a channel carries. */
export interface Talk {
  readonly route: Route;
  /** Who keeps conversations; undefined where nobody does. */
  readonly keeper: Keeper | undefined;
  readonly tenant: string | undefined;
}

/** What the channel of a WebSocket belongs to. */
export interface Connection extends Talk {
  readonly handshake: Handshake;
  readonly current: Current;
  /** What messages go by that name no conversation: of the caller, or of the connection where nobody knows who calls. */
  readonly caller: string | undefined;
  readonly seat: () => string;
  /** Where long messages wait for their turns. */
  readonly lane: Lane;
}

/** Whose messages a body may hold, and how they were asked for. */
export interface Spoken extends Omit<Talk, 'route'> {
  /** Id of the exchange. */
  readonly exchange: string;
  /** Path and query as they came. */
  readonly path: string;
  /** The answer shows what the path names (GET). */
  readonly isResource: boolean;
  /** What messages go by that name no conversation; undefined where nobody knows who calls. */
  readonly caller: () => string | undefined;
  /** It may be a poll's: what a server answers when something went wrong is not in the words of a framing. */
  readonly mayBePoll: boolean;
}

/** A body of an exchange. */
export interface Polled extends Talk, Spoken {
  readonly engine: Engine;
  readonly contentType: string | undefined;
  readonly format: Format;
  readonly use: OpaqueUse;
  readonly lane: Lane;
}

/** Written out: a spread costs more than all that is asked about a body. */
export function polledOf(spoken: Spoken, { route, engine, contentType, format, use, lane }: Omit<Polled, keyof Spoken>): Polled {
  const { path, isResource, keeper, tenant, exchange, caller, mayBePoll } = spoken;
  return { path, isResource, keeper, tenant, exchange, caller, mayBePoll, route, engine, contentType, format, use, lane };
}

/** A body that people speak in, collected before it is heard. */
export interface Voice {
  /** Polls of a framing are read by that alone, documents are judged like any body first. */
  readonly isFramed: boolean;
  readonly mostBytes: number;
  readonly open: (format: Format) => Channel;
}

/** To which conversation words are told that do not name one. */
type Hearers = Pick<Listener, 'address' | 'connection' | 'isBody' | 'exchange'>;

/** Messages that name no conversation are of that of the connection. */
export function openChannel({ current, handshake, caller, seat, lane, ...talk }: Connection): Channel {
  const { route } = talk;
  const framing = route.channel.framingOf(handshake);
  return new Channel({
    framing,
    handshake,
    current,
    passesUnread: (direction) => passesUnread(route, direction),
    said: saidOf(talk, { connection: caller ?? framing.connection?.(handshake) ?? seat() }),
    lane,
  });
}

/** The voice of a body: as what it is read, or undefined where it holds nobody's words. */
export function voiceOf(polled: Polled): Voice | undefined {
  const { route, mayBePoll } = polled;
  const handshake = handshakeOf(polled);
  const framing = mayBePoll ? route.channel.pollFramingOf(handshake) : undefined;
  const { pollBytes, conversationBodyBytes } = route.limits;
  if (framing !== undefined) {
    const connection = framing.connection?.(handshake);
    const heard = { connection: connection && (polled.caller() ?? connection) };
    return { isFramed: true, mostBytes: pollBytes, open: () => bodyChannel(polled, framing, heard) };
  }
  const heard = mayHoldWords(polled) ? hearingOf(polled) : undefined;
  return (
    heard && { isFramed: false, mostBytes: conversationBodyBytes, open: (format) => bodyChannel(polled, documentFraming(format), heard) }
  );
}

const DOCUMENTS: ReadonlySet<Format> = new Set(['json', 'ndjson', 'json-seq']);

/** JSON, what declares nothing, and what browsers declare of a text that a script sends. */
function mayHoldWords({ format, contentType, use }: Polled): boolean {
  if (DOCUMENTS.has(format) || contentType === undefined) return true;
  return use === 'upload' && mediaTypeOf(contentType) === 'text/plain';
}

/** To whom the words of a document are told; undefined where it is a record like any other. */
function hearingOf({ route, keeper, path }: Polled): Hearers | undefined {
  const { bodies, listening, addresses } = route.channel;
  if (bodies === 'none' || listening === undefined || keeper === undefined) return undefined;
  const address = addressed(path, addresses);
  if (address === undefined && bodies === 'auto') return undefined;
  return { address, connection: bodies === 'all' ? plainPath(path) : undefined, isBody: true };
}

function bodyChannel(polled: Polled, framing: Framing, heard: Hearers): Channel {
  const { engine, lane } = polled;
  return new Channel({
    framing,
    handshake: handshakeOf(polled),
    current: () => engine,
    passesUnread: () => false,
    said: saidOf(polled, { ...heard, exchange: polled.exchange }),
    lane,
  });
}

const handshakeOf = ({ path, contentType }: Polled): Handshake => ({ carrier: 'poll', path, subprotocol: undefined, contentType });

function saidOf({ route, keeper, tenant }: Talk, heard: Hearers): Said | undefined {
  const { listening } = route.channel;
  return listening && new Said(listening, keeper && { ...keeper, scope: scopeOf(route, tenant), ...heard });
}

/** What conversations of a route are unique within. */
export const scopeOf = ({ name, channel }: Route, tenant: string | undefined): string => `${tenant ?? ''}\n${channel.group ?? name}`;

/** A message is no asset: nobody asked for it. */
const passesUnread = ({ opaque }: Route, direction: Direction): boolean =>
  opaque.binary[direction === 'request' ? 'upload' : 'answer'] === 'pass';
