/**
 * Source files as the compiler sees them: their imports, functions and comments.
 * Everything works on a map of path to text, so a planted fixture is as good as the disk.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Import {
  readonly specifier: string;
  /** Path of the imported source file; undefined for a package, a builtin, or a relative path that leads nowhere. */
  readonly target: string | undefined;
  /** A type import leaves no trace at run time. */
  readonly kind: 'value' | 'type';
  /** The names imported, when the import says each of them. */
  readonly names: readonly string[] | undefined;
  readonly line: number;
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly Import[];
}

export type Tree = ReadonlyMap<string, Module>;

/** Reads every file below `folders` (relative to the root) whose name ends in one of `endings`. */
export function readFiles(folders: readonly string[], endings: readonly string[], root = ROOT): Map<string, string> {
  const files = new Map<string, string>();
  const visit = (path: string): void => {
    if (statSync(join(root, path)).isDirectory()) {
      if (path.endsWith('node_modules')) return;
      for (const name of readdirSync(join(root, path)).sort()) visit(posix.join(path, name));
    } else if (endings.some((ending) => path.endsWith(ending))) files.set(path, readFileSync(join(root, path), 'utf8'));
  };
  for (const folder of folders) visit(folder);
  return files;
}

export function parseTree(files: ReadonlyMap<string, string>): Tree {
  const tree = new Map<string, Module>();
  for (const [path, text] of files) {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
    tree.set(path, { path, text, source, imports: importsOf(source, files) });
  }
  return tree;
}

/** Calls `see` for `node` and everything below it. */
export function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

export function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function importsOf(source: ts.SourceFile, files: ReadonlyMap<string, string>): Import[] {
  const imports: Import[] = [];
  walk(source, (node) => {
    const found = importIn(node);
    if (found === undefined) return;
    const { specifier, kind } = found;
    const target = resolve(source.fileName, specifier, files);
    imports.push({ specifier, kind, target, names: namesIn(node), line: lineOf(source, node.getStart(source)) });
  });
  return imports;
}

function importIn(node: ts.Node): { specifier: string; kind: 'value' | 'type' } | undefined {
  if (ts.isImportDeclaration(node)) {
    const specifier = literal(node.moduleSpecifier);
    const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier, kind: isType ? 'type' : 'value' };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: literal(node.moduleSpecifier), kind: node.isTypeOnly ? 'type' : 'value' };
  }
  if (ts.isImportTypeNode(node)) {
    return { specifier: ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal) : COMPUTED, kind: 'type' };
  }
  if (ts.isExternalModuleReference(node)) return { specifier: literal(node.expression), kind: 'value' };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: literal(node.arguments[0]), kind: 'value' };
  }
  return undefined;
}

function namesIn(node: ts.Node): string[] | undefined {
  if (!ts.isImportDeclaration(node) || node.importClause?.name !== undefined) return undefined;
  const bindings = node.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return undefined;
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text);
}

/** Stands for a specifier that is only known at run time, which no rule can judge. */
export const COMPUTED = '(computed)';

function literal(node: ts.Node | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : COMPUTED;
}

function resolve(from: string, specifier: string, files: ReadonlyMap<string, string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  // TypeScript imports name the compiled file, AssemblyScript imports name no ending at all.
  return [path.replace(/\.js$/, '.ts'), `${path}.ts`, `${path}/index.ts`, path].find((candidate) => files.has(candidate));
}
