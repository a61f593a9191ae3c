/** Opens the live channel of a connection, by what its route says. */
import type { Direction } from '../base/errors.js';
import { Channel, type Current } from '../channel/channel.js';
import type { Handshake } from '../channel/framing/framing.js';
import { type Keeper, Said } from '../channel/said.js';
import type { Route } from './route.js';

/** What the channel belongs to. */
export interface Connection {
  readonly route: Route;
  readonly handshake: Handshake;
  readonly current: Current;
  /** Who keeps conversations; undefined where nobody does. */
  readonly keeper: Keeper | undefined;
  readonly tenant: string | undefined;
  /** Id of the exchange: the conversation of messages that name none. */
  readonly exchange: string;
}

export function openChannel({ route, handshake, current, keeper, tenant, exchange }: Connection): Channel {
  const { framingOf, listening } = route.channel;
  const listener = keeper && { ...keeper, scope: `${tenant ?? ''}\n${route.name}`, connection: exchange };
  return new Channel({
    framing: framingOf(handshake),
    handshake,
    current,
    passesUnread: (direction) => passesUnread(route, direction),
    said: listening === undefined ? undefined : new Said(listening, listener),
  });
}

/** A message is no asset: nobody asked for it. */
const passesUnread = ({ opaque }: Route, direction: Direction): boolean =>
  opaque.binary[direction === 'request' ? 'upload' : 'answer'] === 'pass';
