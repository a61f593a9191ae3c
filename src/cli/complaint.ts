/** An error as one says it on stderr: code, what happened, what to do. A list of mistakes has lines of its own. */
import { ERRORS, type SluiceError } from '../base/errors.js';

/** Of misuse its detail says what was not understood, and better. */
const MISUSED = `${ERRORS.SLUICE_USAGE.what} `;

export function complaint({ code, message, todo }: Pick<SluiceError, 'code' | 'message' | 'todo'>): string {
  const what = message.startsWith(MISUSED) ? message.slice(MISUSED.length) : message;
  return `sluice: ${code}: ${what}${what.endsWith('\n') ? '' : ' '}${todo}\n`;
}
