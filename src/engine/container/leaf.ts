/** What watches the body of a part beside the engine: bytes that show another charset, and the field that names one. */
import type { PartPolicy, RedactionStream, Step } from '../api.js';

const EMPTY = new Uint8Array(0);

/** Refuses what turns out not to be inspectable. */
export class Guarded implements RedactionStream {
  constructor(
    private readonly stream: RedactionStream,
    private readonly isForeign: (chunk: Uint8Array) => boolean,
  ) {}

  get held(): number {
    return this.stream.held;
  }

  write(chunk: Uint8Array): Step {
    return this.isForeign(chunk) ? foreign() : this.stream.write(chunk);
  }

  end(chunk: Uint8Array = EMPTY): Step {
    return this.isForeign(chunk) ? foreign() : this.stream.end(chunk);
  }
}

/** Longest label of a charset that is looked at; a longer one is none. */
const LABEL_BYTES_MAX = 64;

/** The field `_charset_` of a form (RFC 7578 section 4.6): names the charset of all other fields. */
export class CharsetField implements RedactionStream {
  private label = '';

  constructor(
    private readonly stream: RedactionStream,
    private readonly policy: PartPolicy,
  ) {}

  get held(): number {
    return this.stream.held;
  }

  write(chunk: Uint8Array): Step {
    this.note(chunk);
    return this.stream.write(chunk);
  }

  end(chunk: Uint8Array = EMPTY): Step {
    this.note(chunk);
    const plan = this.policy({ contentType: `text/plain; charset=${this.label.trim()}`, filename: undefined });
    return typeof plan === 'string' ? { bytes: EMPTY, effects: [{ kind: 'refuse', code: plan }] } : this.stream.end(chunk);
  }

  private note(chunk: Uint8Array): void {
    this.label += Buffer.from(chunk.subarray(0, LABEL_BYTES_MAX)).toString('latin1');
    this.label = this.label.slice(0, LABEL_BYTES_MAX);
  }
}

function foreign(): Step {
  return { bytes: EMPTY, effects: [{ kind: 'refuse', code: 'SLUICE_CHARSET_UNSUPPORTED' }] };
}
