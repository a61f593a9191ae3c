/** Readers that do not read, over HTTP/1.1: they hold little, and not for ever. */
import { type Socket, connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { opened } from '../../support/listener.js';
import { eventually } from '../../support/proxy.js';

const MEGABYTE = 1_048_576;

describe.each([
  ['plain', (port: number): Socket => connectTcp(port, '127.0.0.1')],
  ['TLS', (port: number): Socket => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })],
])('a %s connection that does not read its answer', (kind, dial) => {
  it('stops the upstream, and is cut after the idle limit', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 'a');
    const place = await opened(
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        const more = (): void => {
          while (sent < 64 * MEGABYTE) {
            sent += chunk.length;
            if (!response.write(chunk)) {
              response.once('drain', more);
              return;
            }
          }
        };
        more();
      },
      kind === 'plain' ? { tls: undefined } : {},
      { limits: { bodyIdleTimeoutMs: 300 } },
    );
    const socket = dial(place.port);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await eventually(() => place.observer.ended.length === 1);
    expect(place.observer.ended[0]).toMatchObject({ status: 200, code: 'SLUICE_DOWNSTREAM_TIMEOUT' });
    expect(sent).toBeLessThan(24 * MEGABYTE); // what the kernel's buffers of both legs hold
    await eventually(() => place.backend.sockets.size === 0);
    socket.destroy();
  });
});
