/** The load generator for WebSockets, over the direct path to the upstream that it is itself. */
import { afterAll, describe, expect, it } from 'vitest';
import { startHelper } from '../../bench/load/helper.js';
import type { WebSocketAnswer, WebSocketOrder } from '../../bench/load/websocket.js';

const generator = startHelper<WebSocketOrder, WebSocketAnswer>('websocket.ts');
afterAll(() => generator.stop());

const TALK = { connections: 4, messageBytes: 200, hidesCards: false, seconds: 0.3, burst: 2 } as const;

describe('the generator of WebSocket messages', () => {
  it('gets back what it says, as fast as it is answered and at a rate of its own', async () => {
    const { url } = await generator.ask({ echo: true });
    const fast = await generator.ask({ talk: { ...TALK, url, pid: process.pid } });
    expect(fast.problems).toEqual({});
    expect(fast.messages).toBeGreaterThan(0);
    const paced = await generator.ask({ talk: { ...TALK, url, perSecond: 500 } });
    expect(paced.problems).toEqual({});
    // random moments: 150 are due on average
    expect(paced.messages).toBeGreaterThan(50);
    expect(paced.messages).toBeLessThan(300);
    expect(paced.p50Ms).toBeGreaterThan(0);
    expect(paced.p99Ms).toBeGreaterThanOrEqual(paced.p50Ms);
  });
});
