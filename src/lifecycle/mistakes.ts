/**
 * What a failed load tells the log, the status page and the caller of the API: its code and every mistake, in a form that may be kept.
 * Mistakes speak of the operator's files and not of traffic; but rules may quote examples, so digits in number are left out, and so is the
 * source line that the command line shows.
 */
import { type ErrorCode, SluiceError } from '../base/errors.js';
import type { Mistake } from '../base/mistake.js';

export interface Failure {
  readonly code: ErrorCode;
  readonly mistakes: readonly string[];
}

/** Mistakes that are told; a broken file rarely has more, and what is fixed first shows the rest. */
const MISTAKES = 100;
const CHARACTERS = 300;

/** A worker cannot load what its primary could; its mistakes are already in the form that may be kept. */
export class ReloadRefused extends SluiceError {
  constructor(
    code: ErrorCode,
    readonly told: readonly string[],
  ) {
    super(code);
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ReloadRefused) return { code: error.code, mistakes: error.told };
  if (!(error instanceof SluiceError)) return { code: 'SLUICE_CONFIG_INVALID', mistakes: ['It could not be read.'] };
  const mistakes = 'mistakes' in error && Array.isArray(error.mistakes) ? (error.mistakes as readonly Mistake[]) : undefined;
  const texts = mistakes?.map(textOf) ?? [error.message];
  return { code: error.code, mistakes: texts.slice(0, MISTAKES).map(harmless) };
}

function textOf({ file, line, column, message, suggestion }: Mistake): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${suggestion === undefined ? '' : ` — ${suggestion}`}`;
}

/** One line without long numbers, in any script and however they are grouped. */
function harmless(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Nd}(?:[\p{Zs}.,/_-]{0,3}\p{Nd}){5,}/gu, '…')
    .slice(0, CHARACTERS);
}
