/**
 * Lets prettier format AssemblyScript, whose functions and variables may carry decorators such as `@inline` that
 * prettier's TypeScript parser refuses. A line that holds only decorators is read as a comment and printed as it was.
 */
import { printers as estree } from 'prettier/plugins/estree';
import { parsers as typescript } from 'prettier/plugins/typescript';

const MARK = '//@decorator ';

export const parsers = {
  assemblyscript: {
    ...typescript.typescript,
    astFormat: 'assemblyscript',
    preprocess: (text) => text.replace(/^([ \t]*)(@(?:inline|lazy|global|unsafe|external|operator)\b.*)$/gm, `$1${MARK}$2`),
  },
};

export const printers = {
  assemblyscript: {
    ...estree.estree,
    printComment(path, options) {
      const printed = estree.estree.printComment(path, options);
      return typeof printed === 'string' && printed.startsWith(MARK) ? printed.slice(MARK.length) : printed;
    },
  },
};
