/**
 * A conversation whose messages are told one by one, by a caller who knows of himself what belongs together: the same ledger and the same
 * reader as on live channels, without any channel. Pure: the time of each message is handed in.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { BrandTable } from '../detect/card/brands.js';
import type { Engine, Finding, Inspection } from '../engine/api.js';
import { spliceText, unitOffsets } from '../redact/strings.js';
import { Ledgers } from './conversation/ledgers.js';
import { type DigitReader, hiddenBy, maskedRest, spokenOf } from './digits.js';
import { type Heard, heardOf, NOTHING, withHeard } from './heard.js';

/** One message, with nothing left open. */
export interface ToldMessage {
  readonly text: string;
  /** '' when it is not known. */
  readonly author: string;
  /** When it was said, in milliseconds on any one scale. */
  readonly atMs: number;
  readonly id: string | undefined;
  readonly direction: Direction;
}

export interface Answered {
  readonly text: string;
  /** In order, in UTF-16 code units of the message. */
  readonly findings: readonly Finding[];
}

/** The ledgers hold this one conversation. */
const KEY = 'conversation';

export class ToldConversation {
  readonly #ledgers: Ledgers;
  #nowMs = -Infinity;

  constructor(
    private readonly engine: Engine,
    private readonly reader: DigitReader,
    brands: BrandTable,
    private readonly isStrict: boolean,
  ) {
    this.#ledgers = new Ledgers(brands);
  }

  /** Throws SluiceError with the code for which a message on a channel would be refused. */
  message(message: ToldMessage): Answered {
    const bytes = Buffer.from(message.text);
    if (bytes.length > LIMITS.conversationBodyBytes) throw refused('SLUICE_MESSAGE_TOO_LARGE');
    const seen = this.engine.inspect(bytes, { format: 'text', direction: message.direction });
    if (seen.refused !== undefined) throw refused(seen.refused);
    return answerTo(message.text, seen, this.#hear(message, bytes, seen));
  }

  #hear({ author, atMs, id, direction }: ToldMessage, bytes: Buffer, { splices }: Inspection): Heard {
    this.#nowMs = Math.max(this.#nowMs, atMs);
    const read = this.reader.readUtterance(bytes, 0, bytes.length);
    const text = { start: 0, end: bytes.length, read: bytes, offsets: undefined, isString: true };
    const { rest } = read;
    const said = { ...spokenOf(read), hidden: hiddenBy(splices, text, read) };
    const utterance = {
      ...said,
      conversation: KEY,
      author,
      id,
      isStrict: this.isStrict,
      isSent: direction === 'request',
      hasSureKey: true,
    };
    const verdicts = this.#ledgers.judge([utterance], this.#nowMs);
    const told = [{ text, read, keepsLength: false, rest: rest && maskedRest(bytes, text, rest, false), asked: 0 }];
    return heardOf({ blanks: [], masks: [], told }, verdicts, this.engine.cardAction(direction)) ?? NOTHING;
  }
}

function answerTo(text: string, seen: Inspection, heard: Heard): Answered {
  const findings = [...seen.effects, ...heard.effects].flatMap((effect) => (effect.kind === 'finding' ? [effect.finding] : []));
  if (findings.length === 0) return { text, findings };
  const toUnits = unitOffsets(text);
  return {
    text: spliceText(text, withHeard(seen.splices, heard), toUnits),
    findings: findings
      .map((finding) => ({ ...finding, start: toUnits(finding.start), end: toUnits(finding.end) }))
      .sort((a, b) => a.start - b.start),
  };
}

const refused = (code: ErrorCode): SluiceError => new SluiceError(code);
