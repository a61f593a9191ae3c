/**
 * The form of findings: whether a value is a number that must stay one. Detectors know it of bare numbers of a JSON document; here the numbers
 * of documents inside strings, fields and scripts are told by what stands beside them, and those that go on behind the finding.
 */
import { LIMITS } from '../base/limits.js';
import type { Located, Region, View } from '../detect/view.js';
import { innerNumber } from '../format/json-number.js';
import { isDigit } from '../text/ascii.js';

/** The findings of a region in their forms. Looks no farther than every view of the region shows, so that cuts change nothing. */
export function inTheirForms(view: View, region: Region, found: readonly Located[]): readonly Located[] {
  const from = Math.max(view.start, region.start - LIMITS.contextBytes);
  const to = Math.min(view.end, region.end + LIMITS.contextBytes);
  let formed: Located[] | undefined;
  for (let i = 0; i < found.length; i++) {
    const form = formOf(view.bytes, found[i], from, to);
    if (form === found[i].form) continue;
    formed ??= [...found];
    formed[i] = { ...found[i], form };
  }
  return formed ?? found;
}

function formOf(bytes: Uint8Array, { start, end, form }: Located, from: number, to: number): Located['form'] {
  const inner = form === 'text' && end <= to ? innerNumber(bytes, start, end, from, to) : 'no';
  if (form === 'text' && inner === 'no') return form;
  if (end < to && goesOn(bytes[end])) return 'digits';
  return form === 'text' ? (inner === 'encoded' ? 'encoded number' : 'number') : form;
}

/** Digits, a point or an exponent belong to the same number. */
const goesOn = (byte: number): boolean => isDigit(byte) || byte === 0x2e || (byte | 0x20) === 0x65;
