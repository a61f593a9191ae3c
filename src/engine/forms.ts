/**
 * The form of findings: whether a value is a number that must stay one. Detectors know it of bare numbers of a JSON document; here the numbers
 * of documents inside strings, fields and scripts are told by what stands beside them, and those that go on behind the finding.
 */
import { LIMITS } from '../base/limits.js';
import type { Located, Region, View } from '../detect/view.js';
import { innerNumber, type Within } from '../format/json-number.js';
import { isDigit } from '../text/ascii.js';

/**
 * The findings of a region in their forms. Looks as far from each of them as every view of its region shows: where a region begins and ends among numbers
 * that follow each other depends on how they were cut. `isBegin`: the bytes begin where the record does, and are not what is left of it.
 */
export function inTheirForms(view: View, region: Region, found: readonly Located[], isBegin: boolean): readonly Located[] {
  let formed: Located[] | undefined;
  for (let i = 0; i < found.length; i++) {
    const from = Math.max(view.start, found[i].start - LIMITS.contextBytes);
    const to = Math.min(view.end, Math.min(found[i].end, region.end) + LIMITS.contextBytes);
    const form = formOf(view.bytes, found[i], { from, to, isCut: from > 0 || !isBegin });
    if (form === found[i].form) continue;
    formed ??= [...found];
    formed[i] = { ...found[i], form };
  }
  return formed ?? found;
}

function formOf(bytes: Uint8Array, { start, end, form }: Located, within: Within): Located['form'] {
  const { to } = within;
  const inner = form === 'text' && end <= to ? innerNumber(bytes, start, end, within) : 'no';
  if (form === 'text' && inner === 'no') return form;
  if (end < to && goesOn(bytes[end])) return 'digits';
  return form === 'text' ? (inner === 'encoded' ? 'encoded number' : 'number') : form;
}

/** Digits, a point or an exponent belong to the same number. */
const goesOn = (byte: number): boolean => isDigit(byte) || byte === 0x2e || (byte | 0x20) === 0x65;
