/** Secrets behind literals and in named fields: where they end, what they are not, and that they wait for the bytes that decide. */
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/detect/pattern/pattern.js';
import { findField, type FieldRule } from '../../../src/detect/secret/field.js';
import { findSecret, type Extent, type SecretRule } from '../../../src/detect/secret/token.js';

const secretRule = (value: string, extent: Extent = 'exact', keepsLiteral = false): SecretRule => ({
  id: 's', entity: 'secret.example', class: 'secret', pattern: compilePattern(value), extent, keepsLiteral,
}); // prettier-ignore

/** What is found behind the first occurrence of a literal; undefined while it cannot be told. */
function behind(rule: SecretRule, literal: string, text: string, complete = true): string | null | undefined {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(literal) + literal.length;
  const found = findSecret(
    rule,
    literal.length,
    { bytes, start: 0, end: bytes.length, complete },
    { start: at, end: at + 48, inString: false, isJson: false },
  );
  return found === undefined ? undefined : found.length === 0 ? null : bytes.toString('utf8', found[0].start, found[0].end);
}

const part = (object: object): string => Buffer.from(JSON.stringify(object)).toString('base64url');
const jwt = `${part({ alg: 'HS256', kid: 'k'.repeat(200) })}.${part({ sub: 'example', claims: 'c'.repeat(900) })}.c2lnbmF0dXJl`;

describe('secrets behind a literal', () => {
  const key = secretRule('[A-Z0-9]{16}');

  it('are the literal and what matches, where the word ends', () => {
    expect(behind(key, 'AKIA', 'key AKIA0000EXAMPLE00000 here')).toBe('AKIA0000EXAMPLE00000');
    expect(behind(key, 'AKIA', 'key AKIA0000EXAMPLE00000X here')).toBeNull();
    expect(behind(key, 'AKIA', 'key AKIA0000')).toBeNull();
  });

  it('wait for more bytes while the token touches the end', () => {
    expect(behind(key, 'AKIA', 'key AKIA0000EXAM', false)).toBeUndefined();
    expect(behind(key, 'AKIA', 'key AKIA0000EXAMPLE00000', false)).toBeUndefined();
    expect(behind(key, 'AKIA', 'key AKIA0000EXAMPLE00000 ', false)).toBe('AKIA0000EXAMPLE00000');
    expect(behind(key, 'AKIA', 'key AKIA is a prefix ', false)).toBeNull();
  });

  it('leave the literal visible where the rule says so', () => {
    expect(behind(secretRule('[0-9a-f]{20,40}', 'token', true), 'Bearer ', `Bearer ${'0a'.repeat(15)}.`)).toBe('0a'.repeat(15));
  });

  it('go on to the end of the token', () => {
    const rule = secretRule('[0-9a-z]{10,20}', 'token');
    expect(behind(rule, 'sk_', `sk_${'a1'.repeat(400)}, next`)).toBe(`sk_${'a1'.repeat(400)}`);
    expect(behind(rule, 'sk_', `sk_${'a1'.repeat(400)}`, false)).toBeUndefined();
    expect(behind(rule, 'sk_', `sk_${'a1'.repeat(5_000)}`, false)).toHaveLength(8_195);
  });

  it('are whole JSON web tokens', () => {
    const rule = secretRule('[A-Za-z0-9_-]{10,256}', 'jwt');
    expect(behind(rule, 'eyJ', `token ${jwt}.`)).toBe(jwt);
    expect(behind(rule, 'eyJ', `{"t":"${jwt}"}`)).toBe(jwt);
    for (const cut of [20, 300, 600, jwt.length - 3, jwt.length]) expect(behind(rule, 'eyJ', jwt.slice(0, cut), false)).toBeUndefined();
    expect(behind(rule, 'eyJ', `${part({ page: 2 })}.${part({ a: 1 })}.x`)).toBeNull();
    expect(behind(rule, 'eyJ', `cursor ${part({ page: 2, size: 50 })}`)).toBeNull();
  });

  it('are whole private keys, also in JSON and cut short', () => {
    const rule = secretRule(String.raw`-----[\s\\A-Za-z0-9+/=:,.-]{16,200}`, 'pem');
    const literal = 'BEGIN PRIVATE KEY';
    const pem = `-----${literal}-----\n${'QUJD'.repeat(300)}\n-----END PRIVATE KEY-----`;
    expect(behind(rule, literal, `x ${pem}\n y`)).toBe(pem);
    expect(behind(rule, literal, JSON.stringify({ pem }))).toBe(JSON.stringify(pem).slice(1, -1));
    expect(behind(rule, literal, pem.slice(0, 700), false)).toBeUndefined();
    expect(behind(rule, literal, pem.slice(0, 700))).toBe(pem.slice(0, 700));
    expect(behind(rule, literal, `the line ${literal} opens one`)).toBeNull();
  });
});

const fieldRule = (value: string): FieldRule => ({ id: 'f', entity: 'secret.password', class: 'secret', pattern: compilePattern(value) });

function named(rule: FieldRule, word: string, text: string, complete = true): string | null | undefined {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(word) + Buffer.byteLength(word);
  const region = { start: at, end: at + 48, inString: false, isJson: text.startsWith('{') };
  const found = findField(rule, Buffer.byteLength(word), { bytes, start: 0, end: bytes.length, complete }, region);
  return found === undefined ? undefined : found.length === 0 ? null : bytes.toString('utf8', found[0].start, found[0].end);
}

describe('values of named fields', () => {
  const password = fieldRule(String.raw`[^\t\r\n]{3,256}`);

  it.each([
    ['{"password":"a b c\\"d"}', 'a b c\\"d'],
    ['{"password" : "x-1-y"}', 'x-1-y'],
    ['{"newpassword2":"x-1-y"}', 'x-1-y'],
    ['{"body":"{\\"password\\":\\"x-1-y\\"}"}', 'x-1-y'],
    ['password=x-1-y&b=2', 'x-1-y'],
    ['password=x-1-y', 'x-1-y'],
    ['{"name":"password","value":"x-1-y"}', 'x-1-y'],
    ['<password>x-1-y</password>', 'x-1-y'],
    ['<input name="password" type="text" value="x-1-y">', 'x-1-y'],
    ['name="password"\r\n\r\nx-1-y\r\n--b', 'x-1-y'],
    ['Uid=app;password=x-1-y;Encrypt=yes', 'x-1-y'],
    ['password: x-1-y', 'x-1-y'],
    ['my password is x-1-y, thanks', 'x-1-y'],
    ["{ password: 'x-1-y' }", 'x-1-y'],
    ['{&quot;password&quot;:&quot;x-1-y&quot;}', 'x-1-y'],
    ['{"password":12345}', '12345'],
  ])('in %s', (text, value) => {
    expect(named(password, 'password', text)).toBe(value);
  });

  it.each([
    '{"password":null}', '{"password":""}', '{"password":"********"}', '{"password":"••••••"}', '{"password":"{{secret}}"}', '{"label":"password","type":"x"}', 'reset your password today', 'password: required', 'the password is wrong',
    '{"passwordPolicy":"strong-1"}', '{"password":{"min":8}}', '<input type="password" id="p">', 'password',
  ])('not in %s', (text) => {
    expect(named(password, 'password', text)).toBeNull();
  }); // prettier-ignore

  it('in words of other scripts', () => {
    expect(named(password, 'lösenord', 'mitt lösenord är Exempel-1.')).toBe('Exempel-1');
    expect(named(fieldRule(String.raw`\d{4,8}`), '验证码', '您的验证码是 123456，请勿')).toBe('123456');
    expect(named(fieldRule(String.raw`\d{4,8}`), '验证码', '验证码：123456')).toBe('123456');
  });

  it('wait for the end of the value', () => {
    expect(named(password, 'password', `{"password":"${'x1'.repeat(90)}`, false)).toBeUndefined();
    expect(named(password, 'password', `{"password":"${'x1'.repeat(90)}"`, false)).toBe('x1'.repeat(90));
    expect(named(password, 'password', `{"password":"${'x1'.repeat(900)}"}`)).toBe('x1'.repeat(900));
  });

  it('must be all that the rule expects, and what its validator takes', () => {
    expect(named(fieldRule(String.raw`\d{6}`), 'otp', '{"otp":"1234567"}')).toBeNull();
    expect(named({ ...fieldRule(String.raw`\d{6}`), validator: () => false }, 'otp', '{"otp":"123456"}')).toBeNull();
  });
});

describe('many secrets that begin in one long stretch', () => {
  it.each<[string, Extent, string]>([
    ['tokens', 'token', 'xoxb-'],
    ['keys without an end', 'pem', '-----BEGIN PRIVATE KEY-----'],
    ['keys whose lines break', 'pem', '-----BEGIN PRIVATE KEY-----\nMIIE'],
    ['web tokens', 'jwt', 'eyJ'],
  ])('do not have it read again for each (%s)', (_name, extent, literal) => {
    const rule = secretRule('[\\sA-Za-z0-9-]{3,256}', extent);
    const real = Buffer.from(literal.repeat(20_000 / literal.length));
    let reads = 0;
    const bytes = new Proxy(real, {
      get(target, key): unknown {
        if (typeof key === 'string' && /^\d/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    });
    for (let at = literal.length; at < real.length; at += literal.length) {
      for (const end of [at + 176, at + 8192]) {
        const view = { bytes, start: 0, end: Math.min(end, real.length), complete: end > real.length, serial: 7 };
        findSecret(rule, literal.length, view, { start: at, end: at + 48, inString: false, isJson: false });
      }
    }
    expect(reads / real.length).toBeLessThan(300);
  });
});
