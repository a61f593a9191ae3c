/** Binary messages that are text in disguise, as some clients send their JSON. */
import { isUtf8 } from 'node:buffer';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const RECORD_SEPARATOR = 0x1e;
const SPACE = 0x20;
const NUL = 0x00;

/**
 * Whether a binary message can be inspected as text.
 *
 * Valid UTF-8 alone is not enough: packed decimal (0x41 0x11 0x11 …) and UTF-16 are valid UTF-8 too and would hide digits.
 * So control characters other than tab, line ends and the record separator (0x1E, SignalR) make a message binary; NUL may
 * only end it (STOMP).
 */
export function isInspectableText(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === NUL || bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at];
    if (byte < SPACE && byte !== TAB && byte !== LINE_FEED && byte !== RETURN && byte !== RECORD_SEPARATOR) return false;
  }
  return true;
}
