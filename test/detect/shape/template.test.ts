import { describe, expect, it } from 'vitest';
import { matches, templatesOf, TEMPLATES_MAX } from '../../../src/detect/shape/template.js';

/** Whether some form of the shape takes all of a text. */
function takes(shape: string, text: string): boolean {
  return templatesOf(shape).some((template) => template.sets.length === text.length && matches(template, Buffer.from(text), 0));
}

describe('a shape', () => {
  it.each([
    ['999~99~9999', '123-45-6789 123 45 6789 123.45/6789 123456789 12345-6789', '123_45_6789 1234-5-6789 123--45-6789 12345678'],
    ['YYMMDD[-+]?9999', '850709-9805 850709+9805 8507099805', '851309-9805 850732-9805 850700-9805 850009-9805 850709 9805'],
    ['A{1,2}9{6}([0-9A])', 'A123456(7) AB123456(A)', 'ABC123456(7) A123456[7] A12345(7)'],
    ['9{8}~[A-HJ-NP-TV-Z]', '12345678Z 12345678-Z', '12345678I 12345678 1234567Z'],
    ['[STFG]9{7}A', 'S1234567D', 'A1234567D S123456D'],
    ['DDMMYY[+YXWVUABCDEF-]9{3}[0-9A-Y]', '131052-308T 131052A308T 131052+3080', '131052Z308T 131052308T'],
    ['X{2}9', 'A19 AB9 119', 'A1B'],
    ['9{3}-9{3}', '123-456', '123 456 123456'],
  ])('%s', (shape, taken, refused) => {
    const texts = (list: string): string[] => (shape.includes('~') && list.includes('123 45') ? list.match(/123 45 6789|\S+/g) : list.match(/\S+/g)) ?? []; // prettier-ignore
    expect(texts(taken).filter((text) => !takes(shape, text))).toEqual([]);
    expect(texts(refused).filter((text) => takes(shape, text))).toEqual([]);
  });

  it('knows the runs of letters and digits of each form', () => {
    const runs = templatesOf('99~A9').map((template) => template.runs.join('+'));
    expect(runs.sort()).toEqual(['2+2', '4']);
  });

  it('knows which forms can be digits alone', () => {
    const [both] = templatesOf('9X');
    expect(both).toMatchObject({ takesDigitsOnly: true, takesLetters: true });
    const [letters] = templatesOf('9A');
    expect(letters).toMatchObject({ takesDigitsOnly: false, takesLetters: true });
  });

  it('is refused with too many forms', () => {
    expect(() => templatesOf('9~9~9~9~9~9~9~9~9~9~9~9~9')).toThrow(`more than ${TEMPLATES_MAX} forms`);
    expect(() => templatesOf('--')).toThrow('runs of letters and digits');
  });

  it.each([
    ['9{', '"{" at character 2'],
    ['[9-0]', 'backwards'],
    ['9{2,1}', 'is empty'],
    ['', 'must not be empty'],
    ['?9', 'nothing to belong to'],
  ])('%j is no shape', (shape, message) => {
    expect(() => templatesOf(shape)).toThrow(message);
  });
});
