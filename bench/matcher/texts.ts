/** Texts for the matcher's hard hours: other scripts, sensitive values on every line, and input made to be slow. */
import { Random } from '../corpus/random.js';

export interface HardText {
  readonly name: string;
  readonly group: 'script' | 'dense' | 'adversarial';
  /** One block; longer texts repeat it. */
  readonly block: Uint8Array;
  /** Findings of `entity` in one block, where the answer is known. */
  readonly entity?: string;
  readonly expected?: number;
}

const BLOCK_BYTES = 65_536;
const SEED = 11;

/** Whole lines of `line()` up to a block, filled up with spaces. */
function lines(line: (random: Random) => string): { readonly block: Uint8Array; readonly count: number } {
  const random = new Random(SEED);
  const block = Buffer.alloc(BLOCK_BYTES, 0x20);
  let length = 0;
  let count = 0;
  for (;;) {
    const next = `${line(random)}\n`;
    if (length + Buffer.byteLength(next) > BLOCK_BYTES) break;
    length += block.write(next, length);
    count += 1;
  }
  block[BLOCK_BYTES - 1] = 0x0a;
  return { block, count };
}

const JAPANESE = [
  'お客様のご注文は明日の午後に届く予定です。',
  '先週お送りした請求書をご確認いただけますか。',
  '電波の状態が悪く、通話が途中で切れてしまいました。',
  '新しい住所への変更は今日中に反映されます。',
  '返金の手続きには数日かかることがあります。',
] as const;
const ARABIC = [
  'سيصل طلبكم غدا بعد الظهر إن شاء الله.',
  'نرجو التأكد من الفاتورة التي أرسلناها الأسبوع الماضي.',
  'انقطع الاتصال لأن الإشارة كانت ضعيفة.',
  'يمكنكم تغيير العنوان من صفحة الحساب.',
  'قد تستغرق عملية الاسترداد بضعة أيام.',
] as const;
const HINDI = [
  'आपका ऑर्डर कल दोपहर तक पहुँच जाएगा।',
  'कृपया पिछले सप्ताह भेजा गया बिल देख लें।',
  'सिग्नल कमज़ोर होने से कॉल बीच में कट गई।',
  'नया पता आज ही बदल दिया जाएगा।',
  'पैसे वापस आने में कुछ दिन लग सकते हैं।',
] as const;

/** Prose with a number of its own script on some lines and one test card a block. */
function script(name: string, sentences: readonly [string, ...string[]], zero: number): HardText {
  const own = (digits: string): string => [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
  let first = true;
  const { block } = lines((random) => {
    const text = Array.from({ length: 4 }, () => random.pick(sentences)).join('');
    const number = random.chance(0.2) ? own(String(random.int(2, 9999))) : '';
    const card = first ? ' 4111 1111 1111 1111 ' : '';
    first = false;
    return `${text}${number}${card}`;
  });
  return { name, group: 'script', block, entity: 'card.pan', expected: 1 };
}

/** Published numbers only: test cards, the IBANs of the registry's examples, a domain kept for examples. */
const CARDS = ['4111 1111 1111 1111', '5555555555554444', '3782 822463 10005', '2223-0031-2200-3222', '6205 5000 0000 0000 004'] as const;
const IBANS = [
  'GB29 NWBK 6016 1331 9268 19',
  'DE89370400440532013000',
  'SE4550000000058398257466',
  'FR14 2004 1010 0505 0001 3M02 606',
] as const;
const SIGNS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Born in the last days of the nineteenth century. */
function hetu(random: Random): string {
  const [day, serial] = [`${random.int(10, 28)}1299`, String(random.int(900, 999))];
  return `${day}+${serial}${SIGNS[Number(day + serial) % 31] ?? ''}`;
}

function dense(name: string, entity: string, line: (random: Random) => string): HardText {
  const { block, count } = lines(line);
  return { name, group: 'dense', block, entity, expected: count };
}

function repeated(name: string, unit: string): HardText {
  const bytes = Buffer.from(unit);
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += bytes.length) bytes.copy(block, at);
  return { name, group: 'adversarial', block };
}

const random = new Random(SEED);

export const HARD_TEXTS: readonly HardText[] = [
  script('Japanese', JAPANESE, 0xff10),
  script('Arabic', ARABIC, 0x0660),
  script('Hindi', HINDI, 0x0966),
  dense('a card on every line', 'card.pan', (r) => `card ${r.pick(CARDS)} ok`),
  dense('an IBAN on every line', 'bank.iban', (r) => r.pick(IBANS)),
  dense('an e-mail address on every line', 'contact.email', (r) => `${r.chars(8, 'abcdefghij')}@example.com`),
  dense('a national identifier on every line', 'id.fi.hetu', (r) => `henkilötunnus ${hetu(r)}`),
  repeated('one digit', '4'),
  repeated('random digits', random.digits(BLOCK_BYTES)),
  repeated('the same test card without a gap', '4111111111111111'),
  repeated('4 4 4 4 …', '4 '),
  repeated('4 1 4 1 …', '4 1 '),
  repeated('spaces', ' '),
  repeated('dashes', '-'),
  repeated('separators', ' -./_'),
  repeated('escapes \\u0034', '\\u0034'),
  repeated('backslashes', '\\'),
  repeated('quotes', '"'),
  repeated('at signs', '@'),
  repeated('a@a@a@', 'a@'),
  repeated('one one one', 'one '),
  repeated('percent signs', '%34'),
  repeated('entities', '&#52;'),
  repeated('brackets', '[{'),
  repeated('card card card', 'card '),
  repeated('zero-width spaces between digits', '4\u200b'),
];
