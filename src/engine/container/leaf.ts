/** What watches the body of a part beside the engine: the field that names the charset of the others. */
import { isSingleByte } from '../../base/charset.js';
import type { PartPolicy, RedactionStream, Step } from '../api.js';

const EMPTY = new Uint8Array(0);

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
    if (typeof plan === 'string') return { bytes: EMPTY, effects: [{ kind: 'refuse', code: plan }] };
    const declared = plan.meta.charset?.declared;
    if (declared === undefined || declared === 'utf-8' || isSingleByte(declared)) return this.stream.end(chunk);
    return { bytes: EMPTY, effects: [{ kind: 'refuse', code: 'SLUICE_CHARSET_UNSUPPORTED' }] }; // the others have been read as ASCII and more
  }

  private note(chunk: Uint8Array): void {
    this.label += Buffer.from(chunk.subarray(0, LABEL_BYTES_MAX)).toString('latin1');
    this.label = this.label.slice(0, LABEL_BYTES_MAX);
  }
}
