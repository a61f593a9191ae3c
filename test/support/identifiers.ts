/** A few shape rules of every kind, and values for them that no person has: serials and dates that are not issued. */
import type { ContextSpec } from '../../src/detect/context.js';
import { shapeRule } from './shapes.js';

const context = (required: ContextSpec['required'], words: string[], excluding: string[] = []): { context: { required: ContextSpec['required']; words: string[]; excluding: string[] } } => ({ context: { required, words, excluding } }); // prettier-ignore

/** Digits with separators, bare digits, letters in front and behind, signs, scripts of their own, a literal separator. */
export const RULES = [
  shapeRule({ entity: 'id.us.ssn', shapes: ['999~99~9999'], ...context('bare', ['ssn', 'social security number'], ['ssn example']) }),
  shapeRule({
    entity: 'id.se.personnummer',
    shapes: ['YYMMDD[-+]?9999', '99YYMMDD[-+]?9999'],
    ...context('bare', ['personnummer', 'pnr']),
  }),
  shapeRule({ entity: 'id.es.dni', shapes: ['9{8}~A'], ...context('never', ['dni']) }),
  shapeRule({ entity: 'id.gb.nino', shapes: ['AA~99~99~99~[A-D]'], ...context('never', ['national insurance number', 'nino']) }),
  shapeRule({ entity: 'id.nl.bsn', shapes: ['9{9}'], ...context('always', ['bsn', 'burgerservicenummer']) }),
  shapeRule({ entity: 'id.cn.ric', shapes: ['9{17}[0-9X]'], ...context('never', ['身份证', '公民身份号码']) }),
  shapeRule({ entity: 'id.hk.hkid', shapes: ['A{1,2}9{6}([0-9A])'], ...context('never', ['hkid', '身份證']) }),
  shapeRule({ entity: 'id.ru.snils', shapes: ['999-999-999 99'], ...context('never', ['снилс']) }),
  shapeRule({ entity: 'id.fr.nir', shapes: ['[12]~99~MM~99~999~999~99'], ...context('bare', ['numéro de sécurité sociale', 'nir']) }),
];

export interface Sample {
  readonly entity: string;
  readonly word: string;
  readonly values: readonly string[];
}

export const SAMPLES: readonly Sample[] = [
  { entity: 'id.us.ssn', word: 'social security number', values: ['000-12-3456', '000 12 3456', '000123456'] },
  { entity: 'id.se.personnummer', word: 'personnummer', values: ['000101-0000', '180001010000', '0001010000'] },
  { entity: 'id.es.dni', word: 'dni', values: ['00000000T', '00000000-T', '00000000 t'] },
  { entity: 'id.gb.nino', word: 'national insurance number', values: ['QQ 12 34 56 C', 'QQ123456C', 'qq-12-34-56-c'] },
  { entity: 'id.nl.bsn', word: 'burgerservicenummer', values: ['000000012'] },
  { entity: 'id.fr.nir', word: 'numéro de sécurité sociale', values: ['1 00 01 00 000 000 00', '100010000000000'] },
];
