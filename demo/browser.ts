/** Finds and starts the Chromium that the demo's test and its screenshot drive. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path in $CHROMIUM, or the first of the usual commands on the PATH; undefined when there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [process.env['CHROMIUM'], ...places].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Starts it headless. Throws when there is none. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium was not found. Install it, or name it in $CHROMIUM.');
  return await chromium.launch({ executablePath, headless: true, args: FLAGS });
}
