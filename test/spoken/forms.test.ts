/** Ways to say numbers that have broken readers: each sentence with what must be found in it. */
import { describe, expect, test } from 'vitest';
import { findSpoken, readDigits } from '../support/spoken.js';

describe('digits of number words', () => {
  test.each([
    ['four one double one', '4111'],
    ['Triple one, nought, OH, o', '111000'],
    ['double oh seven', '007'],
    ['forty-one eleven', '4111'],
    ['fortyone eleven', '4111'],
    ['four thousand one hundred eleven', '4111'],
    ['four thousand one hundred and eleven', '4111'],
    ['eleven hundred', '1100'],
    ['forty-one hundred eleven', '4111'],
    ['four hundred eleven', '411'],
    ['two thousand twenty-seven', '2027'],
    ['four ones', '1111'],
    ['triple eleven', '111111'],
    ['one won two to three', '11223'],
    ['ett tvåa trea nolla sju-sjuttio', '1230770'],
    ['fyrtioett tjugoett FYRTIOETT', '412141'],
    ['fyrahundraelva tretusen', '4113000'],
    ['tre ettor', '111'],
    ['einundvierzig zwo ein und vierzig', '41241'],
    ['vierhundertelf viertausendeinhundertelf', '4114111'],
    ['fuenf fünf funf dreißig dreissig', '5553030'],
    ['soixante-dix quatre-vingt-onze dix-sept', '709117'],
    ['soixante et onze quatre-vingts septante nonante-deux', '71807092'],
    ['deux cent onze mille', '2111000'],
    ['cuarenta y uno veintidós triple tres', '4122333'],
    ['doscientos once', '211'],
    ['trentotto quarantuno ventitré', '384123'],
    ['quattrocentoundici', '411'],
    ['meia meia quarenta e um', '6641'],
    ['eenenveertig tweeëntwintig één', '41221'],
    ['twee en twintig driemaal vijf', '22555'],
    ['enogfyrre halvtreds tres halvfjerds', '41506070'],
    ['en og fyrre fire', '414'],
    ['førtien enogførti sju', '41417'],
    ['yks kaks kol nel', '1234'],
    ['neljäkymmentäyksi nelkytyks nelkyt yks', '414141'],
    ['neljäsataayksitoista', '411'],
    ['czterdzieści jeden dwójka pięciu', '4125'],
    ['sto jedenaście dwieście', '111200'],
    ['four-one-one-one then 1111', '41111111'],
    ['fyra um ett eh tva', '412'],
  ])('%s', (text, digits) => {
    expect(readDigits(text)).toBe(digits);
  });
});

const REST = 'one one one one one one one one one one one one';

describe('what is found', () => {
  test.each([
    [`my card is four one double one ${REST}`, ['four one double one ' + REST]],
    ["it's four-one-one-one then 1111 1111 1111", ['four-one-one-one then 1111 1111 1111']],
    ['it is 4111 1111 then one one one one eleven eleven', ['4111 1111 then one one one one eleven eleven']],
    [`Oh, four one one one ${REST}, thank you`, ['four one one one ' + REST]],
    [`four one one one 🙂 ${REST} 👍`, [`four one one one 🙂 ${REST}`]],
    [`✅ four → one one one ♥ ${REST}`, [`four → one one one ♥ ${REST}`]],
    [`four one one one ${REST}. four one one one. ${REST}`, [`four one one one ${REST}`, `four one one one. ${REST}`]],
    [
      `four one one one ${REST}. one two three. four one one one. ${REST}`,
      [`four one one one ${REST}`, 'one two three. four', 'one one one', REST],
    ],
    [
      'four one one one\nAgent: okay\nCustomer: one one one one\nAgent: yes\nCustomer: one one one one, one one one one',
      ['four one one one\nAgent: okay\nCustomer: one one one one\nAgent: yes\nCustomer: one one one one, one one one one'],
    ],
    ['security code three nine two', ['three nine two']],
    ['the security code is, um, three. nine. two.', ['three. nine. two']],
    ['three, nine, two on the back', ['three, nine, two']],
    ['expires oh nine twenty-seven', ['oh nine twenty-seven']],
    ['expiry zero five thirty', ['zero five thirty']],
    ['valid thru nine two thousand and twenty-seven', ['nine two thousand and twenty-seven']],
    [`four one one one ${REST} twelve twenty-seven three nine two`, ['four one one one ' + REST, 'twelve twenty-seven', 'three nine two']],
    [
      `four one one one ${REST}. expires twelve twenty-seven, cvv one two three`,
      ['four one one one ' + REST, 'twelve twenty-seven', 'one two three'],
    ],
    ['säkerhetskod tre nio två', ['tre nio två']],
    ['gültig bis null neun siebenundzwanzig', ['null neun siebenundzwanzig']],
    [`my card number is five one one one ${REST}`, ['five one one one ' + REST]],
    [
      'Mein Karte: fünf fünf fünf fünf, sechs fünf fünf fünf, fünf fünf fünf fünf, vier vier vier vier',
      ['fünf fünf fünf fünf, sechs fünf fünf fünf, fünf fünf fünf fünf, vier vier vier vier'],
    ],
  ])('%s', (text, expected) => {
    expect(findSpoken(text).map((found) => found.text)).toEqual(expected);
  });

  test('misheard digits only near a card word', () => {
    const misheard = `four two one one ${REST}`;
    expect(findSpoken(`order ${misheard}`)).toEqual([]);
    expect(findSpoken(`my card is ${misheard}`)).toEqual([{ entity: 'card.pan', text: misheard, score: 75 }]);
    expect(findSpoken(`my visa ${misheard} twelve twenty-seven`).map(({ entity }) => entity)).toEqual(['card.pan', 'card.expiry']);
  });

  test('tokens of a recogniser, each in its own string', () => {
    const words = `four one double one ${REST}`.split(' ');
    const text = JSON.stringify({ words: words.map((w) => ({ w })) });
    expect(findSpoken(text, true).map((found) => found.text)).toEqual(words);
    expect(findSpoken(JSON.stringify(words), true).map((found) => found.text)).toEqual(words);
  });

  test('bare numbers of JSON are none of it', () => {
    expect(findSpoken('{"a":"four one one one","b":111111111111}', true)).toEqual([]);
  });

  test('digits of other numbers are put before a judge', () => {
    const asked: string[] = [];
    const judge = (digits: string, before: string) => {
      asked.push(digits);
      return before.includes('ssn') ? { entity: 'id.us.ssn', rule: 'id.us.ssn', score: 85 } : undefined;
    };
    const said = 'seven double nine one two three double one three';
    expect(findSpoken(`my ssn is ${said}.`, false, judge)).toEqual([{ entity: 'id.us.ssn', text: said, score: 85 }]);
    expect(findSpoken(`order ${said}.`, false, judge)).toEqual([]);
    expect(asked).toEqual(['799123113', '799123113']);
  });
});
