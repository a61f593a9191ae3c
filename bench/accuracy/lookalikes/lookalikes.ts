/** Look-alikes of commerce, telephony and logistics, and the generators of all look-alikes. */
import { plain, unmark, type Generator } from '../case.js';
import { CLASSES_OF_MACHINES, gs1, harmless, hex, LETTERS, of, withLuhn, WORD, zero, type LookAlike } from './classes.js';
import { ROWS } from './rows.js';

const TELEPHONY: readonly LookAlike[] = [
  zero('phone-e164', (r) => `{"ani":"+46${r.digits(9)}"}`),
  zero(
    'phone-list',
    (r) => `call ${r.int(200, 989)}-${r.int(200, 989)}-${r.digits(4)} - ${r.int(200, 989)}-${r.int(200, 989)}-${r.digits(4)}`,
  ),
  zero(
    'phone-text',
    (r) => `call me on 0${r.int(70, 79)}-${r.digits(3)} ${r.digits(2)} ${r.digits(2)} or 08-${r.digits(3)} ${r.digits(2)} ${r.digits(2)}`,
  ),
  of('sip', (r) => `From: <sip:+44${r.digits(11)}@10.236.${r.int(1, 250)}.8:5060>;tag=${r.digits(10)}`),
  of('call-id', (r) => `Call-ID: ${r.digits(10)}-${r.digits(10)}@10.0.0.1`),
  of('imei', (r) => r.pick([`IMEI ${withLuhn(r, r.pick(['35', '86', '01']), 15)}`, `{"imei":"${withLuhn(r, '35', 15)}"}`])),
  of('imeisv', (r) => `{"imeisv":"35${r.digits(14)}"}`),
  of('imsi', (r) => `IMSI 262${r.digits(12)}`),
  of('iccid', (r) => `{"iccid":"${withLuhn(r, '89', 19)}"}`),
  of('iccid20', (r) => `{"iccid":"${withLuhn(r, '89', 20)}"}`),
  of('mac', (r) => `mac ${Array.from({ length: 6 }, () => hex(r, 2)).join(':')}`),
  of('ipv6', (r) => `from ${Array.from({ length: 8 }, () => hex(r, 4)).join(':')}`),
  of('ipv6-digits', (r) => `from ${Array.from({ length: 8 }, () => r.digits(4)).join(':')}`),
];

const LOGISTICS: readonly LookAlike[] = [
  of('ean13', (r) => `EAN ${gs1(r, r.pick(['0', '73', '40', '50']), 13)}`),
  of('gtin14', (r) => `GTIN ${gs1(r, '1', 14)}`),
  of('gln13', (r) => `{"gln":"${gs1(r, '73', 13)}"}`),
  of('isbn13', (r) => `ISBN ${gs1(r, r.pick(['978', '979']), 13)}`),
  of('sscc18', (r) => `{"sscc":"${gs1(r, '3', 18)}"}`),
  of('postnord18', (r) => `PostNord kolli ${gs1(r, '373', 18)}`),
  of('se-ean18', (r) => `anläggnings-id ${gs1(r, '735999', 18)}`),
  of('mpan', (r) => `MPAN ${r.int(10, 26)}${r.digits(11)}`),
  of('fedex12', (r) => `{"tracking":"${r.digits(12)}"}`),
  of('fedex15', (r) => `FedEx tracking 6${r.digits(14)}`),
  of('usps22', (r) => `USPS 94${r.digits(20)}`),
  of('usps22-spaced', (r) => `tracking no. 94${r.digits(2)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(2)}`),
  of('dhl10', (r) => `DHL ${r.digits(10)}`),
  of('ups', (r) => `{"tracking":"1Z${r.chars(6, LETTERS)}${r.digits(10)}"}`),
  of('s10', (r) => `parcel RR${r.digits(9)}SE`),
  of('chassis-vin', (r) => `VIN Y${r.chars(16, 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789')}`),
];

const BUSINESS: readonly LookAlike[] = [
  of('ocr-se', (r) => `OCR ${withLuhn(r, String(r.int(1, 9)), r.int(8, 11))}`),
  of('bankgiro', (r) => `bankgiro ${r.digits(3)}-${r.digits(4)}`),
  of('auth6', (r) => `auth code ${r.digits(6)}`),
  of('giftcard', (r) => `gift card ${withLuhn(r, '600661', 16)}`),
  of('loyalty16-30', (r) => `EuroBonus 30${r.pick(['6', '7', '8'])}${r.digits(13)}`),
  of('arn23', (r) => `ARN 7${r.digits(22)}`),
  of('rrn12', (r) => `{"rrn":"${r.digits(12)}"}`),
  of('acct18', (r) => `{"account_ref":"7${r.digits(17)}"}`),
  of('customer-no', (r) => `customer no ${r.digits(6)}`),
  of('nhs-like10', (r) => `ref ${r.digits(10)}`),
  of('isin', (r) => `ISIN SE${r.digits(10)}`),
  of('isni', (r) => `ISNI 0000 0001 ${r.digits(4)} ${r.digits(4)}`),
  of('orcid', (r) => `ORCID 0000-000${r.int(1, 3)}-${r.digits(4)}-${r.digits(3)}X`),
  of('doi', (r) => `doi:10.${r.digits(4)}/${r.digits(4)}.${r.digits(4)}.${r.digits(4)}`),
  of('sf-case8', (r) => `Case 000${r.digits(5)}`),
  of('salesforce-digits', (r) => `{"Case_Number__c":"500${r.digits(12)}"}`),
  of('snow-ticket', (r) => `ticket INC${r.digits(7)}`),
  of('zendesk-article', (r) => `/hc/articles/4${r.digits(12)}-How-to`),
  of('zendesk-id', (r) => `{"assignee_id":360${r.digits(9)},"ok":true}`),
  of('facebook-id', (r) => `{"psid":"1000${r.digits(11)}"}`),
  of('snowflake-discord', (r) => `{"channel_id":"${r.int(10, 99)}${r.digits(16)}"}`.replace(/"[2-9]/, '"1')),
  of('snowflake-twitter', (r) => `{"id_str":"1${r.digits(18)}"}`),
  of('ga-client', (r) => `_ga=GA1.2.${r.digits(9)}.1${r.digits(9)}`),
  of('boundary', (r) => `multipart/form-data; boundary=----WebKitFormBoundary${r.digits(8)}${r.chars(8, WORD)}`),
  of('reference13', (r) => `{"reference":"${harmless(r, 13)}"}`),
];

const CARDS_NOT_SHOWN: readonly LookAlike[] = [
  of('masked-pan', (r) => `refund to ${r.int(400_000, 559_999)}******${r.digits(4)}`),
  of('last4', (r) => `Visa **** **** **** ${r.digits(4)}`),
  of('ending', (r) => `your Visa ending in ${r.digits(4)}`),
  of('iin-only', (r) => `cards that begin with ${r.int(400_000, 499_999)} are ours`),
  of('words-only', (r) =>
    r.pick([
      'Your card has two pending payments',
      'Please enter the three-digit security code',
      'one moment please, the card team is here two days a week',
    ]),
  ),
];

/** Neighbouring cells beside a card word. */
const TABLES: readonly LookAlike[] = Object.entries(ROWS).map(([name, write]) => of(`rows-${name}`, (r) => unmark(write(r))));

export const CLASSES: readonly LookAlike[] = [
  ...CLASSES_OF_MACHINES,
  ...TELEPHONY,
  ...LOGISTICS,
  ...BUSINESS,
  ...CARDS_NOT_SHOWN,
  ...TABLES,
];

/** Classes in which not one false card is allowed. */
export const ZERO_CLASSES: ReadonlySet<string> = new Set(CLASSES.filter((one) => one.zero).map(({ name }) => name));

export const LOOKALIKES: readonly Generator[] = CLASSES.map(({ name, write }) => ({
  name: `lookalikes/${name}`,
  group: 'lookalikes',
  category: name,
  level: 'must',
  entities: ['card.'],
  kind: 'absent',
  letters: false,
  make: (random) => plain(write(random)),
}));
