/** One WebSocket message through its channel: bytes in, bytes or a refusal out, effects told to the observer. */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Channel, Passed } from '../channel/channel.js';
import type { Effect } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';

export interface Inspected {
  readonly refused?: ErrorCode | undefined;
  /** What leaves in place of the message; undefined where nothing does, because it is refused or the rest of a packet is still to come. */
  readonly bytes: Uint8Array | undefined;
  readonly findings: number;
}

/** Judges one message of a WebSocket: what leaves in its place, or why none does. */
export function passMessage(
  channel: Channel,
  observer: Observer,
  bytes: Buffer,
  direction: Direction,
  isBinary: boolean,
): Inspected | Promise<Inspected> {
  const passed = channel.pass(direction, bytes, isBinary);
  return passed instanceof Promise ? tellLater(passed, observer, bytes.length, direction) : tell(passed, observer, bytes.length, direction);
}

const tellLater = (passed: Promise<Passed>, observer: Observer, length: number, direction: Direction): Promise<Inspected> =>
  passed.then((known) => tell(known, observer, length, direction));

function tell({ bytes, sends, effects, refused, isUnread }: Passed, observer: Observer, length: number, direction: Direction): Inspected {
  if (isUnread === true) observer.unscanned(length, direction, 'binary');
  else observer.scanned(length, direction);
  return { refused, bytes: sends ? bytes : undefined, findings: tellEffects(effects, observer, direction) };
}

/** Counts findings. */
export function tellEffects(effects: readonly Effect[], observer: Observer, direction: Direction): number {
  let findings = 0;
  for (const effect of effects) {
    if (effect.kind !== 'finding') continue;
    findings++;
    observer.finding(effect.finding.entity, effect.action, direction);
  }
  return findings;
}
