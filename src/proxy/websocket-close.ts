/** Reasons of close frames (RFC 6455 section 7.1.6): what they may say. */
import { LIMITS } from '../base/limits.js';
import type { Direction } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import { inspect } from './websocket-message.js';

/** Longest reason in bytes: a control frame carries 125, two of which are the code. */
const REASON_BYTES = 123;

/** A reason that may be sent on: redacted, and emptied when it still holds as many digits as an account number. */
export function safeReason(engine: Engine, observer: Observer, reason: Uint8Array, direction: Direction): Uint8Array {
  if (reason.length === 0) return reason;
  const inspected = inspect(engine, observer, reason, direction, 'text');
  if (inspected.refused !== undefined) return EMPTY;
  const { bytes } = inspected;
  return bytes.length > REASON_BYTES || countDigits(bytes) >= LIMITS.panDigitsMin ? EMPTY : bytes;
}

const EMPTY = new Uint8Array(0);

function countDigits(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes).match(/\p{Nd}/gu)?.length ?? 0;
}
