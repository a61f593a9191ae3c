/**
 * Lines of the same header, as their reader joins them: with commas, those of Cookie with semicolons (RFC 9110 section 5.3, RFC 9113 section
 * 8.2.3). A number that each line holds a part of shows only so. Set-Cookie is never joined.
 */

/** The value with masks of the same length; undefined when the message is to be refused. */
export type Redact = (name: string, value: string) => string | undefined;

/** Masks in place what shows in joined lines alone; false when the message is to be refused. */
export function maskJoined(headers: string[], redact: Redact): boolean {
  for (let i = 0; i + 3 < headers.length; i += 2) {
    const places = repeatsOf(headers, i);
    if (places !== undefined && !maskGroup(headers, places, redact)) return false;
  }
  return true;
}

/** Indexes of the lines of the header at `first`, when it is the first of several with digits in them. */
function repeatsOf(headers: readonly string[], first: number): number[] | undefined {
  const name = headers[first] ?? '';
  let places: number[] | undefined;
  for (let i = first + 2; i + 1 < headers.length; i += 2) if (isSame(headers[i], name)) (places ??= [first]).push(i);
  if (places === undefined || isSame(name, 'set-cookie')) return undefined;
  for (let i = 0; i < first; i += 2) if (isSame(headers[i], name)) return undefined;
  return places;
}

function isSame(one: string | undefined, other: string): boolean {
  return one?.length === other.length && one.toLowerCase() === other.toLowerCase();
}

function maskGroup(headers: string[], places: readonly number[], redact: Redact): boolean {
  const name = headers[places[0] ?? 0] ?? '';
  const between = isSame(name, 'cookie') ? '; ' : ', ';
  const values = places.map((place) => headers[place + 1] ?? '');
  const joined = values.join(between);
  const masked = redact(name, joined);
  if (masked === joined) return true;
  if (masked?.length !== joined.length) return false;
  let at = 0;
  for (const [index, value] of values.entries()) {
    const end = at + value.length;
    if (index + 1 < values.length && masked.slice(end, end + between.length) !== between) return false;
    headers[(places[index] ?? 0) + 1] = masked.slice(at, end);
    at = end + between.length;
  }
  return true;
}
