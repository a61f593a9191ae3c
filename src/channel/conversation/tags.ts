/** Tags of HTML in a text. Nobody says what stands in them: their names and attributes are no words of a sentence. */

const LESS_THAN = 0x3c;
/** A tag, a declaration, or a comment without others in it; how a page is drawn is no text either. */
const TAG = /<(?:style\b[^<>]*>[^<]*|[/!]?[a-z-][^<>]*>)/gi;

/** From and to by turns, in order. The text may be bytes, as characters each. */
export function tagsIn(text: string): number[] {
  const tags: number[] = [];
  if (text.includes('<')) for (const { 0: tag, index } of text.matchAll(TAG)) tags.push(index, index + tag.length);
  return tags;
}

/** The same of bytes. */
export function tagsInBytes(bytes: Uint8Array, start: number, end: number): number[] {
  const own = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
  if (!own.includes(LESS_THAN)) return NO_TAGS;
  return tagsIn(Buffer.from(own.buffer, own.byteOffset, own.length).toString('latin1')).map((at) => start + at);
}

const NO_TAGS: number[] = [];
