/**
 * Requests that offer to go on in another protocol than WebSocket (`Upgrade: h2c`, as `curl --http2` and Java's client send it). Such an offer may be
 * ignored (RFC 9110 section 7.8), and in HTTP/1.0 every offer must be: the request is served as what it is.
 *
 * Node's parser leaves a connection at the head of each offer. Made to stay, it would lose what came behind the request in the same read. So the head is
 * put back without its offer, before all that came behind it, and the connection begins anew with a parser that sees nothing special.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What Node's parser is told about a request: nothing behind its head is HTTP. */
const STOP = 2;

/** As Node's server keeps it on its socket. */
interface Parsed extends Socket {
  readonly parser?: { onIncoming?: (request: IncomingMessage & { readonly upgrade?: boolean }, keepAlive: boolean) => number } | null;
}

/** Has the parser stop at the head of an offer, as that of Node 20 does. Later ones read the body first, and lose it where the offer is ignored. */
export function stopAtOffers(socket: Socket): void {
  const { parser } = socket as Parsed;
  const onIncoming = parser?.onIncoming;
  if (parser === undefined || parser === null || onIncoming === undefined) return;
  parser.onIncoming = (request, keepAlive) => {
    const told = onIncoming(request, keepAlive);
    return request.upgrade === true ? STOP : told;
  };
}

/** Whether the request can be taken as if it had offered nothing. */
export function isIgnored(request: IncomingMessage, socket: Duplex): socket is Socket {
  const { upgrade = '' } = request.headers;
  const offers = upgrade.split(',').map((offer) => offer.trim().toLowerCase());
  const isUnread = socket instanceof Socket && request.readableLength === 0;
  return isUnread && (request.httpVersionMinor === 0 || !offers.includes('websocket'));
}

/** The head as it came, but for `Upgrade`; it is never longer. What else belongs to the offer is named by `Connection`, and goes no further. */
export function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method ?? ''} ${url ?? ''} HTTP/${httpVersion}\r\n`;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'upgrade') head += `${name}:${rawHeaders[at + 1] ?? ''}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, 'latin1');
}

/**
 * Goes on once every answer on a connection that was left by its parser is out: they come in the order of their requests. Nothing goes on where the
 * last of them ends the connection.
 */
export function whenAnswered(socket: Duplex, answers: readonly ServerResponse[], goOn: () => void): void {
  const last = answers.at(-1);
  if (last === undefined || last.writableFinished) {
    goOn();
    return;
  }
  // the parser's server would have told the answer that is leaving, and it alone
  const drained = (): void => void answers.find((answer) => answer.socket === socket)?.emit('drain');
  // with a listener, nothing that arrives is read by nobody
  const ignore = (): void => undefined;
  const stop = (): void => {
    socket.off('drain', drained).off('readable', ignore).off('error', ignore).off('close', stop);
    last.off('close', answered);
  };
  const answered = (): void => {
    stop();
    if (!socket.writable) return;
    if (socket instanceof Socket) socket.setTimeout(0); // that of a connection between two requests
    goOn();
  };
  socket.on('drain', drained).on('readable', ignore).on('error', ignore).on('close', stop);
  last.once('close', answered);
}
