/**
 * The access log's line: identifiers of ours, numbers, and the template of a path, as JSON. It is put together by hand, in the form that
 * pino gives all other lines, because it is written with every exchange. Nothing in it needs an escape: `word` lets none through, and the
 * other texts are of closed lists.
 */
import type { ExchangeRecord } from './observer.js';
import { word } from './word.js';

/** The line behind level and time, with its line end. Fields that do not apply are left out. */
export function accessFields(record: ExchangeRecord): string {
  const { route, found, caller, trace, code, template } = record;
  let line = `"exchange":"${word(record.exchange)}","kind":"${record.kind}"`;
  if (route !== undefined) line += `,"route":"${word(route)}"`;
  line += `,"method":"${METHODS.has(record.method) ? record.method : 'OTHER'}"`;
  if (template !== undefined) line += `,"path":"${template}"`;
  line += `,"status":${record.status}`;
  if (code !== undefined) line += `,"code":"${code}"`;
  line += `,"requestBytes":${record.requestBytes},"responseBytes":${record.responseBytes},"findings":${record.findings}`;
  if (found !== undefined && found.size > 0) line += `,"found":${foundJson(found)}`;
  line += `,"durationMs":${tenths(record.durationMs)},"addedMs":${tenths(record.addedMs)}`;
  if (record.upstreamMs !== undefined) line += `,"upstreamMs":${tenths(record.upstreamMs)}`;
  if (caller?.id !== undefined) line += `,"caller":"${word(caller.id)}"`;
  if (caller !== undefined) line += `,"role":"${word(caller.role)}"`;
  if (trace !== undefined) line += `,"trace":"${traceId(trace)}"`;
  return `${line},"msg":"exchange"}\n`;
}

function foundJson(found: ReadonlyMap<string, number>): string {
  let json = '';
  let isUnique = true;
  found.forEach((count, key) => {
    const told = cleanKeys.get(key) ?? learn(key);
    isUnique &&= !told.includes('?');
    json += `${json === '' ? '{' : ','}"${told}":${count}`;
  });
  if (isUnique) return `${json}}`;
  // of keys that become the same one the last counts
  return JSON.stringify(Object.fromEntries([...found].map(([key, count]) => [foundKey(key), count])));
}

/** Keys of findings that were seen to be clean; few occur. */
const cleanKeys = new Map<string, string>();
const CLEAN_KEYS_MAX = 1_024;

function learn(key: string): string {
  const told = foundKey(key);
  if (told === key && cleanKeys.size < CLEAN_KEYS_MAX) cleanKeys.set(key, key);
  return told;
}

/** `entity action`, each of them a word. */
function foundKey(key: string): string {
  const space = key.indexOf(' ');
  return space < 0 ? word(key) : `${word(key.slice(0, space))} ${word(key.slice(space + 1).split(' ', 1)[0] ?? '')}`;
}

/** Milliseconds to one decimal; by whole numbers, which are written in a fraction of the time. */
function tenths(ms: number): string {
  const all = Math.round(ms * 10);
  if (!(all >= 0 && all < Infinity)) return Number.isFinite(all) ? String(all / 10) : 'null';
  const tenth = all % 10;
  return tenth === 0 ? String(all / 10) : `${(all - tenth) / 10}.${tenth}`;
}

/** A trace id may come from downstream: one in which a card could stand is not told. */
function traceId(text: string): string {
  return /^[\da-f]{32}$/.test(text) && !/\d{12}/.test(text) ? text : '?';
}

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'REPORT',
  'SEARCH',
]);
