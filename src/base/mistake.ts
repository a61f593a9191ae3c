/** What is wrong in a rule file or in the configuration, where, and what to write instead. All mistakes of all files are told at once. */
import { SluiceError } from './errors.js';

export interface Mistake {
  readonly file: string;
  /** From 1; 0 when it is about the file as a whole. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  /** What to write instead, where that can be said. */
  readonly suggestion?: string | undefined;
  /** The line of the file, and how many characters of it are meant. */
  readonly source?: { readonly text: string; readonly length: number } | undefined;
}

/** Longest part of a source line that is shown. */
const SHOWN_CHARACTERS = 120;

/** Thrown when rules do not load: the mistakes as data, and as a text for people. */
export class RulesInvalid extends SluiceError {
  constructor(readonly mistakes: readonly Mistake[]) {
    super('SLUICE_RULES_INVALID', `\n${mistakes.map(formatMistake).join('\n')}\n`);
  }
}

/** Thrown when the configuration does not load: the mistakes as data, and as a text for people. */
export class ConfigInvalid extends SluiceError {
  constructor(readonly mistakes: readonly Mistake[]) {
    super('SLUICE_CONFIG_INVALID', `\n${mistakes.map(formatMistake).join('\n')}\n`);
  }
}

/** As somebody reads: file by file, from top to bottom. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const byFile = (a: Mistake, b: Mistake): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
  return [...mistakes].sort((a, b) => byFile(a, b) || a.line - b.line || a.column - b.column);
}

/** `file:line:column: message — suggestion`, and below it the line with a caret. */
export function formatMistake({ file, line, column, message, suggestion, source }: Mistake): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const head = `${place}: ${message}${suggestion === undefined ? '' : ` — ${suggestion}`}`;
  return source === undefined ? head : `${head}\n${excerpt(line, column, source)}`;
}

/** The source line, cut to a window around the column when it is long, and carets below what is meant. */
function excerpt(line: number, column: number, { text, length }: { readonly text: string; readonly length: number }): string {
  const from =
    text.length <= SHOWN_CHARACTERS ? 0 : Math.max(0, Math.min(column - 1 - SHOWN_CHARACTERS / 2, text.length - SHOWN_CHARACTERS));
  const shown = text.slice(from, from + SHOWN_CHARACTERS);
  const at = column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - at)));
  const gutter = String(line);
  // Tabs stay tabs below, so that the caret stands under its character whatever a tab is wide.
  const indent = shown.slice(0, at).replace(/[^\t]/g, ' ');
  return `  ${gutter} | ${printable(shown)}\n  ${' '.repeat(gutter.length)} | ${indent}${carets}`;
}

/** Control characters would move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '\uFFFD'); // eslint-disable-line no-control-regex
}
