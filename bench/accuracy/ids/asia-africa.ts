/** Identifiers of Asia, Africa and the Pacific. */
import { at, BASE36, birth, complement, draw, LETTERS, luhnDigit, luhnIn, split, two, verhoeffDigit, weigh, wrongLast, wrongLetter } from './checks.js'; // prettier-ignore
import { identifier as id, type Identifier, type Spoil } from './identifier.js';
import type { Random } from '../../corpus/random.js';

function teudatZehut(random: Random): string {
  const body = String(random.int(0, 3)) + random.digits(7);
  return body + luhnDigit(body);
}

function emirates(random: Random): string {
  const body = `784${random.int(1940, 2005)}${random.digits(7)}`;
  const value = body + luhnDigit(body);
  return random.pick([value, split(value, [3, 4, 7, 1], '-'), split(value, [3, 4, 7, 1], '-')]);
}

function saudi(random: Random): string {
  const body = String(random.int(1, 2)) + random.digits(8);
  return body + luhnDigit(body);
}

function aadhaar(random: Random): string {
  const body = String(random.int(2, 9)) + random.digits(10);
  const value = body + verhoeffDigit(body);
  return random.pick([value, split(value, [4, 4, 4], ' '), split(value, [4, 4, 4], ' ')]);
}

const incomeTaxPan = (random: Random): string =>
  `${random.chars(3, LETTERS)}${random.pick(['P', 'P', 'C', 'H', 'F'])}${random.chars(1, LETTERS)}${random.digits(4)}${random.chars(1, LETTERS)}`;
/** The fourth letter says what the holder is; X is nothing. */
const wrongIncomeTaxPan: Spoil = (value) => `${value.slice(0, 3)}X${value.slice(4)}`;

function gstin(random: Random): string {
  const body = `${two(random.int(1, 37))}${incomeTaxPan(random)}${random.int(1, 9)}Z`;
  return body + luhnIn(BASE36, body);
}

const wrongGstin: Spoil = (value, random) => value.slice(0, -1) + at(BASE36, (BASE36.indexOf(value.slice(-1)) + random.int(1, 35)) % 36);

/** ISO/IEC 7064 mod 11-2. */
function residentCard(random: Random): string {
  const { yyyy, mm, dd } = birth(random);
  const body = random.pick(['110101', '310101', '440106', '320102', '510104']) + yyyy + mm + dd + random.digits(3);
  return body + at('10X98765432', weigh(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11);
}

const wrongResidentCard: Spoil = (value, random) =>
  value.slice(0, -1) + String((Number(value.slice(-1).replace('X', '0')) + random.int(1, 9)) % 10);

function hkid(random: Random): string {
  const letters = random.chance(0.2) ? random.pick(['WX', 'XA', 'XD', 'XE', 'XG']) : random.chars(1, LETTERS.replace('O', ''));
  const digits = random.digits(6);
  const values = [...letters.padStart(2, ' ')].map((char) => (char === ' ' ? 36 : LETTERS.indexOf(char) + 10));
  const sum = (values[0] ?? 0) * 9 + (values[1] ?? 0) * 8 + weigh(digits, [7, 6, 5, 4, 3, 2]);
  const check = at('0123456789A', complement(sum, 11));
  return random.pick([`${letters}${digits}(${check})`, `${letters}${digits}(${check})`, `${letters}${digits}${check}`]);
}

const wrongHkid: Spoil = (value, random) =>
  value.replace(
    /[0-9A](\)?)$/,
    (text, close: string) => at('0123456789A', ('0123456789A'.indexOf(text.charAt(0)) + random.int(1, 10)) % 11) + close,
  );

function myNumber(random: Random): string {
  const body = random.digits(11);
  const rest = weigh(body, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  const value = body + String(rest < 2 ? 0 : 11 - rest);
  return random.pick([value, split(value, [4, 4, 4], ' '), split(value, [4, 4, 4], '-')]);
}

function rrn(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  const body = `${yy}${mm}${dd}${random.int(year < 2000 ? 1 : 3, year < 2000 ? 2 : 4)}${two(random.int(0, 95))}${random.digits(3)}`;
  const value = body + String((11 - (weigh(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10);
  return random.pick([split(value, [6, 7], '-'), split(value, [6, 7], '-'), value]);
}

/** Month 13: the check digit is random since October 2020. */
const wrongMonth: Spoil = (value) => `${value.slice(0, 2)}13${value.slice(4)}`;

function nric(random: Random): string {
  const letter = random.pick(['S', 'T', 'F', 'G', 'M']);
  const body = random.digits(7);
  const start = { S: 0, T: 4, F: 0, G: 4, M: 3 }[letter] ?? 0;
  const table = letter === 'M' ? 'XWUTRQPNJLK' : 'ST'.includes(letter) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK';
  return letter + body + at(table, (start + weigh(body, [2, 7, 6, 5, 4, 3, 2])) % 11);
}

function tfn(random: Random): string {
  const value = draw(random, (r) => {
    const body = String(r.int(1, 9)) + r.digits(7);
    for (let check = 0; check < 10; check++)
      if (weigh(`${body}${check}`, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0) return `${body}${check}`;
    return undefined;
  });
  return random.pick([value, split(value, [3, 3, 3], ' ')]);
}

function medicare(random: Random): string {
  const body = String(random.int(2, 6)) + random.digits(7);
  const value = body + String(weigh(body, [1, 3, 7, 9, 1, 3, 7, 9]) % 10) + String(random.int(1, 9));
  return random.pick([value, split(value, [4, 5, 1], ' ')]);
}

/** The check digit is the last but one. */
const wrongMedicare: Spoil = (value, random) => {
  const from = value.includes(' ') ? 9 : 8;
  return value.slice(0, from) + String((Number(value.charAt(from)) + random.int(1, 9)) % 10) + value.slice(from + 1);
};

function abn(random: Random): string {
  const value = draw(random, (r) => {
    const body = r.digits(9);
    const weights = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].slice(1);
    const rest = (89 - (weigh(body, weights) % 89)) % 89;
    // 10·(first - 1) + second = rest, modulo 89
    const first = Math.floor(rest / 10) + 1;
    return first > 9 || rest === 0 ? undefined : `${first}${rest % 10}${body}`;
  });
  return random.pick([value, split(value, [2, 3, 3, 3], ' ')]);
}

function ird(random: Random): string {
  const value = draw(random, (r) => {
    const body = String(r.int(1_000_000, 14_999_999)).padStart(8, '0');
    const first = complement(weigh(body, [3, 2, 7, 6, 5, 4, 3, 2]), 11);
    const check = first < 10 ? first : complement(weigh(body, [7, 4, 3, 2, 5, 2, 7, 6]), 11);
    return check > 9 ? undefined : `${Number(body)}${check}`;
  });
  return random.pick([value, `${value.slice(0, -6)}-${value.slice(-6, -3)}-${value.slice(-3)}`]);
}

function southAfrica(random: Random): string {
  const { yy, mm, dd } = birth(random);
  const body = `${yy}${mm}${dd}${random.digits(4)}${random.int(0, 1)}8`;
  const value = body + luhnDigit(body);
  return random.pick([value, split(value, [6, 4, 3], ' ')]);
}

const GOVERNORATES = ['01', '02', '03', '11', '12', '13', '21', '23', '28', '35'] as const;

/** Only numbers whose check digit every published description gives alike. */
function egypt(random: Random): string {
  return draw(random, (r) => {
    const { yy, mm, dd, year } = birth(r);
    const body = `${year < 2000 ? 2 : 3}${yy}${mm}${dd}${r.pick(GOVERNORATES)}${r.digits(4)}`;
    const rest = weigh(body, [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    return rest < 2 ? undefined : `${body}${11 - rest}`;
  });
}

const wrongEgypt: Spoil = (value) => `${value.slice(0, 3)}13${value.slice(5)}`;

function kuwait(random: Random): string {
  return draw(random, (r) => {
    const { yy, mm, dd, year } = birth(r);
    const body = `${year < 2000 ? 2 : 3}${yy}${mm}${dd}${r.digits(4)}`;
    const check = 11 - (weigh(body, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11);
    return check > 9 ? undefined : body + String(check);
  });
}

function cnic(random: Random): string {
  const value = String(random.int(1, 7)) + String(random.int(1, 9)) + random.digits(10) + String(random.int(1, 9));
  return random.pick([split(value, [5, 7, 1], '-'), split(value, [5, 7, 1], '-'), value]);
}

/** Letters of the place as two digits, not in order. */
const TAIWAN = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';

function taiwan(random: Random): string {
  const letter = random.chars(1, 'ABCDEFGHJKMNPQTUVWXZIO');
  const place = TAIWAN.indexOf(letter) + 10;
  const body = String(random.int(1, 2)) + random.digits(7);
  const sum = Math.floor(place / 10) + (place % 10) * 9 + weigh(body, [8, 7, 6, 5, 4, 3, 2, 1]);
  return letter + body + String(complement(sum, 10));
}

function mykad(random: Random): string {
  const { yy, mm, dd } = birth(random);
  const value = `${yy}${mm}${dd}${two(random.pick([random.int(1, 16), random.int(21, 59)]))}${random.digits(4)}`;
  return random.pick([split(value, [6, 2, 4], '-'), split(value, [6, 2, 4], '-'), value]);
}

const wrongMykad: Spoil = (value) => `${value.slice(0, 2)}13${value.slice(4)}`;

function thai(random: Random): string {
  const body = String(random.int(1, 8)) + random.digits(11);
  const value = body + String((11 - (weigh(body, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10);
  return random.pick([value, split(value, [1, 4, 5, 2, 1], '-'), split(value, [1, 4, 5, 2, 1], ' ')]);
}

function nik(random: Random): string {
  const { dd, day, mm, yy } = birth(random);
  const region = random.pick(['317401', '327301', '351501', '510302', '127101']);
  return region + (random.chance(0.5) ? dd : two(day + 40)) + mm + yy + String(random.int(1, 9999)).padStart(4, '0');
}

const wrongNik: Spoil = (value) => `${value.slice(0, 8)}13${value.slice(10)}`;

const philippines = (random: Random): string => {
  const value = `${random.int(1, 9)}${random.digits(8)}`;
  return random.pick([split(value, [3, 3, 3], '-'), `${split(value, [3, 3, 3], '-')}-000`]);
};

const nigeria = (random: Random): string => random.pick(['1', '2', '3', '5', '7']) + random.digits(10);

function lanka(random: Random): string {
  const day = String(random.int(1, 366) + (random.chance(0.5) ? 500 : 0)).padStart(3, '0');
  if (random.chance(0.5)) return `${random.int(30, 99)}${day}${random.digits(4)}${random.pick(['V', 'V', 'X'])}`;
  return `${random.int(1940, 2005)}${day}${random.digits(5)}`;
}

/** Day 400 of the year. */
const wrongLanka: Spoil = (value) =>
  value.length === 10 ? `${value.slice(0, 2)}400${value.slice(5)}` : `${value.slice(0, 4)}400${value.slice(7)}`;

const bangladesh = (random: Random): string =>
  random.pick([
    `${random.int(1, 9)}${random.digits(9)}`,
    `${random.int(1, 9)}${random.digits(12)}`,
    `${random.int(1950, 2005)}${random.digits(13)}`,
  ]);

const vietnam = (random: Random): string => {
  const { yy, year } = birth(random);
  const province = random.pick(['001', '024', '031', '048', '079', '092']);
  return `${province}${random.int(year < 2000 ? 0 : 2, year < 2000 ? 1 : 3)}${yy}${random.digits(6)}`;
};

/** There is no province 099. */
const wrongVietnam: Spoil = (value) => `099${value.slice(3)}`;

const kenya = (random: Random): string => random.pick(['A', 'P']) + `0${random.digits(8)}` + random.chars(1, LETTERS);
const wrongKenya: Spoil = (value) => `Q${value.slice(1)}`;

function mauritius(random: Random): string {
  const { dd, mm, yy } = birth(random);
  const body = random.chars(1, LETTERS) + dd + mm + yy + random.digits(6);
  const sum = [...body].reduce((total, char, i) => total + BASE36.indexOf(char) * (14 - i), 0);
  return body + at(BASE36, (17 - (sum % 17)) % 17);
}

const wrongMauritius: Spoil = (value, random) =>
  value.slice(0, -1) + at(BASE36, (BASE36.indexOf(value.slice(-1)) + random.int(1, 16)) % 17);

export const ASIA_AFRICA: readonly Identifier[] = [
  id('id.il.idnr', 1, 'he', 'Israeli ID number; teudat zehut; תעודת זהות; מספר זהות', teudatZehut, wrongLast),
  id('id.ae.emirates_id', 1, 'ar', 'Emirates ID; Emirates ID number; رقم الهوية; بطاقة الهوية', emirates, wrongLast),
  id('id.sa.nid', 1, 'ar', 'Saudi national ID; Iqama number; رقم الهوية الوطنية; رقم الإقامة', saudi, wrongLast),
  id('id.in.aadhaar', 1, 'hi', 'Aadhaar number; Aadhaar; आधार संख्या; आधार नंबर', aadhaar, wrongLast),
  id('id.in.pan', 1, 'hi', 'PAN card; income tax PAN; permanent account number; पैन कार्ड', incomeTaxPan, wrongIncomeTaxPan),
  id('id.in.gstin', 3, 'hi', 'GSTIN; GST number', gstin, wrongGstin),
  id('id.cn.ric', 1, 'zh', 'Chinese ID card number; 身份证号码; 身份证号; 居民身份证', residentCard, wrongResidentCard),
  id('id.hk.hkid', 1, 'zh', 'HKID; Hong Kong identity card; 香港身份證; 身份證號碼', hkid, wrongHkid),
  id('id.jp.mynumber', 1, 'ja', 'My Number; individual number; マイナンバー; 個人番号', myNumber, wrongLast),
  id('id.kr.rrn', 1, 'ko', 'resident registration number; RRN; 주민등록번호; 주민번호', rrn, wrongMonth),
  id('id.sg.nric', 1, 'en', 'NRIC; NRIC number; FIN number', nric, wrongLetter),
  id('id.au.tfn', 1, 'en', 'tax file number; TFN; TFN number', tfn, wrongLast),
  id('id.au.medicare', 1, 'en', 'Medicare number; Medicare card; Medicare card number', medicare, wrongMedicare),
  id('id.au.abn', 3, 'en', 'ABN; Australian business number', abn, wrongLast),
  id('id.nz.ird', 2, 'en', 'IRD number; IRD; inland revenue number', ird, wrongLast),
  id('id.za.idnr', 1, 'af', 'South African ID number; RSA ID; identity number; ID nommer', southAfrica, wrongLast),
  id('id.eg.nid', 2, 'ar', 'Egyptian national ID; الرقم القومي', egypt, wrongEgypt),
  id('id.kw.civil', 2, 'ar', 'Kuwait civil ID; civil ID; الرقم المدني', kuwait, wrongLast),
  id('id.pk.cnic', 2, 'en', 'CNIC; CNIC number; computerised national identity card', cnic),
  id('id.tw.ui', 2, 'zh', 'Taiwan ID number; 身分證字號; 身分證', taiwan, wrongLast),
  id('id.my.nric', 2, 'ms', 'MyKad; MyKad number; kad pengenalan; IC number', mykad, wrongMykad),
  id('id.th.pin', 2, 'th', 'Thai ID number; เลขบัตรประชาชน; เลขประจำตัวประชาชน', thai, wrongLast),
  id('id.id.nik', 2, 'id', 'NIK; KTP number; nomor KTP; nomor induk kependudukan', nik, wrongNik),
  id('id.ph.tin', 2, 'en', 'Philippine TIN; TIN number; TIN', philippines),
  id('id.ng.nin', 2, 'en', 'national identification number; NIN; NIN number', nigeria),
  id('id.ng.bvn id.ng.nin', 2, 'en', 'BVN; bank verification number', nigeria),
  id('id.lk.nic', 3, 'en', 'NIC number; Sri Lankan NIC; national identity card', lanka, wrongLanka),
  id('id.bd.nid', 3, 'bn', 'Bangladesh NID; NID number; জাতীয় পরিচয়পত্র', bangladesh),
  id('id.vn.cccd', 3, 'vi', 'CCCD; căn cước công dân; số CCCD', vietnam, wrongVietnam),
  id('id.ke.pin', 3, 'en', 'KRA PIN; KRA PIN number', kenya, wrongKenya),
  id('id.mu.nid', 3, 'en', 'Mauritius national ID; national identity card; NIC', mauritius, wrongMauritius),
];
