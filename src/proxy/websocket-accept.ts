/** The downstream half of a WebSocket handshake: our 101 (RFC 6455 section 4.2.2). That the request is sound was made sure before. */
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What proves that a handshake was understood: `Sec-WebSocket-Accept` for a key. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

export interface Accepted {
  /** Of the request. */
  readonly key: string;
  /** Exactly what the upstream chose. */
  readonly protocol: string | undefined;
  /** Our answer to the extensions that downstream offers. */
  readonly extensions: string | undefined;
  /** Further headers, flat `[name, value, …]`, as latin1. */
  readonly headers: readonly string[];
}

/** The head to send, as latin1. */
export function switchingProtocols({ key, protocol, extensions, headers }: Accepted): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptOf(key)}`];
  if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  if (extensions !== undefined) lines.push(`Sec-WebSocket-Extensions: ${extensions}`);
  for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
