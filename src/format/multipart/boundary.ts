/**
 * The boundary in a Content-Type of multipart (RFC 2046 section 5.1.1), read strictly: a parameter that two readers would read in two
 * ways is no boundary at all, as whoever reads it otherwise would see other parts than those that were inspected.
 */
import { LIMITS } from '../../base/limits.js';

const TYPE = /^[ \t]*multipart\/[\w.+-]+[ \t]*/i;
/** `;name=value`; a quoted value has no escapes here, as readers differ on whether they are kept. */
const PARAMETER = /;[ \t\r\n]*([\w!#$&+.^`|~*'-]+)=(?:"([^"\\\r\n]*)"|([^\s;,"\\]*))[ \t]*|;[ \t]*(?=;|$)/iy;

/** The boundary, or undefined when it is missing, named twice, encoded, too long or written in a way that readers read differently. */
export function boundaryOf(contentType: string): string | undefined {
  const type = TYPE.exec(contentType);
  if (type === null) return undefined;
  let boundary: string | undefined;
  PARAMETER.lastIndex = type[0].length;
  for (let from = type[0].length; from < contentType.length; from = PARAMETER.lastIndex) {
    const parameter = PARAMETER.exec(contentType);
    if (parameter === null) return undefined;
    const name = (parameter.at(1) ?? '').toLowerCase();
    if (!name.startsWith('boundary')) continue;
    if (name !== 'boundary' || boundary !== undefined) return undefined;
    boundary = parameter.at(2) ?? parameter.at(3) ?? '';
  }
  return boundary !== undefined && isBoundary(boundary) ? boundary : undefined;
}

/** Printable ASCII, not ended by a space. The RFC allows fewer characters; clients in use send others, such as asterisks. */
function isBoundary(boundary: string): boolean {
  return boundary.length <= LIMITS.boundaryCharacters && /^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary);
}
