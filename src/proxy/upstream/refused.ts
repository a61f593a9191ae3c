/** A request for which no server was found: the handler is told why, after `send` has returned. */
import type { ErrorCode } from '../../base/errors.js';
import type { UpstreamCall, UpstreamHandler } from './api.js';

export class Refused implements UpstreamCall {
  #aborted = false;

  constructor(handler: UpstreamHandler, code: ErrorCode) {
    process.nextTick(() => {
      if (!this.#aborted) handler.fail(code);
    });
  }

  resume(): void {
    // there is nothing to resume
  }

  abort(): void {
    this.#aborted = true;
  }
}
