/** Configurations that load: what becomes of every key, and what is promised of the result. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Document, isMap, parse, parseDocument, visit } from 'yaml';
import { expect, test } from 'vitest';
import { ConfigInvalid } from '../../src/base/mistake.js';
import { loadConfig, type LoadedConfig } from '../../src/config/load.js';
import { LEVELS } from '../../src/config/schema/schema.js';
import { LOG_LEVELS } from '../../src/observe/log.js';
import { ENV, loadFiles, reportOf } from './cases.js';
import { namedFiles } from './certificates.js';

const FULL = readFileSync(new URL('full.yaml', import.meta.url), 'utf8');
const EXAMPLE = new URL('../../deploy/sluice.example.yaml', import.meta.url);
const named = await namedFiles();
const rule = (id: string): string => `{ id: ${id}, entity: ${id}, class: custom, detector: literal, literals: [zanzibar], match: [zanzibar], no_match: [africa] }`; // prettier-ignore
const PACK = `pack: own\ntitle: Own\nsource: ours\nrules:\n  - ${rule('own.word')}\n  - ${rule('card.expiry').replaceAll('zanzibar', 'mombasa')}\n  - ${rule('card.pan').replaceAll('zanzibar', 'kampala')}\n`;
const MORE = `pack: more\ntitle: More\nsource: ours\nrules:\n  - ${rule('more.word').replaceAll('zanzibar', 'dodoma')}\n`;
const withRules = (files: Readonly<Record<string, string>>) => ({ ...files, 'my-rules/own.yaml': PACK, 'more-rules/more.yaml': MORE });

async function loaded(files: Readonly<Record<string, string>>): Promise<LoadedConfig> {
  const result = await loadFiles(withRules(files), named);
  if (result instanceof ConfigInvalid) throw new Error(reportOf(result.mistakes));
  return result;
}

/** Without what depends on the folder and the text. */
const plain = ({ config }: LoadedConfig): unknown =>
  JSON.parse(JSON.stringify({ ...config, id: '' }).replace(/\/[^"]*sluice-config-\w+\//g, ''));

test('every key, resolved: names are things, units are in the names, files are read', async () => {
  const { config } = await loaded({ 'sluice.yaml': FULL });
  const pem = { path: expect.any(String) as string, pem: expect.stringContaining('BEGIN CERTIFICATE') as string };
  const [agents, desktops] = config.listeners;
  expect(agents).toMatchObject({
    name: 'agents',
    address: { host: '0.0.0.0', port: 8443 },
    http2: true,
    trustedHops: ['10.0.0.0/8', 'fd00::/8'],
  });
  expect(agents.tls).toMatchObject({
    pair: { cert: pem },
    minVersion: '1.3',
    clientCa: pem,
    clientCrl: [expect.stringContaining('BEGIN X509 CRL')],
    clientCertificate: 'optional',
    names: [{ hosts: ['other.example.com'] }],
  });
  expect(agents.tls?.pair.key.pem.reveal()).toContain('BEGIN PRIVATE KEY');
  expect(desktops).toMatchObject({ mode: 'forward', http2: true, ca: { cert: pem } });
  expect(desktops.signIn).toMatchObject({
    tokens: true,
    users: [
      { name: 'ann', role: 'agent' },
      { name: 'bob', role: 'supervisor' },
    ],
  });
  expect(JSON.stringify(desktops.signIn)).not.toContain('scrypt');
  const [crm, old] = config.upstreams;
  expect(crm).toMatchObject({
    servers: [
      { origin: 'https://crm-1.internal:8443', weight: 1 },
      { origin: 'https://crm-2.internal:8443', weight: 2 },
    ],
    path: '/crm',
    balance: 'round-robin',
    tls: {
      ca: pem,
      crl: [expect.stringContaining('BEGIN X509 CRL')],
      pair: { cert: pem },
      serverName: 'crm.internal',
      minVersion: '1.3',
      verify: true,
    },
    health: {
      path: '/health',
      intervalMs: 10_000,
      timeoutMs: 500,
      healthyAfter: 2,
      unhealthyAfter: 3,
      expect: [
        [200, 200],
        [300, 302],
      ],
    },
    breaker: { failures: 7, openMs: 60_000 },
    connections: { max: 256, queue: 512, queueTimeoutMs: 5000 },
    timeouts: { connectMs: 1000, headersMs: 60_000, idleMs: 1500 },
  });
  expect(old).toMatchObject({ tls: undefined, breaker: undefined, timeouts: { connectMs: 5000, headersMs: 135_000, idleMs: 300_000 } });
});

test('routes, identity, policy and the rest, resolved', async () => {
  const { config, warnings } = await loaded({ 'sluice.yaml': FULL });
  expect(config.routes).toMatchObject([
    {
      listeners: ['agents'],
      hosts: ['crm.example.com', '*.example.com', 'other.example.com', 'xn--bcher-kva.example.com'],
      path: '/api/',
      host: 'preserve',
      timeouts: { connectMs: 1000, headersMs: 130_000, idleMs: 130_000 },
      forwarded: 'rfc7239',
      hsts: 'max-age=31536000',
      clearSiteData: true,
      webSocket: false,
      channel: {
        framing: 'msgpack',
        conversation: { key: ['session.id'], text: ['m.*.t'], address: ['/desk/{conversation}/lines'], strict: true },
        typing: 'mask',
        interim: 'mask',
        bodies: 'named',
        group: 'chat',
        deltas: ['d.*.piece'],
      },
      opaque: { image: { asset: 'refuse' } },
      limits: { documentBytes: 8_388_608, webSocketPingMs: 15_000 },
    },
    { name: 'rest', hosts: [], path: '/', host: 'upstream' },
    { name: 'cloud', listeners: ['desktops'], upstream: 'host', host: 'preserve' },
  ]);
  expect(config.routes[0].upstream).toBe(config.upstreams[0]);
  expect(config.identity.jwt).toMatchObject({
    header: 'authorization',
    audience: ['crm'],
    roleClaim: ['realm_access', 'roles'],
    clockToleranceMs: 5000,
  });
  expect(config.identity.header).toMatchObject({ name: 'x-role', tenant: 'x-tenant', subject: 'x-agent' });
  expect(config.policy).toMatchObject([
    {
      entities: ['card.pan'],
      direction: 'response',
      routes: ['crm'],
      roles: ['supervisor'],
      minScore: 80,
      action: 'truncate',
      show: { first: 6, last: 4 },
    },
    { entities: ['own.word', 'card.expiry'], action: 'hash', key: 'matching', roles: ['agent', 'supervisor'] },
  ]);
  expect(config.keys['matching'].reveal()).toBe(ENV.LONG_KEY);
  expect(config).toMatchObject({
    limits: { drainMs: 30_000, headerBytes: 65_536, codingDepth: 2, bufferedBodyBytes: 131_072 },
    workers: 'auto',
    overload: { eventLoopDelayMs: 150, memoryPercent: 75 },
    log: { level: 'warn', access: false },
    serverTiming: true,
  });
  expect(reportOf(warnings)).toBe('');
});

test('it is frozen all the way down, and shows no secret however it is printed', async () => {
  const { config } = await loaded({ 'sluice.yaml': FULL });
  const frozen = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
  expect(frozen(config)).toBe(true);
  const printed = [JSON.stringify(config), inspect(config, { depth: 20, showHidden: true }), String(config.keys['matching'])].join();
  expect(printed).not.toMatch(/thirty-two bytes|BEGIN PRIVATE KEY/);
});

test('files are watched: what was read, the rules, and what is not there yet', async () => {
  const { files } = await loaded({ 'sluice.yaml': FULL });
  const names = files.map((file) => file.split('/').at(-1));
  expect(names.sort()).toEqual([
    'agents.key',
    'agents.pem',
    'ca.key',
    'ca.pem',
    'keys.json',
    'more-rules',
    'my-rules',
    'other.key',
    'other.pem',
    'revoked.pem',
    'sluice.yaml',
    'users.txt',
  ]);
});

test('a folder of files is one configuration, wherever the items stand', async () => {
  const whole = await loaded({ 'sluice.yaml': FULL });
  const value = parse(FULL) as Record<string, unknown[]>;
  const { listeners, routes, ...rest } = value;
  const parts = {
    '10.yaml': new Document({ ...rest, listeners: listeners.slice(0, 1) }).toString(),
    '20.yaml': new Document({ version: 1, routes, listeners: listeners.slice(1) }).toString(),
    '30.yml': '# nothing yet\n',
    'README.md': '# not a part of it',
  };
  expect(plain(await loaded(parts))).toEqual(plain(whole));
});

test('the order of keys means nothing', async () => {
  const whole = plain(await loaded({ 'sluice.yaml': FULL }));
  const shuffled = fc.infiniteStream(fc.nat()).map((numbers) => {
    const document = parseDocument(FULL);
    visit(document, { Map: (_, map) => void map.items.sort(() => (Number(numbers.next().value) % 3) - 1) });
    return document.toString();
  });
  await fc.assert(
    fc.asyncProperty(shuffled, async (text) => {
      expect(plain(await loaded({ 'sluice.yaml': text }))).toEqual(whole);
    }),
    { numRuns: 8 },
  );
});

const word = fc.constantFrom(
  'version', 'listeners', 'routes', 'upstreams', 'policy', 'keys', 'identity', 'roles', 'name', 'host', 'hosts', 'servers', '__proto__', 'constructor', 'toString', '<<', 'null', '~', 'true', '1', '1e999', '.nan', '0x10', '-', '?', ':', ': ', '- ', '\n', '\n  ', '\n    - ', '{', '}', '[', ']', ', ', '&a ', '*a', '*a ', '!!js/function ', '!!binary ', '| \n', '> ', '"', "'", '#', '%YAML 1.1\n', '---\n', '...', '\t', '\r', '\u0000', '\ufeff', '\u{1f512}', '\ud800', '10s', '64 KiB', 'http://a', '0.0.0.0:1', 'card.pan',
); // prettier-ignore
const soup = fc
  .array(fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: fc.string() }), { maxLength: 40 })
  .map((words) => words.join(''));
const mutated = fc
  .tuple(fc.nat(FULL.length), fc.nat(40), soup)
  .map(([at, length, text]) => FULL.slice(0, at) + text.slice(0, 12) + FULL.slice(at + length));
/** The value at some place is another. */
const swapped = fc.tuple(fc.nat(), fc.jsonValue()).map(([at, value]) => {
  const document = parseDocument(FULL);
  const pairs: { value: unknown }[] = [];
  visit(document, { Map: (_, map) => void (isMap(map) && pairs.push(...map.items)) });
  pairs[at % pairs.length].value = document.createNode(value);
  return document.toString();
});

test('whatever the text, it loads or tells its mistakes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(soup, mutated, swapped), async (text) => {
      const result = await loadFiles(withRules({ 'sluice.yaml': text }), named);
      if (result instanceof ConfigInvalid) expect(result.mistakes.length).toBeGreaterThan(0);
    }),
    { numRuns: 80 },
  );
}, 60_000);

test('what cannot be read at all', async () => {
  const failing = async (path: string): Promise<string> =>
    loadConfig(path).then(
      () => 'loaded',
      (error: unknown) => (error instanceof ConfigInvalid ? reportOf(error.mistakes) : String(error)),
    );
  expect(await failing('no-such.yaml')).toBe('no-such.yaml: cannot be read: there is no such file\n');
  const report = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const result = await loadFiles(files, named);
    return result instanceof ConfigInvalid ? reportOf(result.mistakes) : 'loaded';
  };
  expect(await report({ 'notes.txt': '' })).toMatch(/holds no \*\.yaml/);
  expect(await report({ 'sluice.yaml': 'a: '.repeat(2) + '['.repeat(50_000) })).toMatch(/nested too deeply|not valid YAML/);
  expect(await report({ 'sluice.yaml': `# ${'x'.repeat(1_048_576)}` })).toMatch(/has more than 1048576 bytes/);
});

test('certificates that ended, holes and names that nothing uses are warnings', async () => {
  const { warnings } = await loaded({
    'sluice.yaml': `version: 1
listeners: [{ name: agents, address: "127.0.0.1:8443", tls: { cert: expired.pem, key: expired.key } }]
upstreams:
  - { name: crm, servers: [http://crm.internal] }
  - { name: erp, servers: [https://169.254.9.9], allowAddresses: [169.254.9.0/24], tls: { verify: false } }
routes: [{ name: crm, hosts: [crm.example.com], upstream: crm, opaque: { image: { upload: pass } } }]
identity: { roles: [lead], header: { name: x-role, trusted: [127.0.0.1], roles: {} } }
keys: { matching: { env: LONG_KEY } }
policy: [{ entity: card.pan, role: lead, direction: response, action: allow }]
rules: { folder: my-rules }
mode: observe
`,
  });
  expect(warnings.map(({ line, column, message }) => `${line}:${column} ${message.replace(/\d{4}-\d\d-\d\d/, 'DAY')}`))
    .toMatchInlineSnapshot(`
    [
      "2:69 the certificate in "expired.pem" expired on DAY",
      "4:28 http://crm.internal is spoken to without TLS",
      "5:13 no route leads to the upstream "erp"",
      "5:67 servers in 169.254.9.0/24 are allowed though such addresses are refused otherwise",
      "5:99 any certificate is accepted: whoever is in between can read everything",
      "6:91 a hole: image content passes without being read (upload)",
      "7:21 nobody can prove the role "lead"",
      "8:19 no clause uses the key "matching"",
      "9:71 a hole: card.pan passes as it is, and is not even counted",
      "11:7 nothing is redacted in observe mode: findings are counted and pass",
    ]
  `);
});

test("rules of one's own stand beside those that ship, and take their place only where that is said", async () => {
  const file = (rules: string): string => `version: 1
listeners: [{ name: agents, address: "127.0.0.1:0" }]
upstreams: [{ name: crm, servers: [https://crm.internal] }]
routes: [{ name: crm, upstream: crm }]
policy: [{ entity: more.word, action: observe }, { entity: card.track, action: remove }]
rules: ${rules}
`;
  const beside = await loaded({ 'sluice.yaml': file('{ own: more-rules }') });
  const entities = new Set(beside.rules.rules.map(({ entity }) => entity));
  expect(['more.word', 'card.pan', 'card.track', 'id.us.ssn'].filter((entity) => !entities.has(entity))).toEqual([]);
  expect(beside.files.filter((path) => path.endsWith('rules') || path.endsWith('rules/'))).toHaveLength(2);
  expect(beside.warnings).toEqual([]);
  const refused = await loadFiles(withRules({ 'sluice.yaml': file('{ folder: more-rules }') }), named);
  expect(refused instanceof ConfigInvalid && reportOf(refused.mistakes)).toContain('there is no entity "card.track" — rules: folder replaces the rules that ship with Sluice, own adds to them'); // prettier-ignore
  const alone = await loaded({ 'sluice.yaml': file('{ folder: more-rules }').replace(', { entity: card.track, action: remove }', '') });
  expect(alone.warnings.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    '6:18 a hole: none of these rules finds card numbers (card.pan)',
  ]);
});

test('the example loads without a warning', async () => {
  const { warnings, config } = await loadConfig(EXAMPLE.pathname, { env: {} });
  expect(warnings).toEqual([]);
  expect(config.routes).toHaveLength(1);
});

test.each([
  ['README.md', ''],
  [
    'docs/policy.md',
    `version: 1
listeners: [{ name: agents, address: "127.0.0.1:0" }]
upstreams: [{ name: crm, servers: [https://crm.internal] }]
routes: [{ name: chat, upstream: crm, path: /chat }, { name: reports, upstream: crm, path: /reports }]
identity: { roles: [fraud, backoffice], header: { name: x-role, trusted: [127.0.0.1] } }
keys: { reports: { env: LONG_KEY } }
`,
  ],
])('the example of %s loads as it is written', async (page, around) => {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')) ?? [];
  const { config } = await loaded({ 'sluice.yaml': around + example });
  expect(config.policy.length).toBeGreaterThan(1);
});

test('the words of the log are those of the log', () => expect(LEVELS).toEqual(LOG_LEVELS));
