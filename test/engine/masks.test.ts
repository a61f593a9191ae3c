/**
 * What looks like a mask of ours, wherever a message is cut, and what people write that does not. A mask that is missed destroys a value when it
 * is written back; one too many refuses an honest request.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MaskReader } from '../../src/engine/masks.js';
import { engine } from '../support/engine.js';
import { PAN } from '../support/proxy.js';

function masksIn(text: string | Buffer, cuts: readonly number[] = []): string[] {
  const bytes = Buffer.from(text);
  const reader = new MaskReader();
  const found: string[] = [];
  let from = 0;
  for (const cut of [...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]) {
    found.push(...reader.see(bytes.subarray(from, cut), cut === bytes.length));
    from = cut;
  }
  return found;
}

const LONG = 'x'.repeat(1_000);

const MASKED: readonly (readonly [story: string, text: string | Buffer, mask: string])[] = [
  ['a card in JSON', '{"card":"************1111"}', '************1111'],
  ['in groups', '{"card":"**** **** **** 1111"}', '**** **** **** 1111'],
  ['with dashes', 'card ****-****-****-1111, please', '****-****-****-1111'],
  ['digit by digit', '{"card":"* * * * * * * * * * * * 1 1 1 1"}', '* * * * * * * * * * * * 1 1 1 1'],
  ['in groups of fifteen', '{"card":"**** ****** *0005"}', '**** ****** *0005'],
  ['with its issuer', '{"card":"411111******1111"}', '411111******1111'],
  ['with its issuer, in groups', '{"card":"4111 11** **** 1111"}', '11** **** 1111'],
  ['truncated', '{"card":"411111*1111"}', '411111*1111'],
  ['hidden whole', '{"card":"****************"}', '****************'],
  ['a bare number', '{"card":8888888888881111}', '8888888888881111'],
  ['a bare number whose check digit had to be made wrong', '{"card":8888888888871111}', '8888888888871111'],
  ['a bare number with its issuer', '{"card":4111118888881111}', '4111118888881111'],
  ['behind a date', '2026-11-22 12.30 ************1111', '************1111'],
  ['in a note', '{"note":"Called about ************1111 again"}', '************1111'],
  ['an identifier', '{"ssn":"***-**-****"}', '***-**-****'],
  ['an identifier in a note', 'her SSN is ***-**-**** now', '***-**-****'],
  ['an identifier that shows its end', 'ssn ***-**-6789', '***-**-6789'],
  ['an identifier without separators', '{"ssn":"*********"}', '*********'],
  ['an expiry date', '{"expiry":"**/**"}', '**/**'],
  ['a bank account', '{"iban":"**** **** **** **** **** **"}', '**** **** **** **** **** **'],
  ['in a form', 'name=x&card=************1111&z=1', '************1111'],
  ['in a form that encodes asterisks', 'card=%2A%2A%2A%2A+%2A%2A%2A%2A+%2A%2A%2A%2A+1111', '**** **** **** 1111'],
  ['in XML', '<card>************1111</card>', '************1111'],
  ['in an attribute', "<card number='***-**-****'/>", '***-**-****'],
  ['in a string of JSON in JSON', '{"a":"{\\"ssn\\":\\"*********\\"}"}', '*********'],
  ['in UTF-16', Buffer.from('{"card":"************1111"}', 'utf16le'), '************1111'],
  ['in JSON of an encoded form', 'message=%7B%22card%22%3A%22************1111%22%7D', '************1111'],
  ['with no-break spaces', '{"card":"****\u00a0****\u00a0****\u00a01111"}', '**** **** **** 1111'],
  ['with no-break spaces as escapes', String.raw`{"card":"****\u00a0****\u00a0****\u00a01111"}`, '**** **** **** 1111'],
  ['with no-break spaces as references', '<td>****&nbsp;****&#160;****&#xa0;1111</td>', '**** **** **** 1111'],
  ['with encoded no-break spaces', 'card=****%C2%A0****%C2%A0****%C2%A01111', '**** **** **** 1111'],
  ['with spaces that nobody sees', '{"card":"****\u200b****\u200b****\u200b1111"}', '************1111'],
  ['with long dashes', '{"card":"****–****–****–1111"}', '**** **** **** 1111'],
  ['with two spaces', '{"card":"****  ******  *0005"}', '****  ******  *0005'],
  ['with colons', 'card ****:****:****:1111', '****:****:****:1111'],
  ['in lines', String.raw`{"card":"****\n****\n****\n1111"}`, '****\n****\n****\n1111'],
  ['with plus signs in a form', 'card=****%2B****%2B****%2B1111', '****+****+****+1111'],
  ['in full-width digits', '{"card":"************１１１１"}', '************1111'],
  ['in Arabic digits as escapes', String.raw`{"card":"************\u0661\u0661\u0661\u0661"}`, '************1111'],
  ['a bare number with a fraction of nothing', '{"card":8888888888881111.0}', '8888888888881111'],
  ['a bare number with an exponent', '{"card":8.888888888881111E15}', '8.888888888881111E15'],
  ['all of a part', '***-**-****', '***-**-****'],
  ['behind much else', `${LONG}************1111${LONG}`, '************1111'],
];

const INNOCENT: readonly (readonly [story: string, text: string])[] = [
  ['a rule in Markdown', 'a\n\n***\n\n* * *\n\nb'],
  ['bold and italic', '**Order 4711**, ***urgent***, **** '],
  ['a rating', '{"rating":"*****","text":"***** 2024 was fine"}'],
  ['a banner in a mail', '*************** 12/05 call ***************\n************************************'],
  ['a comment', '/****************\n * 2026 Example\n ****************/'],
  ['the placeholder of a password', '{"password":"************","apiKey":"****************"}'],
  ['the placeholder of a password in a form', 'user=x&new_password=**********&z=1'],
  ['a security code', '{"cvv":"***"}'],
  ['an order', '{"order":"8881234567891234","n":88888888}'],
  ['a telephone number', '+1 888 888 8881, 8888888888'],
  ['a product', '2*3*4 = 24, 10**12, a[5]*1234'],
  ['a list of files', 'ls *.ts src/**/*.test.ts /var/log/*2024*'],
  ['a cron table', '*/5 * * * * 2024\n0 0 1 1 *'],
  ['four asterisks in a note', '{"note":"****"}'],
  ['a line of asterisks in a note', '{"note":"**********\\nCalled 1234\\n**********"}'],
  ['a line of asterisks that is all of a note', '{"note":"**********"}'],
  ['lines of asterisks in a mail', '**********\nDear Ms Example\n**********\n'],
  ['a line of asterisks in an editor', '{"x":"<p>**********</p><div>*********************</div><br>**********<br>"}'],
  ['a heading between asterisks', '{"subject":"********** URGENT **********"}'],
  ['a year between asterisks', '**********2024**********'],
  ['bold digits', '{"note":"**1234** ***1234*** ****1234****"}'],
  ['comments of many lengths', '/******/ /*********/ "/**********/"'],
  ['a wildcard that is searched for', '{"query":"*********"}'],
  ['a wildcard in a form', 'search=*********&q=*********'],
  ['wildcards', '{"a":"*.*.*.*","b":"**/*.*","glob":"**/**/**","d":"10.*.*.*","cron":"* * * * * * *"}'],
  ['ratings', '{"a":"*****/*****","b":"***/*****","c":"***** 4/5"}'],
  ['a repeated password', '{"confirm":"**********"}'],
  ['codes for a telephone', '{"t":"*123*1234567890123456#","u":"**21*1234567890#"}'],
  ['a toll-free number with an extension', '{"phone":8888888881111,"p":"8888888881111"}'],
  ['a number of eights whose check digit is right', '{"order":8888888888881115}'],
  ['a star too many', '********************1111'],
  ['twenty digits', '88888888888888881111'],
  ['a decimal', '0.8888888888881111'],
  ['decimals', '[8888888888881111.5,8.888888888881111,8.888888888881111E3,8.888888888881111e-15]'],
  ['ratings in a table', '| ***** | **** | 2024 |\n| *** | ***** | 12 |'],
  ['ratings in lines', '*****\n****\n***\n*****\n'],
  ['an encoded comment', 'text=%2F****************%0A%20*%202026%20Example%0A%20****************%2F'],
];

describe('a mask', () => {
  it.each(MASKED)('%s is known', (_, text, mask) => {
    expect(masksIn(text)).toContain(mask);
  });

  it.each(INNOCENT)('%s is none', (_, text) => {
    expect(masksIn(text)).toEqual([]);
  });

  it('is what the engine makes', () => {
    for (const text of [
      '{"card":378282246310005}',
      '{"card":6205500000000000004}',
      `{"card":${PAN}}`,
      `{"card":"${PAN}"}`,
      `card=${PAN}`,
      '{"card":"4111 1111 1111 1111"}',
      '{"ssn":"219-09-9999"}',
    ]) {
      const { output, findings } = engine.redact(text);
      expect([findings.length, masksIn(output).length]).toEqual([1, 1]);
      expect(masksIn(text)).toEqual([]);
    }
  });

  it('is told once, wherever the message is cut', () => {
    const told = new Map([...MASKED, ...INNOCENT].map(([, text]) => [text, masksIn(text)]));
    for (const [text, whole] of told) {
      expect(
        masksIn(
          text,
          Array.from({ length: text.length * 2 }, (_, i) => i),
        ),
      ).toEqual(whole);
      fc.assert(fc.property(fc.array(fc.nat(text.length * 2), { maxLength: 5 }), (cuts) => { expect(masksIn(text, cuts)).toEqual(whole); }), { numRuns: 20 }); // prettier-ignore
    }
  });
});
