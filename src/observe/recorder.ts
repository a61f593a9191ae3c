/** The observer that runs in production: counts first, then tells the log, which decides by level whether to format at all. */
import type { Counters } from './counters.js';
import type { Log } from './log.js';
import type { Observer } from './observer.js';

export function createObserver(counters: Counters, log: Log): Observer {
  return {
    exchangeStarted(kind) {
      counters.open[kind]++;
    },
    exchangeEnded(record) {
      counters.ended(record);
      log.exchange(record);
    },
    finding(entity, action, direction) {
      counters.finding(entity, action, direction);
      log.finding(entity, action, direction);
    },
    refused(code, direction) {
      counters.refusal(code, direction);
      log.refused(code, direction);
    },
    scanned(bytes, direction) {
      counters.ledger.scanned(bytes, direction);
    },
    unscanned(bytes, direction, reason) {
      counters.ledger.unscanned(bytes, direction, reason);
    },
    heldBack(deltaBytes) {
      counters.heldBackBytes += deltaBytes;
    },
    webSocketMessage(direction, bytes) {
      counters.webSocketMessages[direction]++;
      counters.webSocketBytes[direction] += bytes;
    },
  };
}
