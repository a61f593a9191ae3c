/** The rules of the house. Each takes a tree and says, in a sentence a violation, what is wrong with it. */
import { posix } from 'node:path';
import ts from 'typescript';
import {
  CORE,
  CORE_PACKAGES,
  DOORS,
  ENTRIES,
  FEWEST_EDGES,
  FEWEST_MODULES,
  LIMIT_FILE_LINES,
  LIMIT_FUNCTION_LINES,
  ROOMS,
  SOCKETLESS,
  SOCKETS,
} from './rooms.js';
import { COMPUTED, lineOf, walk } from './tree.js';
import type { Import, Module, Tree } from './tree.js';

const isAssembly = (path: string): boolean => path.startsWith('src/kernel/assembly/');

/** `src/kernel/wasm.ts` is in `kernel`, `src/app.ts` is `app`. */
function roomOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}

export function mayImport(from: string, to: string): boolean {
  const allowed = ROOMS[from] ?? [];
  if (from === to || to === 'base' || allowed.includes(to)) return true;
  return allowed.includes('*') && !DOORS.includes(to);
}

function* eachImport(tree: Tree): Generator<[Module, Import]> {
  for (const module of tree.values()) for (const one of module.imports) yield [module, one];
}

/** A rule that saw nothing agrees with everything. */
export function sawEnough(tree: Tree): string[] {
  const edges = [...eachImport(tree)].filter(([, { target }]) => target !== undefined).length;
  if (tree.size >= FEWEST_MODULES && edges >= FEWEST_EDGES) return [];
  return [`saw ${tree.size} modules and ${edges} imports, expected at least ${FEWEST_MODULES} and ${FEWEST_EDGES}`];
}

export function imports(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const path of tree.keys()) if (ROOMS[roomOf(path)] === undefined) wrong.push(`${path} is in no room of the plan`);
  for (const [{ path }, { specifier, target, kind, line }] of eachImport(tree)) {
    const at = `${path}:${line}`;
    if (specifier === COMPUTED) wrong.push(`${at} imports a module whose name is only known at run time`);
    else if (specifier.startsWith('.') && target === undefined) wrong.push(`${at} imports ${specifier}, which does not exist`);
    else if (target !== undefined && kind === 'value' && !mayImport(roomOf(path), roomOf(target))) {
      wrong.push(`${at} ${roomOf(path)} may not import ${roomOf(target)} (${target})`);
    }
  }
  return wrong;
}

/** Circles of value imports: which half is ready first would depend on who asked first. */
export function circles(tree: Tree): string[] {
  const wrong: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      wrong.push(`circle: ${[...trail.slice(start), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const { kind, target } of tree.get(path)?.imports ?? []) if (kind === 'value' && target !== undefined) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of tree.keys()) visit(path);
  return wrong;
}

export function deadFiles(tree: Tree, entries: readonly string[] = ENTRIES): string[] {
  const wrong = entries.filter((entry) => !tree.has(entry)).map((entry) => `${entry} is missing`);
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { target } of tree.get(path)?.imports ?? []) if (target !== undefined) visit(target);
  };
  for (const entry of entries) visit(entry);
  // Ambient declarations belong to the compiler; nobody imports them.
  for (const path of tree.keys()) if (!reached.has(path) && !path.endsWith('.d.ts')) wrong.push(`${path} is reached from no entry`);
  return wrong;
}

export function fileLength(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const { path, text } of tree.values()) {
    const lines = text.trimEnd().split('\n').length;
    if (lines > LIMIT_FILE_LINES) wrong.push(`${path} has ${lines} lines, the limit is ${LIMIT_FILE_LINES}`);
  }
  return wrong;
}

export function functionLength(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const { path, source } of tree.values()) {
    walk(source, (node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined || isChapter(node)) return;
      const first = lineOf(source, node.getStart(source));
      const lines = lineOf(source, node.getEnd()) - first + 1;
      if (lines > LIMIT_FUNCTION_LINES) wrong.push(`${path}:${first} function of ${lines} lines, the limit is ${LIMIT_FUNCTION_LINES}`);
    });
  }
  return wrong;
}

/** The body of a `describe` block is a chapter of tests, not a function anyone calls. */
function isChapter(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

/** The main file of a folder opens with a comment saying what the folder is for. */
export function headers(tree: Tree): string[] {
  const folders = new Map<string, Module[]>();
  for (const module of tree.values()) {
    const folder = posix.dirname(module.path);
    if (folder !== 'src') folders.set(folder, [...(folders.get(folder) ?? []), module]);
  }
  const wrong: string[] = [];
  for (const [folder, modules] of folders) {
    const names = ['index.ts', `${posix.basename(folder)}.ts`, 'main.ts'];
    const main = modules.filter(({ path }) => names.includes(posix.basename(path)));
    const candidates = main.length > 0 ? main : modules;
    if (!candidates.some(({ text }) => /^(#!.*\n)?\s*\/\*\*/.test(text))) wrong.push(`${folder} says nowhere what it is for`);
  }
  return wrong;
}

const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

export function outside(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const [{ path }, { specifier, kind, line, names }] of eachImport(tree)) {
    if (specifier.startsWith('.') || kind === 'type' || isAssembly(path)) continue;
    const room = roomOf(path);
    const name = packageOf(specifier);
    if (CORE.includes(room) && !CORE_PACKAGES.includes(name)) wrong.push(`${path}:${line} the core may not import ${name}`);
    const opens = names === undefined || !names.every((one) => SOCKETLESS.includes(one));
    if (opens && SOCKETS[name]?.includes(room) === false) wrong.push(`${path}:${line} ${room} may not open sockets (${name})`);
  }
  return wrong;
}

/** Names whose answer depends on when or where they are asked. */
const IMPURE = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'performance', 'Promise'];
const IMPURE_CALLS = ['Date.now', 'Math.random', 'process.hrtime', 'crypto.randomUUID', 'crypto.randomBytes'];

/** The core takes bytes and gives bytes: no clock, chance, timer or promise. */
export function purity(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const { path, source } of tree.values()) {
    if (!CORE.includes(roomOf(path)) || isAssembly(path)) continue;
    walk(source, (node) => {
      const what = impurity(node, source);
      if (what !== undefined) wrong.push(`${path}:${lineOf(source, node.getStart(source))} the core may not use ${what}`);
    });
  }
  return wrong;
}

function impurity(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) return 'async';
  if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && !node.arguments?.length) return 'the clock';
  if (ts.isPropertyAccessExpression(node) && IMPURE_CALLS.includes(node.getText(source))) return node.getText(source);
  if (!ts.isIdentifier(node) || !IMPURE.includes(node.text)) return undefined;
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  const isName = 'name' in node.parent && node.parent.name === node;
  return isMember || isName || ts.isTypeNode(node.parent) ? undefined : node.text;
}
