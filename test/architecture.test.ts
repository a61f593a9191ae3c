/** The rules of the house, held against the source; and each rule held against a planted violation. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../src/base/errors.js';
import { LIMITS } from '../src/base/limits.js';
import { documentedRooms, machineTraces, trackedFiles } from './architecture/repository.js';
import { ROOMS } from './architecture/rooms.js';
import {
  circles,
  deadFiles,
  fileLength,
  functionLength,
  headers,
  imports,
  mayImport,
  outside,
  purity,
  sawEnough,
} from './architecture/rules.js';
import { parseTree, readFiles, ROOT } from './architecture/tree.js';

const source = parseTree(readFiles(['src'], ['.ts']));
const everything = parseTree(readFiles(['src', 'test', 'bench', 'demo', 'scripts'], ['.ts', '.mjs', '.js']));
const tracked = trackedFiles();

describe('the source', () => {
  it('was looked at', () => expect(sawEnough(source)).toEqual([]));
  it('imports values only along the plan', () => expect(imports(source)).toEqual([]));
  it('has no circles', () => expect(circles(source)).toEqual([]));
  it('has no dead files', () => expect(deadFiles(source)).toEqual([]));
  it('says in every folder what it is for', () => expect(headers(source)).toEqual([]));
  it('keeps I/O packages out of the core and sockets in their rooms', () => expect(outside(source)).toEqual([]));
  it('keeps clock, chance and promises out of the core', () => expect(purity(source)).toEqual([]));
  it('has no file that is too long', () => expect(fileLength(everything)).toEqual([]));
  it('has no function that is too long', () => expect(functionLength(everything)).toEqual([]));
});

describe('the tables', () => {
  const users = [...source.values()].filter(({ path }) => !path.startsWith('src/base/')).map(({ text }) => text);
  const isUsed = (name: string): boolean => users.some((text) => new RegExp(`\\b${name}\\b`).test(text));

  it('have no error code that nothing uses', () => expect(Object.keys(ERRORS).filter((code) => !isUsed(code))).toEqual([]));
  it('have no limit that nothing uses', () => expect(Object.keys(LIMITS).filter((limit) => !isUsed(limit))).toEqual([]));
  // All pages are made anew, by a process that first reads everything they are made of.
  it('are what the generated docs say', { timeout: 180_000 }, () => {
    execFileSync(process.execPath, ['scripts/docs.mjs', '--check'], { cwd: ROOT, stdio: 'pipe' });
    const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
    expect(Object.keys(ERRORS).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
  it('of rooms are the same in docs/architecture.md', () => {
    const page = documentedRooms(readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8'));
    const sorted = (rooms: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
      Object.fromEntries(Object.entries(rooms).map(([room, allowed]) => [room, [...allowed].sort()]));
    expect(sorted(page)).toEqual(sorted(ROOMS));
  });
});

describe('the repository', () => {
  it('was looked at', () => expect(tracked.size).toBeGreaterThan(50));
  it('names no machine and no registry', () => expect(machineTraces(tracked)).toEqual([]));
  it('has its lock file', () => expect(tracked.has('package-lock.json')).toBe(true));
});

describe('each rule catches what it is for', () => {
  const plant = (files: Record<string, string>) => parseTree(new Map(Object.entries(files)));
  const lines = (count: number): string => Array.from({ length: count }, (_, n) => `export const v${n} = ${n};`).join('\n');

  it('an empty tree', () => {
    expect(sawEnough(plant({}))).toEqual(['saw 0 modules and 0 imports, expected at least 30 and 60']);
  });

  it('a forbidden value import, in every spelling', () => {
    const spellings = [
      "import { a } from '../proxy/a.js';",
      "import '../proxy/a.js';",
      "import { type A } from '../proxy/a.js';",
      "export { a } from '../proxy/a.js';",
      "export * from '../proxy/a.js';",
      "const a = import('../proxy/a.js');",
      "import a = require('../proxy/a.js');",
    ];
    for (const text of spellings) {
      const wrong = imports(plant({ 'src/text/b.ts': text, 'src/proxy/a.ts': 'export const a = 1;' }));
      expect(wrong, text).toEqual(['src/text/b.ts:1 text may not import proxy (src/proxy/a.ts)']);
    }
  });

  it('but not a type import', () => {
    const proxy = 'export type A = number;';
    for (const text of [
      "import type { A } from '../proxy/a.js';",
      "export type { A } from '../proxy/a.js';",
      "type B = import('../proxy/a.js').A;",
    ]) {
      expect(imports(plant({ 'src/text/b.ts': text, 'src/proxy/a.ts': proxy })), text).toEqual([]);
    }
  });

  it('an import nobody can judge, of nothing, or from a room off the plan', () => {
    expect(imports(plant({ 'src/text/a.ts': 'const a = import(name);' }))[0]).toContain('only known at run time');
    expect(imports(plant({ 'src/text/a.ts': "import './gone.js';" }))[0]).toContain('does not exist');
    expect(imports(plant({ 'src/helpers/a.ts': '' }))).toEqual(['src/helpers/a.ts is in no room of the plan']);
  });

  it('a door that is imported from inside', () => {
    expect(mayImport('app', 'proxy')).toBe(true);
    expect(mayImport('cli', 'app')).toBe(true);
    for (const [from, to] of [
      ['app', 'cli'],
      ['proxy', 'app'],
      ['proxy', 'admin'],
      ['engine', 'index'],
    ] as const) {
      expect(mayImport(from, to), `${from} -> ${to}`).toBe(false);
    }
  });

  it('a circle of values, however long, but not of types', () => {
    const ring = { 'src/text/a.ts': "import './b.js';", 'src/text/b.ts': "import './c.js';", 'src/text/c.ts': "import './a.js';" };
    expect(circles(plant(ring))).toEqual(['circle: src/text/a.ts -> src/text/b.ts -> src/text/c.ts -> src/text/a.ts']);
    expect(circles(plant({ ...ring, 'src/text/c.ts': "import type { A } from './a.js';" }))).toEqual([]);
    expect(circles(plant({ 'src/text/a.ts': "import './a.js';" }))).toHaveLength(1);
  });

  it('a dead file and a missing entry', () => {
    const tree = plant({ 'src/index.ts': "import type { A } from './base/a.js';", 'src/base/a.ts': '', 'src/base/b.ts': '' });
    expect(deadFiles(tree, ['src/index.ts', 'src/app.ts'])).toEqual(['src/app.ts is missing', 'src/base/b.ts is reached from no entry']);
  });

  it('a file of 401 lines and a function of 71', () => {
    expect(fileLength(plant({ 'src/a.ts': lines(401) }))).toEqual(['src/a.ts has 401 lines, the limit is 400']);
    expect(fileLength(plant({ 'src/a.ts': lines(400) }))).toEqual([]);
    const body = (count: number): string => '  work();\n'.repeat(count - 2);
    for (const head of ['function f() {', 'const f = () => {', 'const f = async function () {', 'it("x", () => {']) {
      expect(functionLength(plant({ 'test/a.ts': `${head}\n${body(71)}}` })), head).toEqual([
        'test/a.ts:1 function of 71 lines, the limit is 70',
      ]);
      expect(functionLength(plant({ 'test/a.ts': `${head}\n${body(70)}}` })), head).toEqual([]);
    }
    expect(functionLength(plant({ 'src/a.ts': `class A {\n  m() {\n${body(71)}  }\n}` }))).toHaveLength(1);
    expect(functionLength(plant({ 'test/a.ts': `describe('a', () => {\n${body(99)}});` }))).toEqual([]);
  });

  it('a folder that does not say what it is for', () => {
    expect(headers(plant({ 'src/text/a.ts': 'export {};' }))).toEqual(['src/text says nowhere what it is for']);
    expect(headers(plant({ 'src/text/text.ts': 'export {};', 'src/text/a.ts': '/** Not the main file. */' }))).toHaveLength(1);
    expect(headers(plant({ 'src/text/text.ts': '/** Digits. */\nexport {};' }))).toEqual([]);
  });

  it('I/O in the core and sockets in the wrong room', () => {
    expect(outside(plant({ 'src/engine/a.ts': "import fs from 'node:fs/promises';" }))[0]).toContain('the core may not import node:fs');
    expect(outside(plant({ 'src/wire/a.ts': "import { connect } from 'node:net';" }))[0]).toContain('wire may not open sockets');
    expect(outside(plant({ 'src/proxy/a.ts': "import { connect } from 'node:net';" }))).toEqual([]);
    expect(outside(plant({ 'src/base/a.ts': "import { isIPv4, connect } from 'node:net';" }))).toHaveLength(1);
    expect(outside(plant({ 'src/base/a.ts': "import { isIPv4 } from 'node:net';" }))).toEqual([]);
    expect(outside(plant({ 'src/detect/a.ts': "import luhn from 'luhn';" }))).toEqual([]);
  });

  it('clock, chance and promises in the core', () => {
    for (const text of [
      'Date.now()',
      'new Date()',
      'Math.random()',
      'setTimeout(f)',
      'async () => 1',
      'Promise.resolve()',
      'performance.now()',
    ]) {
      expect(purity(plant({ 'src/engine/a.ts': `const x = ${text};` })), text).not.toEqual([]);
      expect(purity(plant({ 'src/proxy/a.ts': `const x = ${text};` })), text).toEqual([]);
    }
    expect(purity(plant({ 'src/engine/a.ts': 'const x = { fetch: 1 }; x.fetch; new Date(0);' }))).toEqual([]);
  });

  it('traces of a machine', () => {
    const home = ['', 'home', 'somebody', 'sluice'].join('/');
    const host = ['registry', 'example', 'com'].join('.');
    const trace = (name: string, text: string): string[] => machineTraces(new Map([[name, text]]));
    expect(trace('a.md', `see ${home}`)).toEqual(['a.md:1 names a path of one machine']);
    expect(trace('a.md', `https://${host}/x`)).toEqual(['a.md:1 names a registry']);
    expect(trace('package-lock.json', `"resolved": "https://example.com/x.tgz"`)).toHaveLength(1);
    expect(trace('a.md', 'GET /api/workorders and https://example.com/home/page')).toEqual([]);
  });
});
