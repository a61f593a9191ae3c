/**
 * What stands before JSON so that no page can run it as a script, or so that a page can: guards such as `while(1);` and `)]}',`, and the call
 * of JSONP. Only their form is known, fed byte by byte; what is behind them decides whether it is JSON.
 */
import { LIMITS } from '../base/limits.js';
import { isAlphanumeric, isDigit, isLetter } from '../text/ascii.js';

/** Guards in use, without white space. */
const GUARDS = [")]}',", ")]}'", '/**/', '/*-secure-', '{}&&', 'while(1);', 'while(true);', 'for(;;);', 'throw1;<dontbeevil>', "throw1;<don'tbeevil>", '&&&START&&&'] as const; // prettier-ignore

const DOLLAR = 0x24;
const OPEN_PARENTHESIS = 0x28;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isNameStart = (byte: number): boolean => isLetter(byte) || byte === DOLLAR || byte === UNDERSCORE;
const isName = (byte: number): boolean => isAlphanumeric(byte) || byte === DOLLAR || byte === UNDERSCORE || byte === DOT;

/** Whether a guard or the name of a call may begin with a byte that no JSON begins with. */
export const isGuard = (byte: number): boolean => BEGINS_GUARD[byte] === 1;

const BRACE = 0x7b;
const BEGINS_GUARD = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(isNameStart(byte) || (byte !== BRACE && GUARDS.some((guard) => guard.charCodeAt(0) === byte))),
);

export class Guard {
  /** What has come of the prefix, without white space. */
  private text = '';
  private length = 0;
  /** A guard is complete, or a call is open. */
  private isBehind = false;

  /** `json`: this byte is the first behind the prefix. `undefined`: not known yet. */
  feed(byte: number): 'json' | 'text' | undefined {
    if (++this.length > LIMITS.jsonGuardBytes) return 'text';
    if (isSpace(byte)) return this.text === '' || this.isBehind || this.isGuardPart() ? undefined : 'text'; // words of a sentence are no call
    if (this.isBehind) return this.after(byte);
    this.text += String.fromCharCode(byte);
    if ((GUARDS as readonly string[]).includes(this.text)) this.isBehind = true;
    else if (!this.isGuardPart()) return this.call(byte);
    return undefined;
  }

  /** What follows a guard: more of a longer guard, a call behind an empty comment, or the JSON. */
  private after(byte: number): 'json' | 'text' | undefined {
    const longer = this.text + String.fromCharCode(byte);
    if (GUARDS.some((guard) => guard.startsWith(longer))) {
      this.text = longer;
      return undefined;
    }
    if (this.text !== '/**/' || !isNameStart(byte)) return 'json';
    this.text = String.fromCharCode(byte);
    this.isBehind = false;
    return undefined;
  }

  private isGuardPart(): boolean {
    return GUARDS.some((guard) => guard.startsWith(this.text));
  }

  /** The name of a call, its index, its parenthesis. */
  private call(byte: number): 'text' | undefined {
    const { text } = this;
    if (!isNameStart(text.charCodeAt(0))) return 'text';
    if (byte === OPEN_PARENTHESIS) {
      this.isBehind = /^[\w$.]+(?:\[\w*\])?\($/.test(text);
      return this.isBehind ? undefined : 'text';
    }
    return isName(byte) || /\[\w*\]?$/.test(text) || isDigit(byte) ? undefined : 'text';
  }
}
