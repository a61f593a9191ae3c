/**
 * Socket.IO (github.com/socketio/socket.io-protocol, revisions 4 and 5) within engine.io: a digit for the type, the number of attachments and
 * a hyphen, a namespace and a comma, the number of an acknowledgement, and JSON, all glued together: `51-/orders,12["paid",…]`. What an
 * application sends as bytes follows in packets of its own, for which `{"_placeholder":true,"num":0}` stands in the JSON.
 */
import { isDigit } from '../../text/ascii.js';
import { digitsEnd, isFramedNumber } from './counting.js';
import type { CutMessage } from './engine-io-packet.js';
import { engineIo } from './engine-io.js';

const CONNECT = 0x30;
const BINARY_EVENT = 0x35;
const BINARY_ACK = 0x36;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const COMMA = 0x2c;
/** How the JSON of a packet begins: an array, an object, or the string of an error. */
const OPENERS: ReadonlySet<number> = new Set([0x5b, 0x7b, 0x22]);
const MALFORMED = 'SLUICE_BAD_REQUEST';

/**
 * Anything but this grammar is refused where it begins with a digit, because its reader might take other digits for the packet's than we
 * do. What does not, such as the JSON of another parser, is inspected as it stands.
 */
const cutPacket: CutMessage = (bytes, start, end, pieces) => {
  const type = bytes[start];
  if (!isDigit(type)) {
    pieces.push({ start, end, format: 'auto', keepsLength: false, kind: 'content' });
    return undefined;
  }
  if (type > BINARY_ACK) return MALFORMED;
  let at = start + 1;
  if (type >= BINARY_EVENT) {
    const hyphen = digitsEnd(bytes, at, end);
    if (!isFramedNumber(hyphen - at) || hyphen === end || bytes[hyphen] !== HYPHEN) return MALFORMED;
    at = hyphen + 1;
  }
  if (at < end && bytes[at] === SLASH) {
    const comma = bytes.indexOf(COMMA, at);
    const behind = comma === -1 || comma > end ? end : comma;
    pieces.push({ start: at, end: behind, format: 'text', keepsLength: false, kind: 'head' });
    at = Math.min(end, behind + 1);
  }
  const json = digitsEnd(bytes, at, end);
  if (json > at && !isFramedNumber(json - at)) return MALFORMED;
  if (json === end) return undefined;
  if (!OPENERS.has(bytes[json])) return MALFORMED;
  // What connects carries tokens, as a header would.
  pieces.push({ start: json, end, format: 'json', keepsLength: false, kind: type === CONNECT ? 'head' : 'content' });
  return undefined;
};

export const SOCKET_IO = engineIo('socket.io', 'socket.io', cutPacket);
