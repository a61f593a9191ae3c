/** The reader of each charset. */
import { type Charset, isDoubleByte, isSingleByte, isWide } from '../../base/charset.js';
import { DoubleByteReader } from './double.js';
import type { CharsetReader } from './reader.js';
import { ShiftedReader } from './shifted.js';
import { SingleByteReader } from './single.js';
import { WideReader } from './wide.js';

/** Undefined for UTF-8, which needs none, and for UTF-16 of an order not known. */
export function readerOf(charset: Charset): CharsetReader | undefined {
  if (isWide(charset)) return new WideReader(charset === 'utf-16be');
  if (isSingleByte(charset)) return new SingleByteReader(charset);
  if (isDoubleByte(charset)) return new DoubleByteReader(charset);
  return charset === 'iso-2022-jp' ? new ShiftedReader() : undefined;
}
