/** The dashboard and the alerts that ship: whatever they name must exist, and every metric that exists should be seen by somebody. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { METRICS } from '../../src/observe/table.js';

const read = (path: string): string => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }[];
  }[];
}

const panelExpressions = (JSON.parse(read('grafana/sluice.json')) as Dashboard).panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr),
);
const rules = (parse(read('prometheus/alerts.yaml')) as Alerts).groups.flatMap((group) => group.rules);

/** Names of metrics and of labels in an expression. */
function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const bare = expr.replace(/"[^"]*"/g, '""');
  const metrics = [...bare.matchAll(/\bsluice_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
  const matched = [...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  );
  const grouped = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inside = '']) => inside.split(',').map((label) => label.trim()));
  return { metrics, labels: [...matched, ...grouped] };
}

/** Set by Prometheus, or part of every histogram. */
const GIVEN = ['instance', 'le'];

test.each([...panelExpressions, ...rules.map(({ expr }) => expr)])('%s names what exists', (expr) => {
  const { metrics, labels } = namesIn(expr);
  expect(metrics.length).toBeGreaterThan(0);
  for (const name of metrics) expect(Object.keys(METRICS)).toContain(name);
  const known = new Set([...GIVEN, ...metrics.flatMap((name) => METRICS[name]?.labels ?? [])]);
  for (const label of labels) expect([...known]).toContain(label);
});

test('the dashboard shows every metric', () => {
  const shown = new Set(panelExpressions.flatMap((expr) => namesIn(expr).metrics));
  expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
});

test('every alert has a name of its own and says what is wrong', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { annotations } of rules) expect(annotations.summary.length).toBeGreaterThan(20);
});
