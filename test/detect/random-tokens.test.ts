/**
 * Short words inside identifiers that are random letters and digits. Word boundaries in camel case make a BSB of `0013hUnLuMJWNtBSb2`, and any
 * number beside such an identifier would be announced by it.
 */
import { expect, test } from 'vitest';
import { engine } from '../support/engine.js';

const redact = (text: string): string => engine.redact(text, { format: 'text', direction: 'response' }).output;
const json = (value: unknown): string => engine.redact(JSON.stringify(value), { format: 'json', direction: 'response' }).output;

test.each([
  ['001DFyKay88lEh8TIN', '539779887'],
  ['001KToXKGhw35egZZm', '118151885'],
  ['0011LRvmPQme4AtEIn', '528794605'],
  ['001qhBLz4jPZhBLGuy', '6406185227'],
  ['001kGzX0ColPsxNID0', '9658985052'],
  ['00162cvNIt2DQGgZpe', '9931183726'],
  ['001DbU60SzkBSb5jco', '872271122886'],
])('a number beside the identifier %s stays', (Id, Reference) => {
  expect(json({ Id, Reference })).toBe(JSON.stringify({ Id, Reference }));
});

// grouped like a card, with a wrong check digit: one only near a card word
const MISTYPED = '4111 1111 1111 1112';

test.each([
  's_ecid=MCMID|37986237604812066056457586437941951272; kndctr_x_identity=3gzME2cbWnOpVeAwnl0F0ohAAdGbScwk3kfeSXxqjlxof3XNrGZHK4tcrMM4',
  's_ecid=MCMID|21615912576618124829345190642847142582; kndctr_x_identity=O0DCzexXTVRS7DufKMaRbaqnHaxWNN4EzqI9CbE7UlNwX0tNmOZ0Fzs3DReF',
  `{"token":"Xq7Kd2fR9tCb4mZ0pLw8","phone":"${MISTYPED}"}`,
  `t=Xq7Kd2fR9tCb4mZ0pLw8%7C${MISTYPED}`,
])('no card word is read inside of %s', (text) => expect(redact(text)).toBe(text));

test.each([
  'cardNumber', 'card_no', 'pan1', 'PAN2', 'Cb1', 'customerPAN2Last4', 'x1Card2No', 'ctl00_txtCc1Pan', 'payerPanNo2Masked0',
  'Address1Line2CbNo', 'TempPan1Field7Value', 'B2BCustomerPan1', 'P2P1Last4VisaMethod2', 'Ctl00P2PMethodIdPAN',
])('a card that nothing else gives away is announced by %s', (name) => {
  expect(json({ [name]: MISTYPED })).toBe(JSON.stringify({ [name]: '**** **** **** 1112' }));
}); // prettier-ignore

test.each(['taxpayerSSN4', 'ssn', 'SSN1', 'primarySSN2Number', 'customer1SSN', 'Applicant2SsnValue0', 'applicant01Ssn'])('an identifier is announced by %s', (name) => {
  expect(json({ [name]: '652197011' })).not.toContain('652197011');
}); // prettier-ignore

test('words that touch a long number are no part of a token with it', () => {
  expect(redact('xY7Qd2fR9tPan4111111111111112')).not.toContain('4111111111111112');
  expect(redact('Ab1Cd2Ef3Gh4SSN652197011Ij5Kl6')).not.toContain('652197011');
});
