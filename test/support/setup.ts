/**
 * Runs before every test file. Modules are shared by all files of a worker (the rules are compiled once), so what has to happen for each
 * file belongs here.
 *
 * Property tests draw the same documents in every run, so that a red run speaks of the change it tests. `SLUICE_SEED=random npm test`
 * draws others, as does a number; what they find becomes a plain test.
 */
import fc from 'fast-check';
import { afterAll, afterEach } from 'vitest';
import { cleanUp } from './cleanup.js';

const DEFAULT_SEED = 20_251_101;
const wanted = process.env['SLUICE_SEED'];

if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted ?? DEFAULT_SEED) });

afterEach(cleanUp);

/** By these libraries tell whether they run in a browser. One that a file left behind sends those of later files the wrong way. */
const BROWSER = [
  'window',
  'self',
  'document',
  'location',
  'navigator',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'localStorage',
  'importScripts',
];
const browserNames = (): string[] => BROWSER.filter((name) => name in globalThis);
const namesBefore = browserNames();

afterAll(() => {
  const left = browserNames().filter((name) => !namesBefore.includes(name));
  if (left.length > 0) throw new Error(`this file leaves ${left.join(' and ')} on globalThis`);
});
