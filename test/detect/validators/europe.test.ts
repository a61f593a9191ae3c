/**
 * European validators against numbers that authorities publish, against stdnum as a second opinion, and against chance:
 * how many random strings of a shape pass is how many look-alikes would be masked without words around them.
 */
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { EUROPE } from '../../../src/detect/validators/europe.js';
import { drawer } from './draw.js';

const require = createRequire(import.meta.url);
const stdnum = (name: string): ((value: string) => boolean) => {
  const { validate } = require(`stdnum/lib/cjs/${name.replace('.', '/')}.js`) as { validate: (value: string) => { isValid: boolean } };
  return (value) => validate(value).isValid;
};

/** Published examples, placeholders of documentation, and numbers of dates long past; behind the bar, what must not pass. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'gb.nino': 'AB 12 34 56 C, HH012345D, TJ012345 | QQ123456C, BG123456A, AO123456A, AB123456E',
  'gb.nhs': '943 476 5919, 4010232137 | 943 476 5918, 0000000000, 987 654 3211',
  'gb.utr': '1955839661, 19558 39661, 1955839661K | 2955839661',
  'gb.vat': 'GB 980 7806 84, GB980780684001, GBGD001, GBHA599, XI980780684 | GB802311781, GBGD600, GBHA001',
  'ie.pps': '6433435F, 6433435FT, 6433435FW, 6433435OA, 6433435IH, 1234567T | 6433435E, 6433435VH',
  'de.idnr': '36 574 261 809, 86095742719, 47036892816, 65929970489 | 36574261808, 01234567890, 12345678903',
  'de.svnr': '15 070649 C 103, 65 170839 J 003 | 01070649C103, 15071349C103, 15070649C102',
  'de.stnr': '121/5752/5373, 14/203/31601, 2893081508152, 5133081508159, 9181081508155 | 2893181508152, 00000000000, 3312081508155',
  'at.vnr': '1237 010180, 1237010180 | 2237 010180, 1237 410180, 0237 010180',
  'ch.ssn': '756.9217.0769.85, 7569217076985 | 756.9217.0769.84, 123.4567.8910.19',
  'nl.bsn': '1112.22.333, 123456782 | 1112.52.333, 000000000, 111111111',
  'be.nn': '85.07.30-033.28, 88222999936, 08222999934, 88422999979, 40000095579 | 85.07.30-033.29, 85.13.30-033.28, 85.02.30-033.28',
  'lu.nin': '1893120105732 | 1893120105733, 1893120105722, 1893130105732',
  'fr.nir': '2 95 10 99 126 111 93, 1 51 02 46102 043 25 | 295109912611199, 3951099126111 93, 2 95 15 99 126 111 93',
  'fr.nif': '30 23 217 600 053, 0701987765493 | 9701987765432, 3023217600054',
  'fr.siren': '552 008 443 | 552 008 442',
  'fr.siret': '73282932000074, 732 829 320 00074, 35600000049837 | 73282932000075, 35600000049838',
  'es.dni': '12345678Z, 12345678-Z, 54362315-K | 12345678A, 00000000T',
  'es.nie': 'X1234567L, X-2482300-W, Y1234567X, Z1234567R | X1234567M',
  'es.cif': 'A58818501, J99216582, ES A58818501, P2800001F | A58818502, J992165831, A0081850C, P28079014',
  'it.codicefiscale': 'RSSMRA80A01H501U, RCCMNL83S18D969H, RSS MRA 80A01 H501U | RCCMNL83S18D967H, RSSMRA80A32H501U, RSSMRA80B30H501U',
  'it.iva': '00743110157, IT 00743110157 | 00743110158, 00000000000',
  'pt.nif': '501 964 843, PT501964843, 999999990 | 501 964 842, 012345678, 412345678',
  'pt.cc': '00000000 0 ZZ4, 10000000 0 ZZ2 | 10000000 0 ZZ4',
  'gr.amka': '01013099997 | 01013099999, 01133099997',
  'gr.vat': 'EL 094259216, 094259216 | 123456781',
  'tr.tckimlik': '10000000146, 17291716060 | 17291716050, 11111111111, 00000000146',
  'se.personnummer':
    '811228-9874, 8112289874, 19811228-9874, 121212+1212, 701063-2391 | 811228-9873, 811328-9874, 22811228-9874, 812128-9875, 811260-9874',
  'se.orgnr': '556703-7485, 165567037485 | 556703-7486, 811228-9874, 195567037485',
  'no.fodselsnummer': '01010750160, 010107 50160, 15108695088 | 15108695077, 01130750160',
  'no.fodselsnummer_2032': '02013299997, 30108299920, 30108299939, 15108695088 | 02013299996, 30138299920',
  'no.kontonr': '8601 11 17947, 8601.11.17947 | 8601 11 17949',
  'dk.cpr': '010180-1234, 211062-5629, 0101650001 | 511062-5629, 290290-4000 ',
  'dk.cpr_checked': '070761-4285 | 070761-4286, 010180-1234',
  'fi.hetu': '131052-308T, 131052X308T, 131022B3082, 010101+0101 | 131052-308U, 131052A308T-, 131052G308T, 310252-3081',
  'is.kennitala': '120174-3399, 450401-3150 | 120174-3389, 320174-3399',
  'is.kennitala_2026': '120174-3389, 0101302980 | 320174-3399, 1201743381',
  'ee.ik': '36805280109, 37605030299 | 36805280108, 06805280109, 36813280109',
  'lt.asmens': '33309240064 | 33309240164',
  'lv.personas_kods': '161175-19997 | 161375-19997, 161175-19998',
  'lv.personas_kods_2017': '320000-00000, 32345612345 | 31345612345',
  'lv.pvn': '40003521600, LV 4000 3521 600 | 40003521601',
  'pl.pesel': '44051401359, 44051401458, 02070803628 | 44051401358, 44131401359',
  'pl.nip': '123-456-32-18, 8567346215, PL 856-734-62-15 | 8567346216, 0000002000',
  'pl.regon': '192598184, 123456785, 12345678512347 | 192598183, 12345678612342, 12345678512348',
  'cz.rc': '710319/2745, 7103192745 | 710319/2746, 1103492745, 714119/2745',
  'cz.rc_1953': '530101/001, 495101001 | 540101/001, 530101/000, 531301/001',
  'sk.rc': '710319/2745 | 710319/2746',
  'sk.rc_1953': '530101/001 | 540101/001',
  'ro.cnp': '1630615123457, 1800101221144 | 1630615123458, 1632215123457, 0800101221142',
  'hu.anum': '12892312, HU-12892312, 12892312-2-41 | 12892313, 12892312-7-41, 12892312-2-77',
  'hu.taj': '111 111 110 | 111 111 111, 111 111 112',
  'hu.adoazonosito': '8071592153 | 8071592154, 7071592153',
  'bg.egn': '8032056031, 7523169263, 7501020018 | 8032056032, 7513169263',
  'hr.oib': '33392005961, HR33392005961 | 33392005962',
  'si.emso': '0101006500006 | 0101006500007, 0113006500006',
  'rs.jmbg': '0101900710004 | 0101900710005, 0101500710006',
  'ru.inn': '7707083893, 123456789047 | 7707083894, 123456789037',
  'ru.snils': '112-233-445 95, 11223344595 | 112-233-445 96, 000-000-000 00',
  'ua.rntrc': '1759013776 | 1759013770',
};

/** Body of a shape (see draw.ts), the check characters to try behind it, and whether ours may be stricter than stdnum. */
const ORACLE: readonly (readonly [name: string, body: string, check: string, stricter?: string])[] = [
  ['gb.nino', 'AA999999', 'A'],
  ['gb.utr', '999999999', '9'],
  ['gb.vat', 'GB9999999', '99'],
  ['gb.vat', 'GB9999999', '99001'],
  ['ie.pps', '9999999', 'A'],
  ['ie.pps', '9999999', 'AA', 'stdnum reads A and H alone as a second letter'],
  ['de.svnr', '[1-7]9DDMMYYA99', '9'],
  ['fr.nir', '1YYMM7999999', '999'],
  ['fr.nir', '2YYMM2A99999', '999'],
  ['fr.nif', '39999999999', '99'],
  ['fr.siren', '99999999', '9'],
  ['fr.siret', '9999999999999', '9'],
  ['es.dni', '99999999', 'A'],
  ['es.nie', 'Y9999999', 'A'],
  ['es.cif', 'C9999999', '9', 'the first two digits are a province'],
  ['es.cif', 'P9999999', 'A', 'the kind of entity decides between digit and letter'],
  ['it.codicefiscale', 'AAAAAAYYHDDA999', 'A'],
  ['it.iva', '999999905', '99', 'one digit over and over is no number'],
  ['nl.bsn', '99999999', '9'],
  ['be.nn', 'YYMMDD999', '99', 'check digits end at 97'],
  ['ch.ssn', '756999999999', '9'],
  ['se.personnummer', 'YYMMDD-199', '9'],
  ['se.orgnr', '559999999', '9', 'the third digit is no month'],
  ['no.fodselsnummer', 'DDMMYY[0-4]99', '99'],
  ['no.kontonr', '1999999999', '9'],
  ['dk.cpr', 'DDMMYY[0-3]99', '9'],
  ['fi.hetu', 'DDMMYY-999', 'A'],
  ['fi.hetu', 'DDMMYYX999', '9'],
  ['pl.pesel', 'YYMMDD9999', '9'],
  ['pl.nip', '[1-9]19999999', '9'],
  ['pl.regon', '99999999', '9'],
  ['pl.regon', '123456785999', '99'],
  ['cz.rc', 'YYMMDD999', '9'],
  ['sk.rc', 'YYMMDD999', '9'],
  ['ro.cnp', '1YYMMDD12999', '9'],
  ['gr.amka', 'DDMMYY9999', '9'],
  ['gr.vat', '99999999', '9'],
  ['tr.tckimlik', '[1-9]99999999', '99'],
  ['pt.nif', '[1-35-9]9999999', '9'],
  ['pt.cc', '999999999AA', '9'],
  ['at.vnr', '[1-9]999DDMM6', '9'],
  ['is.kennitala', 'DDMMYY999', '9', 'only 8, 9 and 0 tell a century'],
  ['ee.ik', '3YYMMDD999', '9'],
  ['lt.asmens', '4YYMMDD999', '9'],
  ['lv.personas_kods', 'DDMMYY1999', '9'],
  ['lv.pvn', '4999999999', '9'],
  ['hu.anum', '9999999', '9'],
  ['bg.egn', 'YYMMDD999', '9'],
  ['hr.oib', '9999999999', '9'],
  ['si.emso', 'DDMM[9]YY50999', '9'],
  ['rs.jmbg', 'DDMM[9]YY71999', '9'],
  ['ru.inn', '[1-9]99999999', '9'],
  ['ru.inn', '[1-9]999999999', '99'],
  ['ua.rntrc', '999999999', '9'],
];

const STDNUM_NAMES: Readonly<Record<string, string>> = { 'lv.personas_kods': 'lv.pvn' };

/** Shape of a random string and the share of them that passes (detection.md's "pass" column, or counted where the column draws otherwise). */
const PASS: Readonly<Record<string, readonly [shape: string, share: number]>> = {
  'gb.nhs': ['9999999999', 0.0908],
  'gb.utr': ['9999999999', 0.0985],
  'gb.vat': ['GB999999999', 0.0292],
  'ie.pps': ['9999999A', 0.0364],
  'de.idnr': ['99999999999', 0.0036],
  'de.svnr': ['99DDMMYYA999', 0.065],
  'fr.nir': ['[12]99999999999999', 0.0068],
  'fr.nif': ['9999999999999', 0.0008],
  'fr.siren': ['999999999', 0.1007],
  'fr.siret': ['99999999999999', 0.1002],
  'es.dni': ['99999999A', 0.039],
  'es.nie': ['X9999999A', 0.0374],
  'es.cif': ['B99999999', 0.1008],
  'it.codicefiscale': ['AAAAAA99H99A999A', 0.023],
  'it.iva': ['99999999999', 0.0112],
  'nl.bsn': ['999999999', 0.0919],
  'be.nn': ['99999999999', 0.0025],
  'lu.nin': ['YYYYMMDD99999', 0.01],
  'ch.ssn': ['7569999999999', 0.0987],
  'se.personnummer': ['9999999999', 0.0073],
  'se.orgnr': ['9999999999', 0.0723],
  'no.fodselsnummer': ['99999999999', 0.001],
  'no.fodselsnummer_2032': ['99999999999', 0.0095],
  'no.kontonr': ['99999999999', 0.0915],
  'dk.cpr': ['9999999999', 0.0305],
  'dk.cpr_checked': ['9999999999', 0.0028],
  'fi.hetu': ['999999[-A]9999', 0.0009],
  'pl.pesel': ['99999999999', 0.0073],
  'pl.nip': ['9999999999', 0.0903],
  'pl.regon': ['999999999', 0.0978],
  'cz.rc': ['9999999999', 0.012],
  'ro.cnp': ['9999999999999', 0.002],
  'gr.amka': ['99999999999', 0.0038],
  'gr.vat': ['999999999', 0.1016],
  'tr.tckimlik': ['99999999999', 0.0087],
  'pt.nif': ['999999999', 0.0892],
  'at.vnr': ['9999DDMMYY', 0.0825],
  'is.kennitala': ['9999999999', 0.0015],
  'ee.ik': ['99999999999', 0.0029],
  'lt.asmens': ['99999999999', 0.0029],
  'lv.personas_kods': ['99999999999', 0.0011],
  'hu.anum': ['99999999', 0.1002],
  'hu.taj': ['999999999', 0.1],
  'hu.adoazonosito': ['8999999999', 0.091],
  'bg.egn': ['9999999999', 0.0112],
  'hr.oib': ['99999999999', 0.0987],
  'si.emso': ['DDMM999999999', 0.009],
  'rs.jmbg': ['9999999999999', 0.0008],
  'ru.inn': ['9999999999', 0.1017],
  'ru.snils': ['99999999999', 0.0099],
  'ua.rntrc': ['9999999999', 0.0989],
};

const halves = (text: string): string[][] => text.split('|').map((half) => half.split(',').map((value) => value.trim()));

describe('European validators', () => {
  it.each(Object.entries(EXAMPLES))('%s knows published numbers', (name, text) => {
    const [valid, invalid] = halves(text);
    expect(valid.filter((value) => !EUROPE[name](value))).toEqual([]);
    expect(invalid.filter((value) => EUROPE[name](value))).toEqual([]);
  });

  it('has an example for every validator', () => {
    const tested = [...Object.keys(EXAMPLES), 'se.personnummer_long'];
    expect(Object.keys(EUROPE).filter((name) => !tested.includes(name))).toEqual([]);
  });

  it.each(ORACLE.map(([name, body, check, stricter]) => ({ name, body, check, stricter })))(
    '$name agrees with stdnum on $body',
    ({ name, body, check, stricter }) => {
      // prettier-ignore
      const draw = drawer(name + body);
      const second = stdnum(STDNUM_NAMES[name] ?? name);
      let valid = 0;
      const differing: string[] = [];
      for (let i = 0; i < 60; i++) {
        const front = draw(body);
        for (const value of draw.all(front, check)) {
          const [ours, theirs] = [EUROPE[name](value), second(value)];
          if (ours) valid++;
          if (ours !== theirs && (ours || stricter === undefined)) differing.push(value);
        }
      }
      expect(stricter?.startsWith('stdnum') ? [] : differing.slice(0, 5)).toEqual([]);
      expect(valid).toBeGreaterThan(0);
    },
  );

  it.each(Object.entries(PASS))('%s passes its share of random strings and no more', (name, [shape, share]) => {
    const draw = drawer(name);
    const drawn = 2000;
    let passed = 0;
    for (let i = 0; i < drawn; i++) if (EUROPE[name](draw(shape))) passed++;
    expect(passed).toBeLessThanOrEqual(drawn * share * 1.5 + 8);
    expect(passed).toBeGreaterThanOrEqual(share < 0.005 ? 0 : drawn * share * 0.5 - 4);
  });

  it('tells a personnummer of twelve digits from a point in time', () => {
    expect(EUROPE['se.personnummer_long']('198112289874')).toBe(true);
    const draw = drawer('timestamps');
    for (let i = 0; i < 500; i++) {
      const stamp = `202${draw('9')}${draw('MMDD')}${draw('[01]9')}${draw('[0-5]9')}`;
      expect(EUROPE['se.personnummer_long'](stamp)).toBe(false);
    }
  });

  it('never throws and never accepts masked or empty values', () => {
    const pieces = fc.constantFrom('*', '•', 'X', '-', '+', '/', ' ', '', 'Z', '0', '9', '12', '756', 'GB', '\u0000', 'é', '😀');
    const garbage = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(garbage, (value) => {
        for (const validator of Object.values(EUROPE)) expect(typeof validator(value)).toBe('boolean');
      }),
      { numRuns: 300 },
    );
    for (const validator of Object.values(EUROPE))
      for (const value of ['', '***-**-1234', '********9874', '-', '0']) expect(validator(value)).toBe(false);
  });
});
