/**
 * Validators of identifiers outside Europe against numbers that authorities publish, against stdnum as a second opinion, and against
 * chance: how many random strings of a shape pass is how many look-alikes would be masked without words around them.
 */
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { WORLD } from '../../../src/detect/validators/world.js';
import { drawer } from './draw.js';

const require = createRequire(import.meta.url);
const stdnum = (name: string): ((value: string) => boolean) => {
  const { validate } = require(`stdnum/lib/cjs/${name.replace('.', '/')}.js`) as { validate: (value: string) => { isValid: boolean } };
  return (value) => validate(value).isValid;
};

/** Published examples, placeholders of documentation, and numbers that nobody can have; behind the bar, what must not pass. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'us.ssn': '078-05-1120, 219099999, 219 09 9999 | 000-12-3456, 666-12-3456, 900-12-3456, 078-00-1120, 078-05-0000, 0780511200, 07805112A',
  'us.itin':
    '900-70-0000, 900500001, 999-65-0001, 900-88-0001, 900-92-0001, 999-99-0001 | 900-93-0000, 900-49-0000, 900-66-0000, 900-89-0000, 100-70-0000',
  'us.ein': '12-3456789, 98-7654321, 01-0000001 | 07-3456789, 89-3456789, 00-0000001, 96-0000001',
  'us.npi': '1234567893, 2000000010, 123-456-7893 | 1234567890, 3000000019, 123456789',
  'us.mbi': '1EG4-TE5-MK73, 1EG4TE5MK73, 9AA0AA0AA00, 1EG4 TE5 MK72 | 0EG4TE5MK73, 1SG4TE5MK73, 1EG4-TE5-MB73, 1EGATE5MK73, 1EG4TE5MK7',
  'ca.sin': '046 454 286, 130-692-544, 123456782 | 046 454 287, 800000002, 000000000, 12345678',
  'br.cpf': '111.444.777-35, 529.982.247-25, 11144477735 | 111.444.777-36, 111.111.111-11, 000.000.000-00, 1114447773',
  'br.cnpj':
    '11.222.333/0001-81, 12.ABC.345/01DE-35, 12ABC34501DE35, 20301015000105 | 11.222.333/0001-82, 12.ABC.345/01DE-3A, 00.000.000/0000-00, 20291126064452',
  'mx.curp': 'HEGG560427MVZRRL04, BOXW310820HNERXN09 | HEGG560427MVZRRL05, HEGG561327MVZRRL04, HEGG560427MZZRRL04, HEGG560427MVZRRL0',
  'mx.rfc': 'ABC010101AA3, ABC-010101-AA3, GODE561231GR8 | ABC010101AA4, ABC011301AA3, ABC010101AA, GODE561231AB1',
  'mx.rfc_form': 'GODE561231AB1, ABC010101AA4 | GODE561331AB1, GODE561231ABZ, GOD561231AB, GODE5612312AB1',
  'cl.rut': '12.345.678-5, 76.086.428-5, 1.000.005-K, 10000013K | 12.345.678-6, 12.531.909-3, 11.111.111-1, 12.345.67K-5',
  'ar.cuit': '20-05536168-2, 20-00000001-9, 30000000023 | 20-05536168-3, 21-00000001-9, 2000000001',
  'ar.dni': '12.345.678, 1234567, 20.123.456 | 0.345.678, 11.111.111, 123456789, 123456',
  'co.nit': '800.197.268-4, 213.123.432-1, 9000000012 | 800.197.268-5, 2131234325, 111111111',
  'co.cedula_unnamed': '1000000001, 10.000.001 | 1000000008',
  'pe.cui': '10117410-2, 101174102, 10117410G, 00000001-4 | 10117410-3, 10117410H, 10117410',
  'ec.ci': '171430710-3, 0100000009, 1700000001 | 1714307104, 2500000009, 0170000006, 171430710',
  'do.cedula': '001-1391820-5, 000-0000001-8 | 001-1391820-6, 000-0000000-0, 0011391820',
  'uy.rut': '21-100342-001-7, 010000010011 | 210303670014, 220000010011, 210000000011, 211003420027, 21100342001',
  'uy.ci': '1.234.567-2, 0.000.001-6, 12345672 | 1.234.567-3, 0.000.000-0, 1234567',
  'gt.nit': '576937-K, 7108-0, 1000003-8 | 8977112-0, 576937-1, 12345678901234',
  've.rif': 'V-11470283-4, J-00000001-8, G-20000001-5 | V-11470283-3, K-00000001-8, V-1147028-4',
  'cu.ni': '91021027775, 72062506561, 85020291531, 00010190000 | 72062570000, 00130100000, 91023027775, 910210277',
  'za.idnr': '7503305044089, 8001015009087, 000101 0000 08 9 | 8503305044089, 8001015009287, 8013015009087, 750330504408',
  'eg.nid': '20001018800015, 2 000101 88 00015 | 20001018800016, 20013018800015, 20001019900015, 10001018800015, 34501018800013',
  'eg.nid_form': '20001018800016, 30101018800010 | 20013018800016, 20001019900016, 30101328800010',
  'ke.pin': 'A000000001Z, P051365947M | A000000000Z, B000000001Z, A00000001Z',
  'mu.nid': 'Z010100000001D, Z3101000000026, Z 010100 000001D | Z010100000001E, Z320100000001D, 1010100000001D',
  'ng.nin': '00000000012, 0000 0000 012 | 00000000000, 0000000012',
  'au.tfn': '123 456 782, 37 118 629, 38593474, 85655797 | 123 456 783, 37 118 628, 999999999, 1234567',
  'au.medicare': '2123 45670 1, 2123456701, 2000-00002-1/2, 21234567011 | 2123 45671 1, 7123 45670 1, 2123 45670 0, 212345670',
  'au.abn': '51 824 753 556, 83914571673, 80000000001 | 51 824 753 557, 01 824 753 556, 5182475355',
  'nz.ird': '49-091-850, 35-901-981, 49-098-576, 136-410-132 | 49-091-851, 136-410-133, 9-125-568, 200-000-008',
  'il.idnr': '3933742-3, 000000018, 123456782 | 000000019, 000000000, 39337422, 1234567',
  'ae.emirates_id': '784-1900-0000001-9, 784190176543214 | 784-1900-0000001-8, 784-1500-0000001-9, 783-1900-0000001-9, 78419000000001',
  'sa.nid': '1000000016, 2000000014 | 1000000017, 3000000012, 100000001',
  'kw.civil': '200010100001, 2 000101 00001 | 200010100002, 200130100001, 400010100001, 20001010000',
  'in.aadhaar':
    '9999 4105 7058, 999971658847, 999933119405, 999955183433, 999990501894 | 999941057059, 199941057058, 222222222222, 99994105705',
  'in.pan': 'ABCPE1234F, ACUPA7085R | ABCPE0000F, ABCDE1234F, 234123412347, ABCPE1234',
  'in.gstin': '27AAPFU0939F1ZV, 35AAAPZ0001A1ZK | 27AAPFU0939F1ZO, 39AAAPZ0001A1ZK, 35AAAPZ0001A0ZK, 27AAPFU0939F1V',
  'cn.ric':
    '110101190001010014, 31010119000307123X, 360426199101010071 | 110101190001010015, 990101190001010014, 110101190002300014, 110101180001010014',
  'hk.hkid': 'A123456(3), AB987654(3), G123456(A), Z9999990 | A123456(4), G123456(0), 1234563, A12345(3)',
  'jp.mynumber': '1234 5678 9018, 000000000019 | 1234 5678 9019, 000000000000, 12345678901',
  'kr.rrn': '000101-1000002, 201001-4000000 | 000101-1000001, 001301-1000002, 000230-3000001, 990101-3000000',
  'kr.rrn_random': '000101-1000000, 000229-3000000, 201001-4999999 | 001301-1000001, 000230-3000001, 000101-0000001, 990101-3000000',
  'sg.nric': 'S1234567D, T0000001E, F0000001U, G0000001P, M1234567K, S-0000001-I | S1234567E, A0000001I, T1234567D, S123456D',
  'pk.cnic': '34201-0891231-8, 42201-0397640-8, 82203-1234567-1 | 12345-1234567-0, 92345-1234567-1, 12345-1234567',
  'tw.ui': 'A123456789, A100000001, A800000014 | A123456788, A323456789, 1123456789',
  'my.nric': '770305-02-1234, 000229-82-0000 | 771305-02-1234, 770305-17-1234, 890131-00-1224, 77030502123',
  'th.pin': '1-2345-45678-78-1, 3-1000-00000-02-1 | 1-1234-56789-12-2, 9-1000-00000-01-6, 0000000000000',
  'id.nik':
    '3171010101000001, 3171014101000001, 317101 710100 0001 | 3171013201000001, 3171010113000001, 9971010101000001, 3171010101000000, 3100010101000001',
  'ph.tin': '000-000-001, 000-000-001-000, 000-000-001-00000 | 000-000-000, 000-000-000-001, 00-000-001',
  'ph.philsys': '0000-0001-0000-0002, 0000 0001 0002 | 0000-0000-0000-0000, 0000-0001',
  'lk.nic': '000010001V, 005010001X, 190000100001, 200050100001 | 003670001V, 000010001A, 009000001V, 180000100001, 190036700001',
  'bd.nid': '0000000012, 0000000000012, 19000000000000012 | 0000000000, 00000000012, 18000000000000012',
  'vn.cccd': '001000000001, 096300000001 | 000000000001, 097000000001, 001900000001, 001000000000',
};

/** Body of a shape (see draw.ts), the check characters to try behind it, and why ours may differ where it does. */
const ORACLE: readonly (readonly [name: string, body: string, check: string, differs?: 'ours stricter' | 'ours wider'])[] = [
  ['us.ssn', '99999999', '9', 'ours stricter'],
  ['us.ein', '99999999', '9'],
  ['ca.sin', '[0-79]9999999', '9'],
  ['br.cpf', '999999999', '99'],
  ['br.cnpj', '999999990001', '99'],
  ['br.cnpj', 'A9A99A9901AA', '99'],
  ['mx.curp', 'AXAAYYMMDDHDFAAA[0A]', '9', 'ours wider'],
  ['cl.rut', '99999999', '0123456789K'],
  ['ar.cuit', '2[0347]99999999', '9'],
  ['ar.dni', '[1-9]99999', '9'],
  ['co.nit', '999999999', '9'],
  ['pe.cui', '99999999', '9'],
  ['pe.cui', '99999999', 'A', 'ours wider'],
  ['ec.ci', '[0-2]99999999', '9'],
  ['do.cedula', '9999999999', '9'],
  ['uy.rut', '[12][0-9]999999001', '9'],
  ['uy.ci', '9999999', '9'],
  ['gt.nit', '9999999', '0123456789K'],
  ['ve.rif', '[VEJPG]99999999', '9'],
  ['za.idnr', 'YYMMDD9999[01]9', '9'],
  ['ke.pin', '[AP]999999999', 'A'],
  ['au.tfn', '99999999', '9'],
  ['au.abn', '[2-9]99999999', '99'],
  ['nz.ird', '0[1-9]999999', '9'],
  ['nz.ird', '[1-9]999999', '9'],
  ['il.idnr', '99999999', '9'],
  ['in.aadhaar', '99999999999', '9'],
  ['in.pan', 'AAAAA9999', 'A'],
  ['in.gstin', '07AAAPA9999A1Z', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['cn.ric', '110101YYYYMMDD999', '0123456789X'],
  ['hk.hkid', '[ABCDEFGHJKLMNPRSTVWYZ]999999', '0123456789A'],
  ['hk.hkid', 'WX999999', '0123456789A'],
  ['kr.rrn', 'YYMMDD[12][0-8]9999', '9'],
  ['pk.cnic', '[1-7]99999999999', '9'],
  ['tw.ui', 'A[ABCD]9999999', '9'],
  ['my.nric', 'YYMMDD[0-9]9999', '9', 'ours stricter'],
  ['th.pin', '[1-8]99999999999', '9'],
  ['lk.nic', '99[0-2][1-9]99999', 'VX', 'ours stricter'],
];

const STDNUM_NAMES: Readonly<Record<string, string>> = { 'uy.ci': 'uy.cedula', 'th.pin': 'th.idnr' };

/** Shape of a random string and the share of them that passes (detection.md's "pass" column, or counted where the column draws otherwise). */
const PASS: Readonly<Record<string, readonly [shape: string, share: number]>> = {
  'us.ssn': ['999999999', 0.8889],
  'us.itin': ['[9]99999999', 0.44],
  'us.ein': ['999999999', 0.8302],
  'us.npi': ['[12]999999999', 0.1],
  'us.mbi': ['A9A9A9A9A99', 0.001],
  'ca.sin': ['999999999', 0.09],
  'br.cpf': ['99999999999', 0.0101],
  'br.cnpj': ['99999999999999', 0.0098],
  'mx.curp': ['AAAAYYMMDDHAAAAA99', 0.004],
  'mx.rfc': ['AAAAYYMMDDAA9', 0.146],
  'cl.rut': ['999999999', 0.0902],
  'ar.cuit': ['99999999999', 0.011],
  'co.nit': ['9999999999', 0.1008],
  'pe.cui': ['999999999', 0.1006],
  'ec.ci': ['9999999999', 0.019],
  'do.cedula': ['99999999999', 0.1011],
  'uy.rut': ['999999999999', 0.00002],
  'uy.ci': ['99999999', 0.1],
  'gt.nit': ['99999999', 0.0909],
  've.rif': ['[VEJPG]999999999', 0.1012],
  'cu.ni': ['99999999999', 0.0335],
  'za.idnr': ['9999999999999', 0.0007],
  'eg.nid': ['[23]9999999999999', 0.0007],
  'eg.nid_form': ['[23]9999999999999', 0.0075],
  'ke.pin': ['A999999999A', 0.076],
  'mu.nid': ['A9999999999999', 0.0014],
  'au.tfn': ['999999999', 0.0929],
  'au.medicare': ['[2-6]999999999', 0.09],
  'au.abn': ['99999999999', 0.0101],
  'nz.ird': ['999999999', 0.0175],
  'il.idnr': ['999999999', 0.1033],
  'ae.emirates_id': ['784999999999999', 0.002],
  'sa.nid': ['[12]999999999', 0.1],
  'kw.civil': ['999999999999', 0.0008],
  'in.aadhaar': ['999999999999', 0.0809],
  'in.pan': ['AAAAA9999A', 0.4247],
  'in.gstin': ['99AAAAA9999A9Z9', 0.0035],
  'cn.ric': ['999999999999999999', 0.00002],
  'hk.hkid': ['A9999999', 0.0827],
  'jp.mynumber': ['999999999999', 0.1035],
  'kr.rrn': ['9999999999999', 0.0037],
  'kr.rrn_random': ['9999999999999', 0.0205],
  'sg.nric': ['[STFGM]9999999A', 0.0385],
  'pk.cnic': ['9999999999999', 0.72],
  'tw.ui': ['A[12]99999999', 0.1],
  'my.nric': ['999999999999', 0.0308],
  'th.pin': ['9999999999999', 0.0798],
  'id.nik': ['9999999999999999', 0.0242],
  'lk.nic': ['999999999V', 0.732],
  'vn.cccd': ['999999999999', 0.0384],
};

const halves = (text: string): string[][] => text.split('|').map((half) => half.split(',').map((value) => value.trim()));

describe('validators outside Europe', () => {
  it.each(Object.entries(EXAMPLES))('%s knows published numbers', (name, text) => {
    const [valid, invalid] = halves(text);
    expect(valid.filter((value) => !WORLD[name](value))).toEqual([]);
    expect(invalid.filter((value) => WORLD[name](value))).toEqual([]);
  });

  it('has an example for every validator', () => {
    expect(Object.keys(WORLD).filter((name) => !Object.hasOwn(EXAMPLES, name))).toEqual([]);
  });

  it.each(ORACLE.map(([name, body, check, differs]) => ({ name, body, check, differs })))(
    '$name agrees with stdnum on $body',
    ({ name, body, check, differs }) => {
      const draw = drawer(name + body);
      const second = stdnum(STDNUM_NAMES[name] ?? name);
      const differing: string[] = [];
      let valid = 0;
      for (let i = 0; i < 60; i++) {
        const front = draw(body);
        const values = /^[9A]{0,2}$/.test(check) ? draw.all(front, check) : [...check].map((character) => front + character);
        for (const value of values) {
          const [ours, theirs] = [WORLD[name](value), second(value)];
          if (ours) valid++;
          if (ours && !theirs && differs !== 'ours wider') differing.push(value);
          if (!ours && theirs && differs !== 'ours stricter') differing.push(value);
        }
      }
      expect(differing.slice(0, 5)).toEqual([]);
      expect(valid).toBeGreaterThan(0);
    },
  );

  it.each(Object.entries(PASS))('%s passes its share of random strings and no more', (name, [shape, share]) => {
    const draw = drawer(name);
    const drawn = 2000;
    let passed = 0;
    for (let i = 0; i < drawn; i++) if (WORLD[name](draw(shape))) passed++;
    expect(passed).toBeLessThanOrEqual(drawn * share * 1.5 + 8);
    expect(passed).toBeGreaterThanOrEqual(share < 0.005 ? 0 : drawn * share * 0.5 - 4);
  });

  it('tells a bare company number of Brazil from a point in time', () => {
    const draw = drawer('timestamps');
    for (let i = 0; i < 2000; i++) {
      const stamp = `20${draw('[0-2]9')}${draw('MMDD')}${draw('[01]9')}${draw('[1-5]9')}${draw('[0-5]9')}`;
      expect(WORLD['br.cnpj'](stamp)).toBe(false);
    }
  });

  it('never throws and never accepts masked or empty values', () => {
    const pieces = fc.constantFrom('*', '•', 'X', '-', '+', '/', ' ', '', 'Z', '0', '9', '12', '784', 'A', '\u0000', 'é', '😀');
    const garbage = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(garbage, (value) => {
        for (const validator of Object.values(WORLD)) expect(typeof validator(value)).toBe('boolean');
      }),
      { numRuns: 300 },
    );
    const masked = ['', '***-**-****', '******************', 'XXXX XXXX XXXX', '784-****-*******-*', 'A*******'];
    const accepting = Object.entries(WORLD).filter(([, validator]) => masked.some((value) => validator(value)));
    expect(accepting.map(([name]) => name)).toEqual([]);
  });
});
