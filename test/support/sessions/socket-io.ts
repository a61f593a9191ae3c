/** Sessions of Socket.IO's own server and client: recovery of what the server said, retries of what the client says. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Peers } from './session.js';

/** A client that is cut off sends again what was not acknowledged, and asks for what it has not seen. */
const RETRIES = { retries: 100, ackTimeout: 2_000, reconnectionDelay: 10, reconnectionDelayMax: 50 };

export const socketIo = (transport: 'websocket' | 'polling'): Peers => ({
  name: transport === 'websocket' ? 'Socket.IO' : 'Socket.IO over polls',
  window: 32,
  survivesCuts: true,
  isFollowed: true,

  async serve({ answer, wrong }) {
    const http = createServer();
    const server = new Server(http, { connectionStateRecovery: {}, transports: [transport] });
    const heard = new Set<string>();
    let joins = 0;
    server.engine.on('connection_error', ({ message }: { message: string }) => wrong(message));
    server.on('connection', (socket) => {
      joins++;
      socket.on('say', (chat: Chat, acknowledge: () => void) => {
        if (!heard.has(chat.id)) socket.emit('told', answer(chat));
        heard.add(chat.id);
        acknowledge();
      });
    });
    const { url, sockets } = await listen(http);
    closeLater(async () => server.close());
    return {
      url: new URL(url),
      get joins() {
        return joins;
      },
      cut: () => sockets.forEach((socket) => socket.destroy()),
    };
  },

  async join(url, { hear, wrong }) {
    const client = io(url.href, { transports: [transport], forceNew: true, ...RETRIES });
    closeLater(async () => client.close());
    client.on('told', hear);
    client.on('connect_error', ({ message }) => wrong(message));
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return async (chat) => void (await client.emitWithAck('say', chat));
  },
});
