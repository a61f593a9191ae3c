/** IBANs: our table and check digits against ibantools, and every way of writing one. */
import * as ibantools from 'ibantools';
import { describe, expect, it } from 'vitest';
import { findIbans } from '../../src/detect/iban.js';
import { IBAN_PLACES, isIbanValid } from '../../src/detect/validators/iban.js';
import type { Located } from '../../src/detect/view.js';
import { randomOf } from './random.js';

const RULE = { id: 'bank.iban', entity: 'bank.iban' };
const CODES = Object.entries(ibantools.countrySpecs).flatMap(([country, { chars }]) => (chars ? [country] : []));

function find(text: string): readonly Located[] {
  const bytes = Buffer.from(text);
  return findIbans(RULE, { bytes, start: 0, end: bytes.length }, { start: 0, end: bytes.length, inString: false, isJson: false });
}

const found = (text: string): string[] => find(text).map(({ start, end }) => Buffer.from(text).subarray(start, end).toString());

/** An invented IBAN of a country with the right check digits. */
function invented(country: string, random: (below: number) => number): string {
  const places = IBAN_PLACES[(country.charCodeAt(0) - 65) * 26 + country.charCodeAt(1) - 65];
  if (places === undefined) throw new Error(`no IBAN in ${country}`);
  const bban = [...places.subarray(4)].map((kind) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[kind === 1 ? random(10) : kind === 2 ? 10 + random(26) : random(36)]).join(''); // prettier-ignore
  const iban = ibantools.composeIBAN({ countryCode: country, bban });
  if (iban === null) throw new Error(`ibantools refuses ${country}`);
  return iban;
}

describe('the table of countries', () => {
  it('has the countries, lengths and structures of ibantools', () => {
    const ours = IBAN_PLACES.flatMap((places, at) =>
      places ? [`${String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26))}${places.length}`] : [],
    );
    const theirs = Object.entries(ibantools.countrySpecs).flatMap(([country, { chars }]) => (chars ? [`${country}${chars}`] : []));
    expect(ours.sort()).toEqual(theirs.sort());
    expect(CODES.length).toBeGreaterThan(100);
  });

  it('agrees with ibantools on right and wrong numbers of every country', () => {
    const random = randomOf(7);
    for (const country of CODES) {
      for (let n = 0; n < 40; n++) {
        const iban = invented(country, random);
        expect(isIbanValid(iban), iban).toBe(true);
        const at = random(iban.length);
        const broken = iban.slice(0, at) + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[random(36)] + iban.slice(at + 1);
        // National check digits inside the account number, which ibantools knows of some countries, are not asked for.
        expect(isIbanValid(broken), broken).toBe(broken === iban || ibantools.isValidIBAN(broken));
      }
    }
  });
});

describe('finding IBANs', () => {
  it('finds every country in every carrier', () => {
    const random = randomOf(11);
    for (const country of CODES) {
      for (let n = 0; n < 5; n++) {
        const iban = invented(country, random);
        const fours = iban.replace(/(.{4})(?!$)/g, '$1 ');
        for (const written of [
          iban,
          fours,
          fours.replaceAll(' ', '-'),
          iban.toLowerCase(),
          fours.replaceAll(' ', '\u00a0'),
          fours.replaceAll(' ', '.'),
        ]) {
          expect(found(`pay to IBAN ${written}, thanks`)).toEqual([written]);
          expect(found(`{"iban":"${written}"}`)).toEqual([written]);
        }
        expect(found(`IBAN${iban}`)).toEqual([iban]);
        expect(found(`q=${fours.replaceAll(' ', '%20')}&x=1`)).toEqual([fours.replaceAll(' ', '%20')]);
      }
    }
  });

  it.each([
    ['DE89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00'],
    ['DE89\\u00a03704\\u00a00044\\u00a00532\\u00a00130\\u00a000'],
    ['DE89&nbsp;3704&nbsp;0044&nbsp;0532&nbsp;0130&nbsp;00'],
    ['DE89+3704+0044+0532+0130+00'],
    ['ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００'],
    ['DE 89 3704 0044 0532 0130 00'],
    ['DE89 3704\r\n0044 0532\r\n0130 00'],
  ])('finds %j', (written) => {
    expect(found(`<b>${written}</b>`)).toEqual([written]);
  });

  it.each([
    ['DE88370400440532013000'],
    ['DE893704004405320130001'],
    ['DE89 3704 0044 0532 0130'],
    ['XX89370400440532013000'],
    ['DE89,3704,0044,0532,0130,00'],
    ['DE00370400440532013061'],
  ])('does not find %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds two in a row', () => {
    expect(found('DE89370400440532013000 GB82 WEST 1234 5698 7654 32')).toEqual(['DE89370400440532013000', 'GB82 WEST 1234 5698 7654 32']);
  });

  it('lets almost no wrong check digits through', () => {
    const random = randomOf(13);
    let wrong = 0;
    for (let n = 0; n < 2_000; n++) {
      const iban = invented(CODES[random(CODES.length)], random);
      const check = String(2 + random(97)).padStart(2, '0');
      if (check !== iban.slice(2, 4) && found(iban.slice(0, 2) + check + iban.slice(4)).length > 0) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
