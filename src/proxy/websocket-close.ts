/** Close codes and reasons (RFC 6455 section 7.4): what may be sent on, and what a reason may say. */
import { LIMITS } from '../base/limits.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import { inspect } from './websocket-message.js';

/** Codes that only report: no status received, abnormal closure. They never stand in a frame. */
export const NO_STATUS = 1005;
export const ABNORMAL = 1006;

/** Longest reason in bytes: a control frame carries 125, two of which are the code. */
const REASON_BYTES = 123;

/** Whether a code may stand in a close frame. */
export function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== ABNORMAL) || (code >= 3000 && code <= 4999);
}

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

/** What an error of the `ws` receiver means in our table; `undefined` for errors of the socket, which need no answer. */
export function codeOfFrameError(error: unknown): ErrorCode | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string' || !code.startsWith('WS_ERR_')) return undefined;
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 'SLUICE_MESSAGE_TOO_LARGE';
    case 'WS_ERR_INVALID_UTF8':
      return 'SLUICE_CHARSET_UNSUPPORTED';
    default:
      return 'SLUICE_BAD_REQUEST';
  }
}
