/** E-mail addresses in every carrier, and what has an `@` without being one. */
import { describe, expect, it } from 'vitest';
import { findEmails } from '../../src/detect/email.js';
import { randomOf } from './random.js';

const RULE = { id: 'contact.email', entity: 'contact.email' };

function found(text: string): string[] {
  const bytes = Buffer.from(text);
  const view = { bytes, start: 0, end: bytes.length };
  const addresses: string[] = [];
  for (let at = bytes.indexOf('@'); at >= 0; at = bytes.indexOf('@', at + 1)) {
    for (const { start, end } of findEmails(RULE, view, { start: at, end: at + 1, inString: false, isJson: false }))
      addresses.push(bytes.toString('utf8', start, end));
  }
  return addresses;
}

describe('addresses', () => {
  it.each([
    'anna@example.com',
    'anna.berg+news@mail.example.co.uk',
    'ANNA_BERG@EXAMPLE.COM',
    "o'brien@example.ie",
    '1234567890@example.com',
    'a@b.se',
    'x-y@my-firm.travel',
    'anna@163.com',
    'kundtjänst@exempel.se',
    'jörg@münchen.example',
    'иван@пример.рф',
    '用户@例子.广告',
    'user@xn--fsqu00a.xn--0zwm56d',
    'post@firma.museum',
    'first.last@sub.sub.example.org',
    'a%b@example.com',
    'anna#1@example.com',
  ])('finds %s wherever it stands', (address) => {
    for (const carrier of [
      'mail @ today',
      'To: <@>',
      '{"email":"@"}',
      'mailto:@?subject=x',
      'email=@&x=1',
      "'@'",
      '(@)',
      '@.',
      '@, bye',
      '"@"',
      '<a>@</a>',
      '[@]',
      'a;@;b',
      '\\n@\\n',
      '\\u003c@\\u003e',
      '\\"@\\"',
      '|@|',
      '**@**',
      'to:@/x',
      '“@”',
      '%3C@%3E',
      'sip:@:5060',
      '&lt;@&gt;',
      '@\r\n',
    ]) {
      expect(found(carrier.replace('@', () => address)), carrier).toEqual([address]);
    }
  });

  it.each([
    ['我的邮箱是123456@qq.com谢谢', '123456@qq.com'],
    ['メールはanna@example.co.jpです', 'anna@example.co.jp'],
    ['mail：anna@example.com。', 'anna@example.com'],
    ['…anna@example.com…', 'anna@example.com'],
    ['anna\\u002bnews@example.com', 'anna\\u002bnews@example.com'],
    ['j\\u00f6rg@example.com', 'j\\u00f6rg@example.com'],
    ['anna%2Bnews@example.com', 'anna%2Bnews@example.com'],
    ['anna@example.com-bo', 'anna@example.com'],
    ['anna@example.com.2024', 'anna@example.com'],
    ['https://anna@example.com/path', 'anna@example.com'],
    ['a@b.se,c@d.no', 'a@b.se c@d.no'],
  ])('finds the address in %s', (text, address) => {
    expect(found(text).join(' ')).toBe(address);
  });

  it('finds all of many invented ones', () => {
    const random = randomOf(5);
    const word = (characters: string, length: number): string =>
      Array.from({ length }, () => characters[random(characters.length)]).join('');
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    for (let n = 0; n < 3_000; n++) {
      const local = `${word(letters, 1)}${word(`${letters}0123456789._-+`, random(25))}${word(letters, 1)}`;
      const tld = ['com', 'se', 'co.uk', 'travel', 'ng', 'museum', 'photography'][random(7)];
      const address = `${local}@${word(letters, 1)}${word(`${letters}0123456789`, random(12))}.${tld}`;
      expect(found(`x ${address} y`)).toEqual([address]);
    }
  });
});

describe('what is no address', () => {
  it.each([
    '@org/pkg',
    'npm i @scope/name@1.2.3',
    'lodash@4.17.21',
    'react@18.2.0-rc.next',
    'hi @anna how are you',
    'root@localhost',
    'icon@2x.png',
    'a@b',
    '6338888653@10.0.0.1',
    'sip:+44801047905@10.236.109.8:5060',
    '@media.screen',
    'x @ y.com',
    'a@.com',
    'a@-b.com',
    '@@',
    'foo@bar.',
    'logo@3x.webp',
    `${'a'.repeat(70)}@example.com`,
    '.@example.com',
    'build@2024.11.3',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('reads no further than a region lets it', () => {
    const bytes = Buffer.from(`x@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.com`);
    const whole = findEmails(RULE, { bytes, start: 0, end: bytes.length }, { start: 1, end: 2, inString: false, isJson: false });
    const cut = findEmails(RULE, { bytes, start: 0, end: 130 }, { start: 1, end: 2, inString: false, isJson: false });
    expect(cut).toEqual(whole);
  });
});
