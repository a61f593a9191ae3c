/**
 * `npm test`: everything the tests need, then the tests. Arguments go to vitest: `npm test -- test/wire`.
 *
 * The tests drive a real browser and curl. On Debian as root, what is missing is installed with apt-get;
 * elsewhere the missing piece is named, its tests are skipped loudly, and under CI=true the run fails.
 * Nothing here waits for a key.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const APT_TIMEOUT_MS = 5 * 60_000;

const SERVICES = [
  { commands: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium', use: 'the browser tests of the demo page' },
  { commands: ['curl'], package: 'curl', use: 'the tests with curl as the client' },
];

function onPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const missing = () => SERVICES.filter((service) => !service.commands.some(onPath));

function apt(...args) {
  const { status, stderr } = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: APT_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) process.stderr.write(`apt-get ${args[0]} failed:\n${(stderr ?? '').split('\n').slice(-8).join('\n')}\n`);
  return status === 0;
}

function installMissing(services) {
  if (services.length === 0 || process.getuid?.() !== 0 || !onPath('apt-get')) return;
  const packages = services.map((service) => service.package);
  process.stdout.write(`installing ${packages.join(' and ')} with apt-get (a few minutes the first time)\n`);
  apt('update'); // may fail for one of several mirrors and still have found what is needed
  if (apt('install', '-y', '--no-install-recommends', ...packages)) process.stdout.write('installed\n');
}

function reportMissing(services) {
  for (const service of services) {
    process.stderr.write(`!! MISSING ${service.commands[0]}: ${service.use} will not run. Debian: apt-get install ${service.package}\n`);
  }
  if (services.length > 0 && process.env.CI === 'true') {
    process.stderr.write('!! CI: a test that cannot run is a failure.\n');
    process.exit(1);
  }
}

/** Runs one of our own tools to its end; when it fails, so do we. */
function must(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

installMissing(missing());
reportMissing(missing());
// Tests run the command line as it is installed, so it must be the one built from these sources.
must('scripts/build.mjs', '--if-stale');
must('node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2));
