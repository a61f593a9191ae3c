/** What both ends of a frame share (RFC 6455 section 5.2): its bits, its kinds, and what can be wrong with it. */
import type { ErrorCode } from '../base/errors.js';

export const FIN = 0x80;
/** With permessage-deflate: the message is compressed (RFC 7692 section 6). */
export const RSV1 = 0x40;
export const RSV23 = 0x30;
export const MASKED = 0x80;

export const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

/** Payload of a control frame at most. */
export const CONTROL_BYTES = 125;

/** A peer broke the protocol or a limit: what we close with, and why. */
export interface FrameFault {
  readonly close: number;
  readonly code: ErrorCode;
}

export const MALFORMED: FrameFault = { close: 1002, code: 'SLUICE_BAD_REQUEST' };
export const NOT_UTF8: FrameFault = { close: 1007, code: 'SLUICE_CHARSET_UNSUPPORTED' };
export const NOT_DEFLATE: FrameFault = { close: 1007, code: 'SLUICE_CODING_CORRUPT' };
export const TOO_MANY_FRAGMENTS: FrameFault = { close: 1008, code: 'SLUICE_MESSAGE_TOO_LARGE' };
export const TOO_LONG: FrameFault = { close: 1009, code: 'SLUICE_MESSAGE_TOO_LARGE' };

/** Codes that only report: no status received, abnormal closure (section 7.4.1). They never stand in a frame. */
export const NO_STATUS = 1005;
export const ABNORMAL = 1006;

/** Whether a code may stand in a close frame. */
export function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== ABNORMAL) || (code >= 3000 && code <= 4999);
}
