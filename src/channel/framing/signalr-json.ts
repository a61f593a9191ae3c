/**
 * Records of SignalR in JSON (github.com/dotnet/aspnetcore, src/SignalR/docs/specs/HubProtocol.md): each ends with 0x1E, and a message of the
 * carrier holds one or several. All that is counted is how many there are, so none is ever dropped or added.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Piece } from './framing.js';

export const RECORD_END = 0x1e;

/** Records in which there is nothing but what the protocol writes: the server's yes to a handshake, pings, numbers of acknowledgements. */
const SILENT = /^(?:\{\}|\{"type":6\}|\{"type":[89],"sequenceId":\d{1,8}\}|\{"sequenceId":\d{1,8},"type":[89]\})$/;
const SILENT_BYTES_MAX = 40;

/** Adds the pieces of records that stand side by side; a code where the last is cut short. */
export function cutRecords(bytes: Uint8Array, start: number, end: number, pieces: Piece[]): ErrorCode | undefined {
  for (let at = start; at < end;) {
    const mark = bytes.indexOf(RECORD_END, at);
    if (mark === -1 || mark >= end) return 'SLUICE_BAD_REQUEST';
    if (mark > at && !isSilent(bytes, at, mark)) pieces.push({ start: at, end: mark, format: 'json', keepsLength: false, kind: 'content' });
    at = mark + 1;
  }
  return undefined;
}

const isSilent = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= SILENT_BYTES_MAX && SILENT.test(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
