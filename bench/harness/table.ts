/** Tables that read well on a terminal and are Markdown at the same time. */

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines under the table. */
  readonly notes?: readonly string[];
}

/** First column to the left, numbers to the right. */
export function formatTable({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length), 3));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const under = notes.length > 0 ? ['', ...notes.map((note) => `* ${note}`)] : [];
  return [`## ${title}`, '', line(columns), rule, ...rows.map(line), ...under, ''].join('\n');
}

/** Three significant digits, thousands with a comma. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return 'n/a';
  if (value < 0) return `-${short(-value)}`;
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const ratio = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)}x` : 'n/a');

export function size(bytes: number): string {
  return bytes >= 1_048_576 ? `${bytes / 1_048_576} MB` : `${bytes / 1024} KB`;
}
