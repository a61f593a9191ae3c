/** An agent desktop and its CRM on the two ends of a WebSocket through Sluice, for tests of a file that start them anew each time. */
import { afterEach } from 'vitest';
import { startSluice, type TestOptions, type TestSluice } from './sluice.js';
import { connect, startUpstream, type Downstream, type Peer, type Upstream } from './websocket.js';

export const CARD = '4111111111111111';
export const MASKED = '************1111';

type Changes = Omit<TestOptions, 'upstream'>;

export interface Desks {
  readonly upstream: Upstream;
  readonly sluice: TestSluice;
  port(): number;
  start(options?: Parameters<typeof startUpstream>[0], onOpen?: (peer: Peer) => void, changes?: Changes): Promise<void>;
  /** Opens one WebSocket. */
  pair(protocols?: string[]): Promise<{ downstream: Downstream; crm: Peer }>;
}

/** Everything is stopped behind each test. */
export function useDesks(): Desks {
  let upstream: Upstream | undefined;
  let sluice: TestSluice | undefined;
  const running = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('call start first');
    return one;
  };
  afterEach(async () => {
    await sluice?.stop();
    await upstream?.stop();
  });
  return {
    get upstream() {
      return running(upstream);
    },
    get sluice() {
      return running(sluice);
    },
    port: () => Number(new URL(running(sluice).url).port),
    async start(options = {}, onOpen, changes = {}) {
      upstream = await startUpstream(options, onOpen);
      sluice = await startSluice({ upstream: upstream.url, ...changes });
    },
    async pair(protocols = []) {
      const [downstream, crm] = await Promise.all([connect(`${running(sluice).url}/chat`, protocols), running(upstream).next()]);
      return { downstream, crm };
    },
  };
}
