/** What a user would put in Sluice's place: how each is configured (peers/), started and judged. Packages: bench/peers/install.ts. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, startChild, startServer, tsx, type Child } from '../harness/child.js';

/** What a redacting peer promises of a card: the digits and how they stand there. */
export type Reach = (digits: string, form: string) => boolean;

export interface Peer {
  /** As in `--peers`. */
  readonly key: string;
  readonly name: string;
  /** Undefined: it passes every byte on. */
  readonly reach: Reach | undefined;
  /** Of Debian. */
  readonly packages: readonly string[];
  /** What keeps it from running here, or undefined. */
  missing(): string | undefined;
  /** Starts it on the core under test, in the foreground, on a loopback port. */
  start(upstream: URL): Promise<Child>;
}

/** By what `redact.lua` and `addon.py` look for: any length, groups over single spaces or dashes. */
const ANY_LENGTH: Reach = (digits) => digits.length >= 13;
const SIXTEEN_DIGITS: Reach = (digits) => digits.length === 16;

const node = (key: string, name: string, file: string): Peer => ({
  key,
  name,
  reach: undefined,
  packages: [],
  missing: () => undefined,
  start: (upstream) => startChild(1, tsx(`proxy/peers/${file}`, upstream.origin), /proxy (http:\S+)/),
});

interface Program {
  readonly command: string;
  readonly packages: readonly string[];
  /** Files of bench/proxy/peers; `.conf` files are filled in, the first one is the program's configuration. */
  readonly files: readonly [string, ...string[]];
  readonly modules: string;
  args(configuration: string, listen: URL, upstream: URL): string[];
}

const debian = (key: string, name: string, reach: Reach | undefined, program: Program): Peer => ({
  key,
  name,
  reach,
  packages: program.packages,
  missing: () => (runs(program.command) ? missingModules(program) : `${program.command} is not installed`),
  start: (upstream) => startProgram(program, upstream),
});

function runs(command: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', command], { stdio: 'ignore', env: PATH });
    return true;
  } catch {
    return false;
  }
}

/** nginx and Apache live in /usr/sbin, which an ordinary user's path may lack. */
const PATH = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` };

/** The modules that the configuration loads and that are not there. */
function missingModules({ files, modules }: Program): string | undefined {
  const text = readFileSync(join(CONFIGURATIONS, files[0]), 'utf8').replaceAll('@MODULES@', modules);
  const wanted = [...text.matchAll(/^\s*(?:load_module|LoadModule \w+) (\S+?);?$/gm)].map((match) => match[1] ?? '');
  const absent = wanted.filter((file) => !exists(file));
  return absent.length === 0 ? undefined : `${absent.join(', ')} not found`;
}

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

const CONFIGURATIONS = join(ROOT, 'bench/proxy/peers');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Writes the configuration into a folder of its own, which goes when the program is stopped. */
async function startProgram({ command, files, modules, args }: Program, upstream: URL): Promise<Child> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    // programs started by root give up their rights and must still read it
    chmodSync(folder, 0o755);
    const listen = new URL(`http://127.0.0.1:${await freePort()}`);
    const values: Readonly<Record<string, string>> = {
      FOLDER: folder,
      MODULES: modules,
      LISTEN: listen.host,
      UPSTREAM: upstream.host,
      USER: process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : '',
    };
    mkdirSync(join(folder, 'home'), { mode: 0o700 });
    for (const file of files) {
      if (!file.endsWith('.conf')) copyFileSync(join(CONFIGURATIONS, file), join(folder, file));
      else {
        const text = readFileSync(join(CONFIGURATIONS, file), 'utf8');
        writeFileSync(
          join(folder, file),
          text.replace(/^[^#].*|^$/gm, (line) => line.replace(/@([A-Z]+)@/g, (_, key: string) => values[key] ?? '')),
        );
      }
    }
    const env = { ...PATH, HOME: join(folder, 'home') };
    const child = await startServer(1, command, args(join(folder, files[0]), listen, upstream), listen.origin, env);
    return { ...child, stop: () => child.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

const NGINX_MODULES = '/usr/lib/nginx/modules';
const APACHE_MODULES = '/usr/lib/apache2/modules';

export const FASTIFY = node('fastify', '@fastify/http-proxy', 'fastify.ts');
export const NGINX = debian('nginx', 'nginx', undefined, {
  command: 'nginx',
  packages: ['nginx'],
  files: ['nginx.conf'],
  modules: NGINX_MODULES,
  args: (configuration) => ['-c', configuration, '-e', 'stderr'],
});
export const LUA = debian('lua', 'nginx + Lua filter', ANY_LENGTH, {
  command: 'nginx',
  packages: ['nginx', 'libnginx-mod-http-lua'],
  files: ['nginx-lua.conf', 'redact.lua'],
  modules: NGINX_MODULES,
  args: (configuration) => ['-c', configuration, '-e', 'stderr'],
});

export const PEERS: readonly Peer[] = [
  NGINX,
  FASTIFY,
  node('http-proxy', 'http-proxy', 'http-proxy.ts'),
  LUA,
  debian('apache', 'Apache mod_substitute', SIXTEEN_DIGITS, {
    command: 'apache2',
    packages: ['apache2'],
    files: ['httpd.conf'],
    modules: APACHE_MODULES,
    args: (configuration) => ['-D', 'FOREGROUND', '-f', configuration],
  }),
  debian('mitmproxy', 'mitmproxy addon', ANY_LENGTH, {
    command: 'mitmdump',
    packages: ['mitmproxy'],
    files: ['addon.py'],
    modules: '',
    args: (addon, listen, upstream) => [
      ...['--quiet', '--mode', `reverse:${upstream.origin}`, '--listen-host', listen.hostname, '--listen-port', listen.port],
      ...['--scripts', addon, '--set', 'flow_detail=0', '--set', `confdir=${join(addon, '../home')}`],
    ],
  }),
];
/** What runs everywhere, without packages of the system. */
export const DEFAULT_PEERS: readonly Peer[] = PEERS.filter((peer) => peer.packages.length === 0);
