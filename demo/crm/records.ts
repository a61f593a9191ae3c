/**
 * The invented people, cases and notes of the invented outfitter "Bjerk & Fjord". The only card numbers are public test
 * numbers; the phone numbers are from ranges kept free for fiction. Each record mixes card numbers, written in the many
 * ways real CRMs hold them, with numbers that only look like cards and must arrive untouched.
 */
import { bareNumber, escapedDigits, type Json, type Literal } from './json.js';

export interface Customer {
  readonly id: string;
  readonly [field: string]: Json | undefined;
}

export interface Note {
  readonly id: string;
  readonly customerId: string;
  readonly author: string;
  readonly at: string;
  readonly text: string | Literal;
}

export interface Case {
  readonly id: string;
  readonly customerId: string;
  readonly subject: string;
  readonly state: 'open' | 'waiting' | 'solved';
  readonly openedAt: number;
}

export const CUSTOMERS: readonly Customer[] = [
  {
    id: 'C-20418',
    name: 'Marta Lindqvist',
    email: 'marta.lindqvist@example.com',
    phone: '+46 70 174 06 12',
    address: 'Almvägen 7, 413 01 Göteborg',
    since: '2019-03-14',
    cards: [
      { brand: 'Visa', number: '4111 1111 1111 1111', expiry: '12/29', cvv: '737' },
      { brand: 'Mastercard', number: bareNumber('5555555555554444'), expiry: '08/28' },
    ],
    lastOrder: {
      orderNumber: '4000127490522217',
      tracking: '1Z999AA10123456784',
      amount: 1849.0,
      currency: 'SEK',
      placedAt: 1762533724118,
    },
    deviceImei: '490154203237518',
    session: '4f1c2e3d-5a41-4b11-8c1e-411122223333',
  },
  {
    id: 'C-20977',
    name: 'Tomasz Wilk',
    email: 'tomasz.wilk@example.org',
    phone: '+44 20 7946 0358',
    address: '3 Harbour Row, Leith',
    since: '2022-10-02',
    cards: [{ brand: 'Mastercard', number: escapedDigits('2223 0031 2200 3222'), expiry: '04/27', cvv: '204' }],
    lastOrder: {
      orderNumber: '4000127490530871',
      tracking: 'RR259984110SE',
      amount: 64.5,
      currency: 'GBP',
      placedAt: 1762419035406,
    },
    deviceImei: '356938035643809',
    session: '0b5c88e1-41fa-4d22-9a55-378282240000',
  },
  {
    id: 'C-21340',
    name: 'Amara Okafor',
    email: 'amara.okafor@example.net',
    phone: '+1 202 555 0148',
    address: '118 Cedar Street, Portland',
    since: '2024-06-21',
    cards: [
      { brand: 'UnionPay', number: '6205 5000 0000 0000 004', expiry: '11/30', cvv: '518' },
      { brand: 'American Express', number: bareNumber('378282246310005'), expiry: '02/29' },
    ],
    lastOrder: {
      orderNumber: '4000127490541168',
      tracking: '9400 1684 3488 8260 4190 66',
      amount: 219.9,
      currency: 'USD',
      placedAt: 1762701189950,
    },
    deviceImei: '352099001761481',
    session: 'c5c0da65-bc04-45f1-8ad5-b507e0640a21',
  },
];

const FULLWIDTH_VISA = '4111 1111 1111 1111'.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

/** Newest first, as the desktop shows them. */
export const NOTES: readonly Note[] = [
  note(
    'N-5105',
    'C-20418',
    'Jonas Ek',
    '2025-11-07 17:02',
    'Card taken by phone: 4111 1111 1111 1111 exp 12/29 cvv 737. Delete after the charge.',
  ),
  note(
    'N-5098',
    'C-20418',
    'Web shop',
    '2025-11-07 16:42',
    'Parcel 1Z999AA10123456784, scanner clock 1762533724118, courier handset IMEI 490154203237518.',
  ),
  note('N-5091', 'C-20418', 'Store Malmö', '2025-11-05 11:20', 'Swipe read ;5555555555554444=29121010000012300000? and was voided.'),
  note(
    'N-5084',
    'C-20418',
    'Mail import',
    '2025-11-04 09:13',
    escapedDigits('Customer wrote: please use card 4111111111111111 from now on.'),
  ),
  note('N-5077', 'C-20418', 'Web form', '2025-11-02 20:31', `Form field "card": ${FULLWIDTH_VISA}`),
  note('N-5110', 'C-20977', 'Ines Roth', '2025-11-08 10:05', 'Bank declined 2223 0031 2200 3222 twice. Asked to try again on 21 November.'),
  note('N-5102', 'C-20977', 'Web shop', '2025-11-06 09:30', 'Return RR259984110SE arrived, 64.50 GBP due, order 4000127490530871.'),
  note(
    'N-5113',
    'C-21340',
    'Jonas Ek',
    '2025-11-09 15:48',
    'Refund goes to UnionPay 6205500000000000004, not to the Amex 3782-822463-10005.',
  ),
  note('N-5106', 'C-21340', 'Warehouse', '2025-11-09 12:26', 'Batch 20251109-0714, pallet 00340123450000000017, 3 cartons.'),
];

export const CASES: readonly Case[] = [
  { id: 'K-48213', customerId: 'C-20418', subject: 'Payment declined for order 4000127490522217', state: 'open', openedAt: 1762533724118 },
  { id: 'K-48190', customerId: 'C-20418', subject: 'Refund of camping stove', state: 'waiting', openedAt: 1762346400512 },
  { id: 'K-48231', customerId: 'C-20977', subject: 'Boots returned, money not back yet', state: 'open', openedAt: 1762419035406 },
  { id: 'K-48244', customerId: 'C-21340', subject: 'Wrong size sent twice', state: 'waiting', openedAt: 1762701189950 },
];

function note(id: string, customerId: string, author: string, at: string, text: string | Literal): Note {
  return { id, customerId, author, at, text };
}

/** Sixty orders, about 12 KB, full of long numbers and without one card: the body for timing a round trip. */
export function orders(): Json {
  return Array.from({ length: 60 }, (_, index) => ({
    orderNumber: String(7000127490522217n + BigInt(index) * 86_543n),
    tracking: `1Z999AA1${String(10123456784 + index * 7919).padStart(11, '0')}`,
    placedAt: 1762533724118 + index * 61_000,
    amount: Number((19.9 + index * 13.37).toFixed(2)),
    lines: 1 + (index % 4),
    warehouse: index % 2 === 0 ? 'Göteborg' : 'Leith',
    reference: `bf-${(0x5a414b118c1en + BigInt(index) * 7_700_417n).toString(16)}`,
  }));
}
