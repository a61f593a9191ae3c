/** `sluice check --config`: a configuration that holds, as what would run: listeners, upstreams, routes, the policy, and what should be known. */
import { formatAddress } from '../base/address.js';
import { formatMistake, type Mistake } from '../base/mistake.js';
import type { Config, ListenerConfig, RouteConfig, UpstreamConfig } from '../config/config.js';
import { loadConfig } from '../config/load.js';
import { createEngine } from '../engine/engine.js';
import { proveRules } from '../engine/prove.js';
import { resolvePolicies } from '../policy/resolve.js';
import { policyTables, tableText, type RouteTable } from './policy-table.js';

/** Columns of the terminals that operators have. */
const WIDTH = 100;

export interface Checked {
  readonly path: string;
  readonly config: Config;
  readonly warnings: readonly Mistake[];
  readonly tables: readonly RouteTable[];
  readonly rules: { readonly count: number; readonly entities: number; readonly tables: string };
}

/** Throws SLUICE_CONFIG_INVALID or SLUICE_RULES_INVALID. A check takes nothing on trust, not even the build. */
export async function checkConfig(path: string): Promise<Checked> {
  const { config, rules, warnings } = await loadConfig(path, { afresh: true });
  const engine = createEngine({ rules });
  proveRules(engine, rules);
  const found = rules.rules.filter((rule) => rule.class !== 'look-alike');
  const tables = policyTables({
    // What would be done: in observe mode nothing is, and a table of that would say nothing.
    policies: resolvePolicies(config.policy, rules.actions, 'enforce'),
    clauses: config.policy,
    rules: found,
    routes: config.routes.map(({ name }) => name),
    roles: config.identity.roles,
  });
  const { shapes, tokens, words } = rules.tables;
  const price = `${shapes.length} shapes, ${tokens.length} tokens and ${words.length} words in the tables of the scan`;
  return {
    path,
    config,
    warnings,
    tables,
    rules: { count: rules.rules.length, entities: new Set(found.map(({ entity }) => entity)).size, tables: price },
  };
}

/** As one JSON object. Keys are secrets, and say so themselves. */
export function checkedJson({ config, warnings, tables, rules }: Checked): Record<string, unknown> {
  return {
    ok: true,
    config: config.id,
    mode: config.mode,
    workers: config.workers,
    listeners: config.listeners.map(({ name, address, mode, http2, tls }) => ({ name, address: formatAddress(address), mode, http2, tls: tls !== undefined, clientCertificate: tls?.clientCertificate ?? 'none' })), // prettier-ignore
    admin: formatAddress(config.admin.address),
    upstreams: config.upstreams.map(({ name, servers, path, balance }) => ({ name, servers, path, balance })),
    routes: config.routes.map(({ name, listeners, hosts, path, upstream }) => ({ name, listeners, hosts, path, upstream: upstreamName(upstream) })), // prettier-ignore
    policy: tables,
    rules: { count: rules.count, entities: rules.entities },
    warnings: warnings.map(({ file, line, column, message, suggestion }) => ({ file, line, column, message, suggestion })),
  };
}

export function checkedText({ path, config, warnings, tables, rules }: Checked): string {
  const { mode, workers, admin, listeners, upstreams, routes } = config;
  const lines = [
    `ok  ${path}, configuration ${config.id}, mode ${mode}, ${workers === 'auto' ? 'a worker a core' : `${workers} worker${workers === 1 ? '' : 's'}`}`,
    `rules     ${rules.count} for ${rules.entities} entities, each proven by its examples; ${rules.tables}`,
    ...section('listeners', [...listeners.map(listenerRow), ['(admin)', formatAddress(admin.address), admin.insecure ? 'open to other machines' : '']]), // prettier-ignore
    ...section('upstreams', upstreams.map(upstreamRow)),
    ...section('routes', routes.map(routeRow)),
    '',
    'policy    6…4: the first six and the last four characters stay readable; a class stands for all of it without a row of its own',
    ...(mode === 'observe' ? ['          mode observe: nothing of this is carried out, findings are only counted'] : []),
  ];
  for (const table of tables) lines.push('', `  route ${table.routes.join(', ')}`, ...tableText(table, WIDTH - 4).map((line) => `    ${line}`.trimEnd())); // prettier-ignore
  if (warnings.length > 0) lines.push('', `${warnings.length} warning${warnings.length === 1 ? '' : 's'}`, ...warnings.map(formatMistake));
  return `${lines.join('\n')}\n`;
}

/** Rows in columns, under a title. */
function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return ['', title, ...rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at])).join('  ')}`.trimEnd())];
}

function listenerRow({ name, address, mode, tls, http2, ca }: ListenerConfig): string[] {
  const facts = [
    mode === 'forward' ? 'forward (CONNECT)' : 'reverse',
    tls === undefined ? 'no TLS' : `TLS ${tls.minVersion}+`,
    ...(http2 ? ['HTTP/2'] : []),
    ...(tls === undefined || tls.clientCertificate === 'none' ? [] : [`certificates of agents ${tls.clientCertificate}`]),
    ...(ca === undefined ? [] : ['certificates issued on the fly']),
  ];
  return [name, formatAddress(address), facts.join(', ')];
}

function upstreamRow({ name, servers, path, balance, http2, health, tls }: UpstreamConfig): string[] {
  const weighed = servers.map(({ origin, weight }) => origin + path + (weight === 1 ? '' : ` (${weight})`)).join(' ');
  const facts = [
    ...(servers.length > 1 ? [balance] : []),
    ...(http2 ? ['HTTP/2'] : []),
    ...(tls?.pair === undefined ? [] : ['mutual TLS']),
    ...(tls?.verify === false ? ['any certificate'] : []),
    health === undefined ? 'no health checks' : `checks ${health.path}`,
  ];
  return [name, weighed, facts.join(', ')];
}

const upstreamName = (upstream: RouteConfig['upstream']): string => (upstream === 'host' ? 'host' : upstream.name);

function routeRow({ name, hosts, path, upstream, listeners }: RouteConfig): string[] {
  const target = upstream === 'host' ? 'the host asked for' : upstream.name;
  return [name, `${hosts.length === 0 ? 'any host' : hosts.join(' ')} ${path}`, `-> ${target}`, `on ${listeners.join(', ')}`];
}
