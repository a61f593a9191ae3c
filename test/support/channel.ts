/** Channels for tests: over the real engine, with the clock standing still. */
import { Channel, type ChannelOptions, type Passed } from '../../src/channel/channel.js';
import type { Handshake } from '../../src/channel/framing/framing.js';
import { PLAIN } from '../../src/channel/framing/plain.js';
import { compileRoles } from '../../src/channel/roles.js';
import { Said, type SaidOptions } from '../../src/channel/said.js';
import type { Direction } from '../../src/base/errors.js';
import { engine } from './engine.js';

export const HANDSHAKE: Handshake = { carrier: 'websocket', path: '/chat', subprotocol: undefined };

export function channelOf(options: Partial<ChannelOptions> = {}): Channel {
  return new Channel({ framing: PLAIN, handshake: HANDSHAKE, current: () => engine, passesUnread: () => false, ...options });
}

export function saidOf(options: Partial<SaidOptions> = {}): Said {
  return new Said({ roles: compileRoles(), typing: 'blank', interim: 'mask', ...options });
}

/** What leaves for a message, or why nothing does. */
export async function through(channel: Channel, message: string | Uint8Array | object, direction: Direction = 'response'): Promise<string> {
  const isText = typeof message === 'string' || !(message instanceof Uint8Array);
  const bytes = message instanceof Uint8Array ? message : Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  const passed: Passed = await channel.pass(direction, bytes, !isText, 0);
  return passed.refused ?? (passed.sends ? Buffer.from(passed.bytes).toString() : 'nothing');
}
