/**
 * What a disk can hold in the place of a configuration. Attack stories: whoever may write into the folder puts a pipe there, and the reload
 * waits for it with all traffic; a link that leads to itself; a release that is swapped by its link while the old file is still there, so that
 * nobody hears of the new policy; a rule pack behind a link that is silently left out, so that nothing looks for what it names.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WorkerApp, runApp } from '../../src/app.js';
import { ConfigInvalid, formatMistake, RulesInvalid } from '../../src/base/mistake.js';
import { configSource } from '../../src/compose.js';
import { loadConfig } from '../../src/config/load.js';
import { readPackFiles } from '../../src/ruleset/files.js';
import { recordedLog } from '../support/log.js';
import { eventually } from '../support/proxy.js';

let folder = '';
let app: WorkerApp | undefined;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'))));

afterEach(async () => {
  await app?.stop();
  app = undefined;
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

function write(name: string, text: string): void {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
}

const link = (target: string, name: string): void => symlinkSync(target, at(name));

/** Puts another link in the place of one, at once, as Kubernetes and deployments do. */
function swap(target: string, name: string): void {
  link(target, `${name}.tmp`);
  renameSync(at(`${name}.tmp`), at(name));
}

const CONFIG = `version: 1
listeners: [{ name: agents, address: "127.0.0.1:0" }]
admin: { address: "127.0.0.1:0" }
upstreams: [{ name: crm, servers: [http://127.0.0.1:3000] }]
routes: [{ name: crm, upstream: crm }]
`;
const stricter = `${CONFIG}policy: [{ entity: card.pan, action: block }]\n`;

/** What is said of a configuration that does not load. */
async function mistakesOf(path: string): Promise<string[]> {
  const error: unknown = await loadConfig(path).then(
    () => new Error('it loads'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigInvalid)) throw error;
  return error.mistakes.map((mistake) => formatMistake(mistake).split('\n', 1)[0].replaceAll(`${folder}/`, '').replaceAll(folder, '.'));
}

describe('is told at its place, and never waited for', () => {
  test('a pipe, as the file, in the folder, and in the place of a certificate', async () => {
    for (const name of ['pipe.yaml', 'conf/pipe.yaml', 'agents.pem']) {
      mkdirSync(dirname(at(name)), { recursive: true });
      execFileSync('mkfifo', [at(name)]);
    }
    expect(await mistakesOf(at('pipe.yaml'))).toEqual(['pipe.yaml: cannot be read: it is a pipe, a socket or a device, not a file']);
    write('conf/sluice.yaml', CONFIG.replace('crm }]', 'other }]'));
    expect(await mistakesOf(at('conf'))).toEqual([
      'conf/pipe.yaml: cannot be read: it is a pipe, a socket or a device, not a file',
      'conf/sluice.yaml:5:33: there is no upstream "other" — upstreams: crm',
    ]);
    write('tls.yaml', CONFIG.replace(':0" }', ':0", tls: { cert: agents.pem, key: /dev/zero } }'));
    expect(await mistakesOf(at('tls.yaml'))).toEqual([
      'tls.yaml:2:66: "agents.pem" cannot be read: it is a pipe, a socket or a device, not a file — looked for agents.pem',
      'tls.yaml:2:83: "/dev/zero" cannot be read: it is a pipe, a socket or a device, not a file — looked for /dev/zero',
    ]);
  });

  test('links that lead in a circle, or nowhere; a folder where a file should be', async () => {
    link('b.yaml', 'a.yaml');
    link('a.yaml', 'b.yaml');
    expect(await mistakesOf(at('a.yaml'))).toEqual(['a.yaml: cannot be read: its links lead in a circle']);
    write('conf/sluice.yaml', CONFIG);
    link('nowhere.yaml', 'conf/policy.yaml');
    link('..', 'conf/up.yaml');
    mkdirSync(at('conf/users.yaml'));
    expect(await mistakesOf(at('conf'))).toEqual([
      'conf/policy.yaml: cannot be read: there is no such file',
      'conf/up.yaml: cannot be read: it is a folder',
      'conf/users.yaml: cannot be read: it is a folder',
    ]);
  });

  test('a file that is too long, without reading it', async () => {
    write('long.yaml', CONFIG);
    execFileSync('truncate', ['-s', '3G', at('long.yaml')]);
    expect(await mistakesOf(at('long.yaml'))).toEqual(['long.yaml: cannot be read: it has more than 1048576 bytes']);
  });

  test('what stands in two files of a folder', async () => {
    write('conf/a.yaml', `${CONFIG}keys: { hashing: { env: PATH } }\n`);
    write(
      'conf/b.yaml',
      'version: 1\nadmin: { insecure: true }\nkeys: { hashing: { env: HOME } }\nroutes: [{ name: crm, upstream: crm, path: /x }]\n',
    );
    const told = await mistakesOf(at('conf'));
    expect(told).toContain('conf/b.yaml:2:1: admin is already given at conf/a.yaml:3:8 — keep one of the two');
    expect(told).toContain('conf/b.yaml:3:9: the key "hashing" is already given at conf/a.yaml:6:18 — keep one of the two');
    expect(told.filter((line) => line.startsWith('conf/b.yaml:4:'))).toHaveLength(1);
  });
});

test('a mounted folder is read once, not once more by its hidden names', async () => {
  write('conf/..2026_01/sluice.yaml', CONFIG);
  link('..2026_01', 'conf/..data');
  link('..data/sluice.yaml', 'conf/sluice.yaml');
  expect((await loadConfig(at('conf'))).config.listeners).toHaveLength(1);
});

describe('rule packs', () => {
  const names = (): string[] => readPackFiles(at('rules')).map(({ name }) => name.replace(`${folder}/`, ''));

  test('behind links are read like others, once', () => {
    write('rules/..2026_01/mounted.yaml', 'a');
    link('..2026_01', 'rules/..data');
    link('..data/mounted.yaml', 'rules/mounted.yaml');
    write('elsewhere/pack.yaml', 'b');
    link('../elsewhere/pack.yaml', 'rules/single.yaml');
    link('../elsewhere', 'rules/whole');
    write('rules/card/pack.yaml', 'c');
    expect(names()).toEqual(['rules/card/pack.yaml', 'rules/mounted.yaml', 'rules/single.yaml', 'rules/whole/pack.yaml']);
  });

  test('behind links that lead nowhere, or around, are a mistake; pipes are none', () => {
    write('rules/pack.yaml', 'a');
    execFileSync('mkfifo', [at('rules/pipe.yaml')]);
    expect(names()).toEqual(['rules/pack.yaml']);
    link('..', 'rules/around');
    expect(names).toThrow(RulesInvalid);
    rmSync(at('rules/around'));
    link('nowhere.yaml', 'rules/lost.yaml');
    expect(names).toThrow(RulesInvalid);
  });
});

/** Serves what is configured, and watches it. */
async function serving(path: string) {
  const { log, lines } = recordedLog();
  app = runApp({ source: configSource(path, await loadConfig(path)), log, watch: true, drainMs: 10 });
  await app.start();
  const running = app;
  const failed = (): string[] => lines.filter((line) => line.includes('reload failed'));
  return { snapshot: () => running.snapshot, failed };
}

describe('while Sluice runs', () => {
  test('Kubernetes swaps the folder: what is valid is taken, what is not is told, and is taken when it is mended', async () => {
    write('conf/..1/sluice.yaml', CONFIG);
    write('conf/..2/sluice.yaml', stricter);
    write('conf/..3/sluice.yaml', CONFIG.replace('version', 'versoin'));
    link('..1', 'conf/..data');
    link('..data/sluice.yaml', 'conf/sluice.yaml');
    const { snapshot, failed } = await serving(at('conf/sluice.yaml'));
    const first = snapshot();
    swap('..2', 'conf/..data');
    await eventually(() => snapshot() !== first);
    const second = snapshot();
    swap('..3', 'conf/..data');
    await eventually(() => failed().length > 0);
    expect(snapshot()).toBe(second);
    write('conf/..3/sluice.yaml', CONFIG);
    await eventually(() => snapshot() === first);
  });

  test('a release is swapped by the link to its folder, and its file is edited behind it', async () => {
    write('releases/1/sluice.yaml', CONFIG);
    write('releases/2/sluice.yaml', stricter);
    link('releases/1', 'current');
    const { snapshot } = await serving(at('current'));
    const first = snapshot();
    swap('releases/2', 'current');
    await eventually(() => snapshot() !== first);
    write('releases/2/sluice.yaml', CONFIG);
    await eventually(() => snapshot() === first);
  });

  test('a folder is taken away and put back, a file of it is removed, a pipe appears', async () => {
    write('conf/sluice.yaml', CONFIG);
    write('conf/policy.yaml', stricter.slice(CONFIG.length));
    const { snapshot, failed } = await serving(at('conf'));
    const first = snapshot();
    renameSync(at('conf'), at('old'));
    await eventually(() => failed().length > 0);
    expect(failed().at(-1)).toContain('there is no such file');
    expect(snapshot()).toBe(first);
    rmSync(at('old/policy.yaml'));
    renameSync(at('old'), at('conf'));
    await eventually(() => snapshot() !== first);
    const second = snapshot();
    const before = failed().length;
    execFileSync('mkfifo', [at('conf/late.yaml')]);
    await eventually(() => failed().length > before);
    expect(failed().at(-1)).toContain('it is a pipe');
    expect(snapshot()).toBe(second);
  });
});
