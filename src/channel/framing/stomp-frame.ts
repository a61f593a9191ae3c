/**
 * One frame of STOMP 1.0 to 1.2 (stomp.github.io): a command, header lines, an empty line, a body, NUL. Where readers may see its end, or
 * its body, differently, it is malformed.
 */
import type { Format } from '../../engine/api.js';
import type { ErrorCode } from '../../base/errors.js';
import type { Piece } from './framing.js';
import { payloadFormat } from './payload.js';
import type { Escape } from './reading.js';

/** Commands of all versions. */
const COMMANDS: ReadonlySet<string> = new Set(
  'CONNECT STOMP CONNECTED SEND SUBSCRIBE UNSUBSCRIBE ACK NACK BEGIN COMMIT ABORT DISCONNECT MESSAGE RECEIPT ERROR'.split(' '),
);
const COMMAND_BYTES_MAX = 11;
/** Frames whose headers are not escaped, so that 1.0 understands them (STOMP 1.2, value encoding). */
const UNESCAPED: ReadonlySet<string> = new Set(['CONNECT', 'CONNECTED']);

const CONTENT_LENGTH = 'content-length';
const CONTENT_TYPE = 'content-type';

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
/** What stands behind a backslash for what. */
const ESCAPES: ReadonlyMap<number, number> = new Map([[0x63, COLON], [0x6e, LF], [0x72, CR], [BACKSLASH, BACKSLASH]]); // prettier-ignore

/** A frame, or as much of it as is there. */
export type Frame =
  | { readonly end: number; readonly pieces: readonly Piece[]; readonly escapes: readonly Escape[] }
  /** It ends at this offset or later, and with a NUL. */
  | { readonly endsFrom: number };

/** Takes the frame apart that begins at `at` with its command. */
export function readFrame(bytes: Uint8Array, at: number): Frame | ErrorCode {
  const command = lineAt(bytes, at);
  if (command === undefined) return bytes.length - at > COMMAND_BYTES_MAX + 1 ? 'SLUICE_BAD_REQUEST' : { endsFrom: at };
  if (!COMMANDS.has(latin1(bytes, command.start, command.end))) return 'SLUICE_BAD_REQUEST';
  const head = new Head(bytes, latin1(bytes, command.start, command.end));
  for (let from = command.next; ;) {
    const line = lineAt(bytes, from);
    if (line === undefined) return bytes.includes(NUL, from) ? 'SLUICE_BAD_REQUEST' : { endsFrom: at };
    if (line.start === line.end) return bodyOf(bytes, line.next, head);
    if (!head.add(line)) return 'SLUICE_BAD_REQUEST';
    from = line.next;
  }
}

function bodyOf(bytes: Uint8Array, start: number, head: Head): Frame | ErrorCode {
  const end = head.length === undefined ? bytes.indexOf(NUL, start) : start + head.length;
  if (end < 0 || end >= bytes.length) return { endsFrom: Math.max(start, end) };
  if (bytes[end] !== NUL) return 'SLUICE_BAD_REQUEST';
  const pieces = [...head.pieces];
  if (end > start) {
    const format: Format | undefined = payloadFormat(bytes.subarray(start, end), head.contentType);
    if (format === undefined) return 'SLUICE_BINARY_MESSAGE';
    pieces.push({ start, end, format, keepsLength: head.length !== undefined, kind: 'content' });
  }
  return { end: end + 1, pieces, escapes: head.escapes };
}

/** A line without its end, and where the next begins. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** Undefined where its end has not come. */
function lineAt(bytes: Uint8Array, start: number): Line | undefined {
  const lf = bytes.indexOf(LF, start);
  if (lf < 0) return undefined;
  return { start, end: lf > start && bytes[lf - 1] === CR ? lf - 1 : lf, next: lf + 1 };
}

/** Header lines: what they say of the body, and what is to be inspected in them. */
class Head {
  readonly pieces: Piece[] = [];
  readonly escapes: Escape[] = [];
  length: number | undefined;
  contentType: string | undefined;
  private readonly isEscaped: boolean;

  constructor(
    private readonly bytes: Uint8Array,
    command: string,
  ) {
    this.isEscaped = !UNESCAPED.has(command);
  }

  /** False where the line is malformed, or readers may take it for different things. */
  add({ start, end }: Line): boolean {
    const { bytes } = this;
    const line = bytes.subarray(start, end);
    const colon = line.indexOf(COLON);
    if (colon < 0 || line.includes(CR) || line.includes(NUL)) return false;
    const name = latin1(bytes, start, start + colon);
    if (name.trim().toLowerCase() === CONTENT_LENGTH)
      return name === CONTENT_LENGTH && this.setLength(latin1(bytes, start + colon + 1, end));
    if (name === CONTENT_TYPE) this.contentType ??= latin1(bytes, start + colon + 1, end);
    if (this.isEscaped && line.includes(BACKSLASH)) addEscapes(this.escapes, bytes, start, end);
    this.pieces.push({ start, end, format: 'text', keepsLength: false, kind: 'head' });
    return true;
  }

  /** Readers differ on which of several lengths counts, and on what else than digits means. */
  private setLength(digits: string): boolean {
    if (this.length !== undefined || !/^\d{1,10}$/.test(digits)) return false;
    this.length = Number(digits);
    return true;
  }
}

/** Adds the escapes of a header line. A backslash before anything else is itself, as in STOMP 1.0. */
function addEscapes(escapes: Escape[], bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at + 1 < end; at++) {
    const meant = bytes[at] === BACKSLASH ? ESCAPES.get(bytes[at + 1]) : undefined;
    if (meant !== undefined) escapes.push({ start: at, end: ++at + 1, meant: Uint8Array.of(meant) });
  }
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
