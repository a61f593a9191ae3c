/**
 * No connection is lost with a worker that never took it. The primary accepts connections and hands them to workers in turn; Node waits for
 * the worker's word that it took one, and for ever when the worker is killed before it says so: its client would wait as long. So here the
 * dead are answered for: what a worker had not taken when its channel ended goes to another one, or is closed when there is none.
 *
 * That is sound because a worker tells that it takes a connection before it reads the first byte of it, and because its channel ends only
 * behind all that it told. Node has no interface for this: what is read and sent here are the messages of `node:cluster` to itself
 * (lib/internal/cluster/round_robin_handle.js and utils.js, alike since Node 12). Were they others, nothing would be done.
 */
import type { Worker } from 'node:cluster';

/** A connection on its way to a worker. */
interface Handover {
  readonly cmd: 'NODE_CLUSTER';
  readonly act: 'newconn';
  /** Which listener's. Each hands over one connection at a time. */
  readonly key: string;
  /** By which the answer is known. */
  readonly seq: number;
}

interface Closable {
  close(): void;
}

/** Between looks at whether all has been read that a dead worker told. */
const READ_MS = 5;

/** `hasOthers`: whether another worker takes connections when this one is gone. Call it before the worker hears of any. */
export function answerForTheDead(worker: Worker, hasOthers: () => boolean): void {
  const { process } = worker;
  const last = new Map<string, { readonly seq: number; readonly connection: Closable }>();
  const send = process.send.bind(process) as (...parts: unknown[]) => boolean;
  process.send = (...parts: unknown[]): boolean => {
    const [message, connection] = parts;
    if (isHandover(message) && isClosable(connection)) last.set(message.key, { seq: message.seq, connection });
    return send(...parts);
  };
  const answer = (): void => {
    if (process.connected) {
      setTimeout(answer, READ_MS);
      return;
    }
    worker.disconnect(); // Node goes on to hand over to a worker that died while a connection was on its way to it
    for (const { seq, connection } of last.values()) {
      // Node knows no question of this number any more where the worker has answered, and a connection can be closed twice.
      if (hasOthers()) process.emit('internalMessage' as 'message', { cmd: 'NODE_CLUSTER', ack: seq, accepted: false }, undefined as never);
      else connection.close();
    }
  };
  process.once('exit', answer);
}

function isHandover(message: unknown): message is Handover {
  const { cmd, act } = (message ?? {}) as Partial<Handover>;
  return cmd === 'NODE_CLUSTER' && act === 'newconn';
}

function isClosable(handle: unknown): handle is Closable {
  return typeof handle === 'object' && handle !== null && 'close' in handle;
}
