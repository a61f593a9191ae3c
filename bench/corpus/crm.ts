/** CRM JSON: a query result of cases, contacts, tickets with comments and payments, in the manner of Salesforce and Zendesk. */
import type { CardForm } from './cards.js';
import { Draft, EMAIL, PHONE, type Kind } from './document.js';
import type { Random } from './random.js';
import { city, company, filler, personName, prose, street, subject } from './words.js';

const ID_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';

const two = (value: number): string => String(value).padStart(2, '0');
const quote = (text: string): string => JSON.stringify(text);

function salesforceId(random: Random, prefix: string): string {
  return `${prefix}${random.chars(15, ID_ALPHABET)}`;
}

function uuid(random: Random): string {
  const hex = (length: number) => random.chars(length, HEX);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${random.pick(['a', 'b', 'c', 'd', 'e', 'f'])}${hex(11)}`; // a letter, so that no run of digits is long enough for a card
}

function timestamp(random: Random, zone: string): string {
  const date = `${random.int(2024, 2026)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`;
  return `${date}T${two(random.int(0, 23))}:${two(random.int(0, 59))}:${two(random.int(0, 59))}${zone}`;
}

/** How people in the records can be reached; marked, so that the draft counts them. */
interface Contacts {
  phone(random: Random): string;
  email(name: string): string;
}

/** Numbers that regulators keep free for fiction, so nobody has them. */
const REACHABLE: Contacts = {
  phone: (random) =>
    PHONE +
    random.pick([
      `+46 8 465 004 ${random.digits(2)}`,
      `+46 70 174 06 ${random.int(10, 99)}`,
      `+44 20 7946 0${random.digits(3)}`,
      `+33 1 99 00 ${random.digits(2)} ${random.digits(2)}`,
      `+1 312 555 01${random.digits(2)}`,
      `+49 30 23125 ${random.digits(3)}`,
    ]),
  email: (name) => `${EMAIL}${ascii(name).toLowerCase().replace(' ', '.')}@example.com`,
};

/** The same records of people who left neither number nor address. */
const UNREACHABLE: Contacts = { phone: () => 'not given', email: () => 'not given' };

const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/ø/g, 'o')
    .replace(/[^A-Za-z ]/g, '');

const amount = (random: Random): string => `${random.int(3, 4999)}.${two(random.int(0, 99))}`;

/** A note as agents write them: sentences, a number here and there, line breaks. */
function note(contacts: Contacts, random: Random): string {
  const detail = random.pick([
    () => `Order ${random.int(100_000, 999_999)} is affected.`,
    () => `Refund of ${amount(random)} EUR was approved.`,
    () => `Called back on ${contacts.phone(random)}.`,
    () => `See case ${two(random.int(0, 99))}${random.digits(6)} for the history.`,
    () => `Tracking shows ${random.int(2, 9)} scans since ${random.int(1, 28)} October.`,
  ])();
  const gap = random.pick([' ', ' ', '\n', '\n\n', ' – ']);
  return `${prose(random, random.int(2, 4))}${gap}${detail} ${prose(random, random.int(1, 2))}`;
}

const CARD_SENTENCES: readonly [string, ...string[]] = [
  'Customer read out the card number ',
  'He typed his card ',
  'She wanted the payment on card ',
  'Forwarded by the shop, paid with ',
];

/** `,"name":value` with a card in it. */
function cardField(draft: Draft, random: Random, form: CardForm): void {
  if (form === 'number') {
    const name = random.pick(['card_number', 'payment_reference', 'cardNumber', 'order_id']);
    draft.add(`,"${name}":`).card(random, form);
  } else if (form === 'plain' && random.chance(0.5)) {
    const name = random.pick(['Card_Number__c', 'card_number', 'payment_account', 'reference']);
    draft.add(`,"${name}":"`).card(random, form).add('"');
  } else {
    const comment = `,"internal_note":"${random.pick(CARD_SENTENCES)}`;
    draft
      .add(comment)
      .card(random, form)
      .add(` and asked us to remove it. ${prose(random, 1)}"`);
  }
}

function salesforceCase(contacts: Contacts, random: Random, card: CardForm | undefined): Draft {
  const id = salesforceId(random, '500');
  const owner = personName(random);
  const draft = new Draft();
  draft.add(`{"attributes":{"type":"Case","url":"/services/data/v61.0/sobjects/Case/${id}"},"Id":"${id}"`);
  draft.add(
    `,"CaseNumber":"${random.digits(8)}","ContactId":"${salesforceId(random, '003')}","AccountId":"${salesforceId(random, '001')}"`,
  );
  draft.add(`,"Subject":${quote(subject(random))},"Status":"${random.pick(['New', 'Working', 'Escalated', 'Closed'])}"`);
  draft.add(`,"Priority":"${random.pick(['Low', 'Medium', 'High'])}","Origin":"${random.pick(['Phone', 'Email', 'Web', 'Chat'])}"`);
  draft.add(`,"SuppliedName":${quote(personName(random))},"SuppliedPhone":"${contacts.phone(random)}","Amount__c":${amount(random)}`);
  draft.add(`,"CreatedDate":"${timestamp(random, '.000+0000')}","LastModifiedDate":"${timestamp(random, '.000+0000')}"`);
  draft.add(`,"Owner":{"attributes":{"type":"User"},"Name":${quote(owner)}},"IsClosed":${String(random.chance(0.5))}`);
  if (card !== undefined) cardField(draft, random, card);
  draft.add(`,"Description":${quote(note(contacts, random))},"CorrelationId__c":"${uuid(random)}"}`);
  return draft;
}

function zendeskTicket(contacts: Contacts, random: Random, card: CardForm | undefined): Draft {
  const id = random.int(1_000_000, 9_999_999);
  const userId = () => `${random.int(3600, 4999)}${random.digits(8)}`;
  const draft = new Draft();
  draft.add(`{"url":"https://harbour.example/api/v2/tickets/${id}.json","id":${id},"external_id":"${uuid(random)}"`);
  draft.add(`,"created_at":"${timestamp(random, 'Z')}","updated_at":"${timestamp(random, 'Z')}","type":"incident"`);
  draft.add(`,"subject":${quote(subject(random))},"priority":"${random.pick(['low', 'normal', 'high', 'urgent'])}","status":"open"`);
  draft.add(
    `,"requester_id":${userId()},"assignee_id":${userId()},"group_id":${userId()},"tags":["vip","${city(random).toLowerCase()}","refund"]`,
  );
  if (card !== undefined) cardField(draft, random, card);
  draft.add(`,"satisfaction_rating":{"score":"${random.pick(['good', 'bad', 'offered'])}"},"comments":[`);
  const comments = random.int(1, 3);
  for (let i = 0; i < comments; i++) draft.add(`${i === 0 ? '' : ','}${comment(contacts, random)}`);
  return draft.add(']}');
}

function comment(contacts: Contacts, random: Random): string {
  const id = `${random.int(1, 9)}${random.digits(11)}`;
  return `{"id":${id},"author":${quote(personName(random))},"public":${String(random.chance(0.6))},"body":${quote(note(contacts, random))},"created_at":"${timestamp(random, 'Z')}"}`;
}

function contact(contacts: Contacts, random: Random): Draft {
  const name = personName(random);
  const draft = new Draft();
  draft.add(`{"Id":"${salesforceId(random, '003')}","Name":${quote(name)},"Account":${quote(company(random))}`);
  draft.add(`,"Phone":"${contacts.phone(random)}","MobilePhone":"${contacts.phone(random)}","Email":"${contacts.email(name)}"`);
  draft.add(
    `,"MailingStreet":"${random.int(1, 199)} ${street(random)}","MailingPostalCode":"${random.digits(5)}","MailingCity":${quote(city(random))}`,
  );
  draft.add(`,"Balance__c":${amount(random)},"Points__c":${random.int(0, 20_000)},"LastActivity":"${timestamp(random, 'Z')}"`);
  return draft.add(
    `,"DeviceId__c":"${uuid(random)}","Latitude":${random.int(35, 65)}.${random.digits(6)},"Comment":${quote(note(contacts, random))}}`,
  );
}

function shortRecord(contacts: Contacts, random: Random, card: CardForm | undefined): Draft {
  const draft = new Draft().add(`{"id":"${salesforceId(random, '00k')}","at":"${timestamp(random, 'Z')}","total":${amount(random)}`);
  if (card !== undefined) cardField(draft, random, card);
  return draft.add(`,"phone":"${contacts.phone(random)}","name":${quote(personName(random))},"text":${quote(prose(random, 2))}}`);
}

const kind = (contacts: Contacts): Kind => ({
  head: '{"done":true,"nextRecordsUrl":null,"records":[',
  foot: ']}',
  separator: ',',
  fillMin: 32,
  draft(random, card, short) {
    if (short) return shortRecord(contacts, random, card);
    const dice = random.next();
    if (card === undefined && dice < 0.3) return contact(contacts, random);
    return dice < 0.7 ? salesforceCase(contacts, random, card) : zendeskTicket(contacts, random, card);
  },
  fill: (random, length) => {
    const [open, close] = ['{"type":"summary","text":"', '"}'];
    return `${open}${filler(random, length - open.length - close.length)}${close}`;
  },
});

export const crm: Kind = kind(REACHABLE);
/** Records without a sensitive value, for counting false alarms. */
export const crmClean: Kind = kind(UNREACHABLE);
