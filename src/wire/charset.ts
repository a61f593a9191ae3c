/** Declarations of charsets in media types: what a message's head says, judged strictly, because two readers may believe different parts. */
import { charsetOf, type Charset } from '../base/charset.js';

/**
 * The charset that a Content-Type declares: undefined when it names none, `refused` when it names one that cannot be inspected, or
 * several that differ. Every `charset=` counts, however often and however oddly it stands there.
 */
export function declaredCharset(contentType: string): Charset | 'refused' | undefined {
  if (!/charset/i.test(contentType)) return undefined;
  const labels = [...contentType.matchAll(/charset\s*\*?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;,]*))/gi)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  const found = new Set(labels.map((label) => charsetOf(label) ?? 'refused'));
  const [charset] = found;
  return found.size > 1 ? 'refused' : charset;
}
