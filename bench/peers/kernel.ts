/** Sluice's kernels on the peers' job: copy the chunk in, scan it, judge the regions. Cards only: no other tables are loaded. */
import { Buffer } from 'node:buffer';
import { builtKernel } from '../harness/sluice.js';
import type { Kernel, KernelKind } from '../../src/kernel/kernel.js';
import type { Contender } from './contender.js';
import { isCard } from './luhn.js';

/** Lengths by the first three digits, for the prefixes that the peers accept. */
function cardLengths(): Uint32Array {
  const lengths = new Uint32Array(1000);
  const allow = (from: number, to: number, ...digits: number[]) => {
    for (let prefix = from; prefix <= to; prefix++) for (const length of digits) lengths[prefix] = (lengths[prefix] ?? 0) | (1 << length);
  };
  allow(400, 499, 13, 16, 18, 19); // Visa
  allow(510, 559, 16); // Mastercard
  allow(222, 272, 16);
  allow(340, 349, 15); // American Express
  allow(370, 379, 15);
  allow(300, 305, 14, 16, 19); // Diners
  allow(360, 369, 14, 16, 19);
  allow(380, 399, 14, 16, 19);
  allow(352, 358, 16, 19); // JCB
  allow(601, 601, 16, 19); // Discover
  allow(640, 659, 16, 19);
  allow(620, 629, 16, 17, 18, 19); // UnionPay
  return lengths;
}

function contender(name: string, kernel: Kernel, options: { final: number; digits: number; fields: number }): Contender {
  const { input, regions } = kernel;
  return {
    name,
    claim: 'digits in any groups over any separator, escape or script; prefix, length and Luhn of every window of groups',
    scan(chunk) {
      input.set(chunk);
      const count = kernel.scan(chunk.length, 0, options.final, 0);
      let found = 0;
      for (let i = 0; i < count * options.fields; i += options.fields) {
        const start = regions[i];
        const end = regions[i + 1];
        if ((regions[i + 2] & options.digits) === 0) continue;
        if (isCard(Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start).toString('latin1'))) found += 1;
      }
      return found;
    },
  };
}

export async function sluiceKernels(): Promise<Contender[]> {
  const { loadKernel, OPTION_FINAL, REASON_DIGITS, REGION_FIELDS } = await builtKernel();
  const none = { shapes: [], tokens: [], words: [], phones: false, lookAlikes: 0n, ibanCountries: [], addresses: false };
  const tables = { lengthsLuhn: cardLengths(), lengthsAny: new Uint32Array(1000), ...none };
  const names: readonly (readonly [KernelKind, string])[] = [
    ['simd', 'Sluice SIMD kernel'],
    ['reference', 'Sluice reference kernel'],
  ];
  return names.map(([kind, name]) =>
    contender(name, loadKernel(tables, kind), { final: OPTION_FINAL, digits: REASON_DIGITS, fields: REGION_FIELDS }),
  );
}
