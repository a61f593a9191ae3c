/** `npm run demo`: starts the demo, says where it is and what to click, and stops cleanly on Ctrl-C. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Demo } from './run.js';

const HELP = `Starts a small CRM, Sluice in front of it, and a page that shows both sides of it.

  npm run demo                      pick free ports and open the page in the browser
  npm run demo -- --port 4000      the page on port 4000
  npm run demo -- --no-open        do not open a browser

Options:
  --port NUMBER   port of the demo page (default: a free one)
  --no-open       only print the address
  --help          this text
`;

const MAX_PORT = 65_535;

class Misuse extends Error {}

interface Wishes {
  readonly help: boolean;
  readonly open: boolean;
  readonly port: number;
}

function wishes(args: readonly string[]): Wishes {
  const { values } = parse(args);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) throw new Misuse(`--port takes a number from 0 to ${MAX_PORT}.`);
  return { help: values.help === true, open: values['no-open'] !== true, port };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, 'no-open': { type: 'boolean' }, port: { type: 'string' } },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function welcome({ page, proxy, crm, admin }: Demo): string {
  const strong = (text: string): string => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
  return `
  ${strong('The Sluice demo is running.')}

  Open        ${strong(page)}

  CRM         ${crm}   the agent desktop, straight: card numbers in full
  Sluice      ${proxy}   the same desktop through Sluice: card numbers masked
  Admin       ${admin}/metrics

  What to try
    1. Watch the chat: Marta gives her card number, the agent on the right receives it masked.
       Later she sends one in three messages: it is masked all the same.
    2. Click "View as JSON" to see the bodies as they were received, with what was replaced.
    3. At the bottom, pick a sample, send it as the agent, and see what the CRM received.
    4. Click another customer: order numbers, parcels, phones and timestamps stay as they are.

  All people and numbers are invented; the cards are public test numbers.
  Ctrl-C stops everything.
`;
}

/** Opens the page where somebody sits in front of a screen; when that fails the printed address is enough. */
function openBrowser(url: string): void {
  const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  if (!process.stdout.isTTY || !hasScreen) return;
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

async function main(): Promise<void> {
  const { help, open, port } = wishes(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const { startDemo } = await import('./run.js'); // large, and not needed to say what is wrong with the arguments
  const starting = startDemo({ port });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void starting.then((demo) => demo.stop()).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const demo = await starting;
  if (stopping) return;
  process.stdout.write(welcome(demo));
  if (open) openBrowser(demo.page);
}

function fail(error: unknown): never {
  process.stderr.write(`The demo could not run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof Misuse ? 2 : 1);
}

main().catch(fail);
