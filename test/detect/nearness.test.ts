/** What words near a value say about it: found or not, and with which score. */
import { describe, expect, it } from 'vitest';
import { shapeRule, scanAllShapes } from '../support/shapes.js';

const words = ['bsn', 'burgerservicenummer', 'social security number', 'sociale zekerheid', '社会番号', 'номер снилс'];
const RULES = [
  shapeRule({ entity: 'id.nl.bsn', shapes: ['9{9}'], context: { required: 'always', words, excluding: ['demo', 'voorbeeld'] } }),
  shapeRule({ entity: 'id.x.free', shapes: ['9{4}-9{4}'], context: { required: 'never', words: ['free key'], excluding: ['demo'] } }),
  shapeRule({
    entity: 'lookalike.parcel',
    class: 'look-alike',
    shapes: ['9{15}'],
    context: { required: 'always', words: ['parcel key'], excluding: [] },
  }),
];

const scores = (text: string): number[] => scanAllShapes(text, RULES).map(({ score }) => score);
const values = (text: string): string[] => scanAllShapes(text, RULES).map(({ start, end }) => Buffer.from(text).subarray(start, end).toString()); // prettier-ignore

describe('a name directly before the value', () => {
  it.each([
    ['a JSON key', '{"bsn":"000000012"}'],
    ['spaces around the colon', '{ "bsn" : "000000012" }'],
    ['camel case', '{"customerSocialSecurityNumber":"000000012"}'],
    ['snake case', '{"social_security_number":"000000012"}'],
    ['kebab case', '{"social-security-number":"000000012"}'],
    ['all together', '{"socialsecuritynumber":"000000012"}'],
    ['capitals', '{"BSN":"000000012"}'],
    ['a capital abbreviation in a name', '{"BSNNumber":"000000012"}'],
    ['a bare number', '{"bsn":123456782}'],
    ['an array', '{"bsn":["000000012"]}'],
    ['an object', '{"bsn":{"value":"000000012"}}'],
    ['JSON in a JSON string', '{"x":"{\\"bsn\\":\\"000000012\\"}"}'],
    ['an unquoted key', "{bsn: '000000012'}"],
    ['single quotes', "{'bsn': '000000012'}"],
    ['a pair', '{"name":"bsn","value":"000000012"}'],
    ['a pair with a type', '[{"type":"bsn","number":"000000012"}]'],
    ['a pair the other way round', '{"value":"000000012","type":"bsn"}'],
    ['an escaped key', '{"\\u0062\\u0073\\u006e":"000000012"}'],
    ['full-width letters', '{"ＢＳＮ":"000000012"}'],
    ['an element', '<bsn>000000012</bsn>'],
    ['an element with a namespace', '<c:BSN xsi:type="string">000000012</c:BSN>'],
    ['an element in an element', '<bsn><value>000000012</value></bsn>'],
    ['an attribute', '<person bsn="000000012"/>'],
    ['an attribute pair', '<field name="bsn" value="000000012"/>'],
    ['an attribute pair the other way round', '<input value="000000012" name="bsn">'],
    ['an element named by an attribute', '<field name="bsn">000000012</field>'],
    ['a form', 'x=1&bsn=000000012&y=2'],
    ['percent-encoded JSON', '%7B%22bsn%22%3A%22000000012%22%7D'],
    ['escaped quotes of HTML', '{&quot;bsn&quot;:&quot;000000012&quot;}'],
    ['a multipart name', 'Content-Disposition: form-data; name="bsn"\r\n\r\n000000012\r\n'],
    ['a label', 'BSN: 000000012'],
    ['a label in a line of YAML', 'bsn: 000000012\nname: x'],
    ['words between', 'her BSN number is 000000012'],
    ['a hash', 'BSN# 000000012'],
    ['another script', '社会番号は000000012です'],
    ['Cyrillic', 'НОМЕР СНИЛС: 000000012'],
  ])('%s', (_, text) => {
    expect(values(text)).toEqual([text.includes('123456782') ? '123456782' : '000000012']);
    expect(scores(text)[0]).toBeGreaterThanOrEqual(88);
  });

  it('is worth more than a word in the text', () => {
    const [label] = scores('BSN: 000000012');
    const [near] = scores('about my BSN, I think that it was 000000012');
    const [lineAbove] = scores('about my BSN\nI think that it was 000000012');
    expect([label > near, near > lineAbove, lineAbove >= 85]).toEqual([true, true, true]);
  });
});

describe('words in the text', () => {
  it.each([
    ['before', 'the BSN that she gave me this morning was 000000012'],
    ['behind', '000000012 is my BSN'],
    ['in the cell before', '<td>BSN</td><td>000000012</td>'],
    ['in an inline element', '<b>BSN</b>: <i>000000012</i>'],
    ['in a list', 'BSNs: 000000012, 000000024 and 000000036'],
    ['inflected', 'burgerservicenummers: 000000012'],
    ['with accents that the rule does not write', 'sociále zekerheid 000000012'],
    ['in a JSON string whose key says nothing', '{"text":"my bsn is 000000012"}'],
    ['in a JSON string whose key says something else', '{"orderNote":"my bsn is 000000012"}'],
  ])('%s', (_, text) => {
    expect(values(text)[0]).toBe('000000012');
  });

  it.each([
    ['no word', 'the number is 000000012'],
    ['the word is part of another', 'the bsnx is 000000012, nobsn 000000012'],
    ['too far before', `bsn ${'lorem ipsum '.repeat(9)} 000000012`],
    ['too far behind', `000000012 ${'lorem '.repeat(8)} bsn`],
    ['behind, on another line', '000000012\nbsn'],
    ['behind, but the word belongs to what follows', '000000012 bsn: 123456782'.replace('123456782', '1234567820')],
    ['before, but another value stands between', 'bsn 1234567820 and ref 000000012'],
    ['in another field', '{"bsn":"","code":"000000012"}'],
    ['in another field behind', '{"code":"000000012","bsn":""}'],
    ['in another message', '{"text":"your bsn please"},{"text":"000000012"}'],
    ['in a closed object', '{"bsn":{"set":true},"code":"000000012"}'],
    ['in a closed element', '<x><bsn>1234567820</bsn><code>000000012</code></x>'],
    ['in a closed element without a value', '<x><bsn/><code>000000012</code></x>'],
    ['in another attribute', '<x bsn="" code="000000012"/>'],
    ['in another field of the form', 'bsn=&code=000000012'],
  ])('not: %s', (_, text) => {
    expect(values(text)).toEqual([]);
  });
});

describe('words that say otherwise', () => {
  it.each([
    ['the key is that of an order', '{"orderNo":"0000-0012"}'],
    ['an order in the text', 'order 0000-0012'],
    ['an order with words between', 'the order number is 0000-0012'],
    ['an order after the word', 'about the free key, order no. 0000-0012'],
    ['an element', '<orderNumber>0000-0012</orderNumber>'],
    ['a telephone', 'Tel. 0000-0012'],
    ['in German', '{"bestellnummer":"0000-0012"}'],
    ['in Japanese', '注文番号:0000-0012'],
    ['an excluding word of the rule', 'demo: 0000-0012'],
    ['words of a look-alike', '{"parcelKey":"0000-0012"}'],
  ])('%s', (_, text) => {
    expect(scores(text)).toEqual([]);
  });

  it.each([
    ['nothing is near', '0000-0012', 60],
    ['another kind is near, but not nearest', 'order of the free key: 0000-0012', 92],
    ['the word is nearest', 'demo free key 0000-0012', 92],
    ['the other number has its own value', 'order 55555555 is late, she says, 0000-0012', 60],
  ])('found all the same: %s', (_, text, score) => {
    expect(scores(text)).toEqual([score]);
  });
});

describe('the label of a column', () => {
  it('names the value', () => {
    expect(scanAllShapes('x,000000012,y', RULES, undefined, 'BSN klant')).toHaveLength(1);
    expect(scanAllShapes('x,000000012,y', RULES, undefined, 'remark')).toHaveLength(0);
    expect(scanAllShapes('x,0000-0012,y', RULES, undefined, 'Order No')).toHaveLength(0);
  });
});
