/** Telephone numbers: every way of writing them, and what looks like one. */
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { PhoneFinder } from '../../../src/detect/phone/phone.js';

const words = ['phone', 'telephone', 'tel', 'mobile', 'cell', 'call', 'ring', 'whatsapp', 'fax', 'telefon', 'mobil', 'msisdn'];
const finder = new PhoneFinder({ id: 'contact.phone', entity: 'contact.phone', context: { required: 'never', words, excluding: [] } });

function found(text: string): string[] {
  const bytes = Buffer.from(text);
  const region = { start: 0, end: bytes.length, inString: false, isJson: text.startsWith('{') };
  return finder.find({ bytes, start: 0, end: bytes.length }, region, 0).map(({ start, end }) => bytes.toString('utf8', start, end));
}

describe('the international form', () => {
  it('is found in every country and carrier', () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples);
      if (example === undefined) continue;
      for (const written of [example.number, example.formatInternational(), example.formatInternational().replaceAll(' ', '-')]) {
        for (const carrier of ['reach me at @ today', '{"to":"@"}', '<tel>@</tel>', 'whatsapp:@', '(@)', '@']) {
          expect(found(carrier.replace('@', () => written)), carrier).toEqual([written]);
        }
      }
    }
  });

  it.each([
    ['+44 (0)20 7946 0958', '+44 (0)20 7946 0958'], ['q=%2B46701740605', '%2B46701740605'], ['＋４６７０１７４０６０５', '＋４６７０１７４０６０５'], ['+46\u00a070\u00a0174\u00a006\u00a005', '+46\u00a070\u00a0174\u00a006\u00a005'],
    ['+1 (555) 123-4567', '+1 (555) 123-4567'], ['+447700900123', '+447700900123'], ['sip:+46701740605@example', '+46701740605'], ['(+46) 701740605', '+46) 701740605'],
  ])('finds %s', (text, number) => {
    expect(found(text).map((one) => one.replace(/^\(/, ''))).toEqual([number]);
  }); // prettier-ignore
});

describe('the national form', () => {
  it.each([
    'tel 0701740605', 'call me on 07700 900123', 'phone: 020 7946 0958', 'mobil 0151 23456789', 'ring 08-123 456 78', '{"phone":4155550132}', 'cell (11) 98765-4321', '{"mobilePhone":"98765 43210"}',
    'tel. 01 23 45 67 89', 'telefon 22 12 34 56', '{"msisdn":"46701740605"}', 'phone 0046 70 174 06 05', 'call 555-0132', 'tel0701740605', '<phone>415 555 0132</phone>', 'fax=4155550132&x=1',
  ])('is found with a word near: %s', (text) => {
    expect(found(text)).toHaveLength(1);
  }); // prettier-ignore

  it.each([
    '(415) 555-0132',
    '415-555-0132',
    '070-123 45 67',
    '(020) 7946 0958',
    '06 12 34 56 78',
    '06.12.34.56.78',
    '030/12345678',
    '1-800-555-0199',
  ])('is found by its punctuation: %s', (number) => {
    expect(found(`so ${number} then`)).toEqual([number]);
  });

  it('is found in most countries with a word near', () => {
    const countries = [
      'US',
      'GB',
      'SE',
      'NO',
      'DK',
      'FI',
      'DE',
      'AT',
      'CH',
      'NL',
      'BE',
      'FR',
      'ES',
      'PT',
      'IT',
      'PL',
      'IE',
      'IN',
      'BR',
      'MX',
      'AU',
      'NZ',
      'JP',
      'ZA',
    ] as const;
    const missed = countries.filter((country) => {
      const written = getExampleNumber(country, examples)?.formatNational() ?? '';
      return found(`phone ${written} please`)[0]?.replace(/\D/g, '') !== written.replace(/\D/g, '');
    });
    expect(missed).toEqual([]);
  });

  it('finds both of two in a row', () => {
    expect(found('call 497-962-9876 - 259-340-2401')).toEqual(['497-962-9876', '259-340-2401']);
    expect(found('phones: 0701740605, 0701740606')).toEqual(['0701740605', '0701740606']);
  });
});

describe('what is no telephone number', () => {
  it.each([
    '2024-01-15 10:00', 'phone verified 1644306393', '{"phoneSeen":1644306393624}', 'call 192.168.100.200', '{"cell":0.4155550132}', 'order 4155550132', '00835014-1020-4725-8881-641769261152', '4111 1111 1111 1111', '+4111111111111111',
    'a call at 10:30 about 12345678', '811218-9876', '01-02-2024', '0000-0002-1825-0097', '1.2.840.113549', '12+34567890', 'build 461.182.467.433', '978-3-16-148410-0', '570,612,333,805', '-55.8124601,-94.1859022', 'a0701740605',
    '{"trace":"4bf92f3577b34da6a3ce929d0e0e4736"}', '{"id":"cell","n":7}', 'invoice 070123456789012345',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  }); // prettier-ignore
});
