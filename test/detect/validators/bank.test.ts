/** Validators of bank identifiers and look-alikes: published examples pass, and a wrong digit does not. */
import { describe, expect, it } from 'vitest';
import { BANK } from '../../../src/detect/validators/bank.js';
import { REGISTRY } from '../../../src/detect/validators/registry.js';

/** Examples from the documents that define the formats, or computed. */
const RIGHT: readonly (readonly [validator: string, value: string])[] = [
  ['bank.iban', 'GB82 WEST 1234 5698 7654 32'], ['bank.aba', '021000021'], ['bank.aba', '011401533'], ['bank.bic', 'DEUTDEFF'], ['bank.bic', 'NDEASESSXXX'],
  ['se.bankgiro', '5050-1055'], ['se.bankgiro', '991-2346'], ['se.plusgiro', '4-2'], ['nl.elfproef', '123456789'], ['be.account', '539-0075470-34'],
  ['es.ccc', '2100 0418 45 0200051332'], ['fr.rib', '20041010050500013M02606'], ['mx.clabe', '032180000118359719'], ['ar.cbu', '2850590940090418135201'],
  ['pl.nrb', '61109010140000071219812874'], ['hu.giro', '11773016-11111018-00000000'], ['cz.account', '19-2000145399/0800'], ['ch.postkonto', '25-9034-2'],
  ['registry.ups', '1Z999AA10123456784'], ['registry.usps', '9361289878700317633795'], ['registry.usps', '71123456789123456787'], ['registry.fedex', '986578788855'],
  ['registry.fedex', '568283610012734'], ['registry.dhl', '3318810025'], ['registry.s10', 'RR473124829FI'], ['registry.iccid', '8944500102198304826'],
  ['registry.imei', '490154203237518'], ['registry.isbn', '978-3-16-148410-0'], ['registry.isbn', '0306406152'], ['registry.vin_north_america', '1HGCM82633A004352'],
  ['registry.isin', 'US0378331005'], ['registry.isni', '0000 0001 2103 2683'], ['registry.isni', '0000-0002-1825-0097'], ['registry.gtin', '4006381333931'],
]; // prettier-ignore

/** Where the check does not see every change of a digit. */
const WEAK = new Set(['bank.bic', 'cz.account', 'registry.dhl', 'registry.fedex']);

const VALIDATORS = { ...BANK, ...REGISTRY };

describe('validators', () => {
  it.each(RIGHT)('%s accepts %s', (validator, value) => {
    expect(VALIDATORS[validator](value)).toBe(true);
  });

  it.each(RIGHT.filter(([validator]) => !WEAK.has(validator)))('%s refuses %s with another last digit', (validator, value) => {
    const at = [...value].findLastIndex((character) => character >= '0' && character <= '9');
    const other = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (step) => value.slice(0, at) + String((Number(value[at]) + step) % 10) + value.slice(at + 1),
    );
    expect(other.filter((wrong) => VALIDATORS[validator](wrong))).toEqual([]);
  });

  it.each([
    ['bank.bic', 'ABCDXYZ1'], ['bank.bic', 'PASSWORD1'], ['bank.aba', '990000020'], ['de.blz', '05050000'], ['in.ifsc', 'SBIN1001234'], ['ca.routing', '112345678'], ['registry.timestamp', '20191399064452'],
    ['registry.vin', '1HGCM82633A0O4352'], ['registry.vin', '11111111111111111'], ['registry.imei', '000000000000000'], ['se.clearing', '0999'], ['bank.plain', '1111111'],
  ])('%s refuses %s', (validator, value) => {
    expect(VALIDATORS[validator](value)).toBe(false);
  }); // prettier-ignore

  it('never throws', () => {
    for (const [name, validator] of Object.entries(VALIDATORS)) {
      for (const value of ['', ' ', '-', '0', 'A', 'ÅÄÖ', '１２', '1'.repeat(40), 'X'.repeat(40), '../', '/0800', '-/'])
        expect(typeof validator(value), name).toBe('boolean');
    }
  });
});
