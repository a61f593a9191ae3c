/** Bodies in every charset: cards, codes, spoken digits and identifiers with labels that are not ASCII, cut at every byte. */
import { describe, expect, it } from 'vitest';
import type { Charset } from '../../src/base/charset.js';
import type { MessageMeta } from '../../src/engine/api.js';
import { decode, encoded } from '../support/charsets.js';
import { cutAt, runPieces, singleBytes } from '../support/cuts.js';
import { engine } from '../support/engine.js';

const meta = (declared: Charset): Partial<MessageMeta> => ({ charset: { declared, textual: true, markup: undefined } });

interface Case {
  readonly charset: Charset;
  readonly text: string;
  readonly masked: string;
  readonly entities: readonly string[];
}

const CARD = ['card.pan'];
const CODE = ['card.cvc'];
const WESTERN: Charset[] = ['windows-1252', 'iso-8859-15', 'windows-1254', 'utf-16le', 'utf-16be'];
const CYRILLIC: Charset[] = ['windows-1251', 'koi8-r', 'koi8-u', 'iso-8859-5', 'ibm866', 'x-mac-cyrillic', 'utf-16le', 'utf-16be'];
const JAPANESE: Charset[] = ['shift_jis', 'euc-jp', 'iso-2022-jp', 'gb18030', 'utf-16le', 'utf-16be'];
const CHINESE: Charset[] = ['gbk', 'gb18030', 'utf-16le', 'utf-16be'];
const ANY: Charset[] = [
  ...new Set<Charset>([...WESTERN, ...CYRILLIC, ...JAPANESE, ...CHINESE, 'big5', 'euc-kr', 'iso-8859-2', 'iso-8859-7', 'windows-1255', 'windows-874', 'macintosh']),
]; // prettier-ignore

const each = (charsets: readonly Charset[], text: string, masked: string, entities: readonly string[]): Case[] =>
  charsets.map((charset) => ({ charset, text, masked, entities }));

const cases: readonly Case[] = [
  ...each(ANY, '{"card":"4111 1111 1111 1111","n":5555555555554444}', '{"card":"**** **** **** 1111","n":8888888888884444}', [...CARD, ...CARD]),
  ...each(ANY, 'my card: four one one one, one one one one, one one one one, one one one one thanks', 'my card: **** *** *** ***, *** *** *** ***, *** *** *** ***, *** *** *** *** thanks', CARD),
  ...each(ANY, '{"a":"\\u0034111 1111 1111 1111"}', '{"a":"**** **** **** 1111"}', CARD),
  ...each(WESTERN, 'Kortets säkerhetskod är 123 nu', 'Kortets säkerhetskod är *** nu', CODE),
  ...each(JAPANESE, 'カード番号は４１１１ １１１１ １１１１ １１１１です', 'カード番号は**** **** **** １１１１です', CARD),
  ...each(CHINESE, '卡号：４１１１１１１１１１１１１１１１。', '卡号：************１１１１。', CARD),
  ...each(CYRILLIC, 'Мой ИНН 123456789047, спасибо', 'Мой ИНН ************, спасибо', ['id.ru.inn']),
  ...each(JAPANESE, 'マイナンバーは1234 5678 9018です', 'マイナンバーは**** **** ****です', ['id.jp.mynumber']),
  ...each(CHINESE, '我的身份证号码是31010119000307123X。', '我的身份证号码是******************。', ['id.cn.ric']),
  ...each(['big5', 'gb18030', 'utf-16le'], '我的身分證字號是A100000001', '我的身分證字號是**********', ['id.tw.ui']),
  ...each(['euc-kr', 'utf-16be'], '주민등록번호는 000101-1000002 입니다', '주민등록번호는 ******-******* 입니다', ['id.kr.rrn']),
  ...each(['iso-8859-7', 'windows-1253'], 'Ο ΑΜΚΑ μου είναι 010130 99997', 'Ο ΑΜΚΑ μου είναι ****** *****', ['id.gr.amka']),
]; // prettier-ignore

describe.each(cases.map((row) => [`${row.charset}: ${row.text}`, row] as const))('%s', (_, { charset, text, masked, entities }) => {
  const input = encoded(text, charset);
  const whole = runPieces(engine, meta(charset), [input]);

  it('is masked in its own charset', () => {
    expect(decode(Buffer.from(whole.output, 'latin1'), charset).replaceAll('＊', '*')).toBe(masked);
    expect(whole.effects.map((effect) => (effect.kind === 'finding' ? effect.finding.entity : effect.code))).toEqual(entities);
    expect(whole.output.length).toBeLessThanOrEqual(input.length);
  });

  it('is masked alike however it is cut, and once for all', () => {
    expect(runPieces(engine, meta(charset), singleBytes(input))).toEqual(whole);
    for (let at = 1; at < input.length; at++) expect(runPieces(engine, meta(charset), cutAt(input, [at, at + 5]))).toEqual(whole);
    expect(runPieces(engine, meta(charset), [Buffer.from(whole.output, 'latin1')]).output).toBe(whole.output);
  });
});
