/** Invented people, companies and sentences. Sentences hold no digits; numbers are put in by the generators, which know what they put in. */
import type { Random } from './random.js';

type Words = readonly [string, ...string[]];

const FIRST: Words = [
  'Anna',
  'Bilal',
  'Carla',
  'Dmitri',
  'Elin',
  'Farid',
  'Grace',
  'Henrik',
  'Ingrid',
  'Jonas',
  'Katarina',
  'Liam',
  'Maria',
  'Noah',
  'Olivia',
  'Pavel',
  'Rosa',
  'Samuel',
  'Tove',
  'Ursula',
  'Victor',
  'Wanda',
  'Xin',
  'Yusuf',
  'Zoë',
  'Åsa',
  'Søren',
  'José',
  'Chloé',
  'Jürgen',
];
const LAST: Words = [
  'Almeida',
  'Bergström',
  'Carter',
  'Dahl',
  'Eriksson',
  'Fischer',
  'Garcia',
  'Hughes',
  'Ivanova',
  'Jensen',
  'Kaplan',
  'Lindqvist',
  'Morales',
  'Novak',
  'Okafor',
  'Petrov',
  'Quist',
  'Rossi',
  'Smith',
  'Tanaka',
  'Ullman',
  'Vargas',
  'Weber',
  'Young',
  'Zhang',
];
const COMPANY: Words = [
  'Northwind Garden',
  'Baltic Ferry Lines',
  'Harbour Telecom',
  'Juniper Insurance',
  'Lakeside Energy',
  'Meridian Travel',
  'Oak Street Bank',
  'Polar Outdoor',
  'Quarry Logistics',
  'Riverbend Hotels',
  'Summit Airways',
  'Tidewater Media',
];
const CITY: Words = [
  'Aarhus',
  'Bristol',
  'Chicago',
  'Dresden',
  'Gothenburg',
  'Lisbon',
  'Lyon',
  'Malmö',
  'Oslo',
  'Porto',
  'Toronto',
  'Utrecht',
];
const STREET: Words = [
  'Birch Lane',
  'Church Road',
  'Elm Street',
  'Harbour Walk',
  'Mill Lane',
  'Orchard Avenue',
  'Station Road',
  'Victoria Street',
];
const SUBJECT: Words = [
  'Refund has not arrived',
  'Cannot sign in to the portal',
  'Delivery to the wrong address',
  'Question about the last invoice',
  'Change of subscription',
  'Damaged parcel',
  'Booking confirmation missing',
  'Complaint about waiting time',
  'Meter reading looks wrong',
  'Upgrade did not go through',
  'Cancel the order please',
  'Name is misspelled on the ticket',
];
const SENTENCE: Words = [
  'Customer called about the refund that was promised last week and has not been received yet.',
  'I explained that the transfer can take a few working days depending on the bank.',
  'She was calm and friendly but asked to be called back before the weekend.',
  'The parcel was left outside the door and the box was wet when it was opened.',
  'He has tried to reset the password several times without any mail arriving.',
  'Checked the spam folder together and found the message there.',
  'The address on file is out of date, updated it after verifying the name and the street.',
  'Agreed to send a replacement free of charge as a gesture of goodwill.',
  'Escalated to the billing team since the invoice shows an item that was returned.',
  'The booking was made through a partner, so we need their confirmation first.',
  'Customer would rather have store credit than wait for another delivery.',
  'No further action from our side, waiting for the carrier to answer.',
  'Line was bad and the call dropped, called back and got the voicemail.',
  'Wants to know whether the discount still applies if the plan is changed today.',
  'Sent the link to the help article and walked through the steps on the phone.',
  'The technician did not show up in the agreed window and nobody informed her.',
  'Please make sure that the loyalty points are put back after the cancellation.',
  'I have raised a ticket with the warehouse and asked for pictures of the label.',
  'He mentioned that a colleague had the same problem with the new version of the app.',
  'Apologised for the long wait and confirmed that the case stays open until it is solved.',
  'They will visit the shop tomorrow and bring the receipt and the original packaging.',
  'The meter was replaced in the spring and the old reading was carried over by mistake.',
  'Confirmed the name, the street and the town, everything matches what we have.',
  'Customer asked for a supervisor, who took over and closed the matter politely.',
];
const CHAT: Words = [
  'hi there, is anyone around?',
  'thanks for waiting, how can I help you today?',
  'one moment please while I look that up',
  'sure, take your time',
  'ok great, that is what I was hoping for',
  'could you spell the street name for me?',
  'it still does not work :(',
  'I can see the order here, it was handed to the carrier yesterday',
  'perfect, thank you so much!',
  'is there anything else I can do for you?',
  'no that was all, have a nice day',
  'sorry about that, let me check with my colleague',
  'the app just shows a blank page after I sign in',
  'which browser are you using?',
  'I tried both on my phone and on the laptop',
  'haha yes exactly',
  'that makes sense, I will wait then',
  'I have sent you a mail with the instructions',
  'got it, opening it now',
  'you should see the change within the hour',
];
const SPOKEN: Words = [
  'yeah so what happened is that I ordered it a while ago and it just never turned up',
  'okay let me have a look at that for you, bear with me for just a second',
  'mhm, right, and did you get any kind of message from the carrier about it',
  'no nothing at all, and when I look at the website it only says that it is on its way',
  'I am really sorry about that, I can imagine that it must be quite frustrating',
  'well it is, because it was a present for my sister and now the birthday is over',
  'I understand completely, so what I can do is send out a new one with the express service',
  'that would be lovely, and can it go to my work address instead this time',
  'of course, that is no problem at all, I have changed that for you now',
  'brilliant, and I will not be charged for it twice, will I',
  'no no, there is nothing to pay for the replacement, it is all on us',
  'and could you also check whether the other one has been refunded already',
  'let me see, yes, I can see that it went through at the beginning of the week',
  'oh good, then it should show up on the statement any day now I suppose',
];

const pick = (words: Words) => (random: Random) => random.pick(words);

export const firstName = pick(FIRST);
export const company = pick(COMPANY);
export const city = pick(CITY);
export const street = pick(STREET);
export const subject = pick(SUBJECT);
export const sentence = pick(SENTENCE);
export const chatLine = pick(CHAT);
export const spokenLine = pick(SPOKEN);

export const personName = (random: Random): string => `${firstName(random)} ${random.pick(LAST)}`;

/** `count` sentences in a row. */
export function prose(random: Random, count: number): string {
  return Array.from({ length: count }, () => sentence(random)).join(' ');
}

/** ASCII prose without digits or quotes, of exactly `length` characters: fills a document up to its size. */
export function filler(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += `${sentence(random)} `;
  return text.slice(0, length);
}
