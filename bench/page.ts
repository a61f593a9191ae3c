/** Writes the tables of a kept run into docs/performance.md, between the marks of its bench. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './harness/child.js';

const PAGE = join(ROOT, 'docs/performance.md');

/** `text` with what stands between the marks of `name` replaced; unchanged where there are no such marks. */
export function replaceBetweenMarks(text: string, name: string, tables: string): string {
  const [begin, end] = [`<!-- bench ${name} -->\n`, `<!-- /bench ${name} -->\n`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) return text;
  return `${text.slice(0, from + begin.length)}${tables.trimEnd()}\n${text.slice(to)}`;
}

/** `report` is the whole text of the run; its headings go below those of the page. */
export function writePage(name: string, report: string): void {
  const tables = report.replace(/^#+ /gm, (marks) => `###${marks}`);
  writeFileSync(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), name, tables));
}
