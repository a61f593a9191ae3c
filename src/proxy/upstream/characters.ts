/** Which characters may stand where in a head (RFC 9110 section 5.5 and 5.6.2), by code; others than latin1 stand nowhere. */

function table(allowed: (code: number, character: string) => boolean): Uint8Array {
  const codes = new Uint8Array(256);
  for (let code = 0; code < codes.length; code++) codes[code] = allowed(code, String.fromCharCode(code)) ? 1 : 0;
  return codes;
}

/** Names of fields and methods. */
export const TOKEN = table((code, character) => code < 0x7f && /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(character));

/** Values of fields and reason phrases: tab, space, visible characters and obs-text. */
export const FIELD = table((code) => code === 9 || (code >= 0x20 && code !== 0x7f));

/** A token as the source of an expression. */
export const TOKENS = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";

export const NOT_TOKEN = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/;

/** Codes beyond latin1 are among them: written as one byte they would become other characters, line ends even. */
export const NOT_FIELD = /[^\t\x20-\x7e\x80-\xff]/;

/** What may not stand in a path: as Node's own client has it. */
export const NOT_PATH = /[^\x21-\xff]/;
