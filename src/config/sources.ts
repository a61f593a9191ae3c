/**
 * Several YAML files read as one mapping, in which everything still knows its place. Items of lists, and keys, may stand in any of the
 * files; every other part stands in one.
 */
import type { Mistake } from '../base/mistake.js';
import { about } from '../ruleset/files.js';
import type { Places } from '../ruleset/explain.js';
import type { Path, Source } from '../ruleset/source.js';
import { readYaml, type Yaml } from '../ruleset/yaml.js';
import type { ConfigFile } from './files.js';
import { LISTS } from './schema/schema.js';

type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Origin {
  readonly source: Source;
  /** By how many items its part of the list is preceded by those of other files. */
  readonly before: number;
}

export class Sources implements Places {
  /** All files as one. */
  readonly value: Mapping;
  /** False when a file cannot be read as YAML, so that what seems to be missing may stand there. */
  readonly isWhole: boolean;
  /** False when there is no mapping in any of them, so that there is nothing to judge. */
  isReadable = false;
  /** Of each part, the files it stands in. */
  private readonly origins = new Map<string, Origin[]>();
  private readonly first: Source | undefined;

  constructor(files: readonly ConfigFile[], mistakes: Mistake[]) {
    const read = files.map((file) => readFile(file, mistakes));
    const parts = read.filter((yaml): yaml is Yaml => yaml !== undefined);
    this.isWhole = parts.length === files.length;
    this.first = parts.at(0)?.source;
    const value: Record<string, unknown> = {};
    for (const yaml of parts) this.add(value, yaml, mistakes, files.length > 1);
    this.value = value;
  }

  at(path: Path, message: string, suggestion?: string): Mistake {
    const { source, path: local } = this.localize(path);
    return hidden(path, source?.at(local, message, suggestion)) ?? about('configuration', message, suggestion);
  }

  atKey(path: Path, key: string, message: string, suggestion?: string): Mistake {
    const { source, path: local } = this.localize(path.length === 0 ? [key] : path, key);
    return (
      hidden(path, source?.atKey(path.length === 0 ? [] : local, key, message, suggestion)) ?? about('configuration', message, suggestion)
    );
  }

  /** `file:line:column` of the value at a path. */
  place(path: Path): string {
    const { source, path: local } = this.localize(path);
    return source?.place(local) ?? 'configuration';
  }

  private add(into: Record<string, unknown>, { source, value }: Yaml, mistakes: Mistake[], isOneOfMany: boolean): void {
    if (value === null || value === undefined) {
      if (!isOneOfMany) mistakes.push(about(source.file, 'is empty', 'begin with version: 1'));
      return;
    }
    if (!isMapping(value)) {
      mistakes.push(source.at([], 'the file must be a mapping', 'begin with version: 1'));
      return;
    }
    this.isReadable = true;
    for (const [key, part] of Object.entries(value)) this.addPart(into, source, key, part, mistakes);
  }

  private addPart(into: Record<string, unknown>, source: Source, key: string, part: unknown, mistakes: Mistake[]): void {
    const known = this.origins.get(key);
    const before: unknown = Object.hasOwn(into, key) ? into[key] : undefined;
    const isJoined = Array.isArray(part) && Object.hasOwn(LISTS, key) && Array.isArray(before);
    if (known === undefined) set(into, key, part);
    else if (isJoined) set(into, key, [...(before as unknown[]), ...(part as unknown[])]);
    else if (key === 'keys' && isMapping(part) && isMapping(before)) {
      for (const name of Object.keys(part).filter((each) => Object.hasOwn(before, each))) {
        mistakes.push(source.atKey([key], name, `the key "${name}" is already given at ${this.place([key, name])}`, 'keep one of the two'));
      }
      set(into, key, { ...part, ...before });
    } else if (key !== 'version') {
      mistakes.push(source.atKey([], key, `${key} is already given at ${this.place([key])}`, 'keep one of the two'));
      return;
    }
    this.origins.set(key, [...(known ?? []), { source, before: isJoined ? (before as unknown[]).length : 0 }]);
  }

  /** The file in which a path stands, and where in it. */
  private localize(path: Path, below?: string): { readonly source: Source | undefined; readonly path: Path } {
    const [key, second, ...rest] = path;
    const origins = this.origins.get(String(key)) ?? [];
    if (typeof second === 'number') {
      const origin = origins.findLast(({ before }) => before <= second);
      return { source: origin?.source ?? this.first, path: [key, second - (origin?.before ?? 0), ...rest] };
    }
    const name = second ?? below;
    const owner = origins.length > 1 && name !== undefined ? origins.find(({ source }) => source.has([key, name])) : undefined;
    return { source: (owner ?? origins.at(0))?.source ?? this.first, path };
  }
}

/** A key may have been written where only its file or variable belongs: the lines of `keys` are not shown. */
const hidden = (path: Path, mistake: Mistake | undefined): Mistake | undefined =>
  path[0] === 'keys' && mistake !== undefined ? { ...mistake, source: undefined } : mistake;

function readFile({ name, text }: ConfigFile, mistakes: Mistake[]): Yaml | undefined {
  const found: Mistake[] = [];
  const yaml = readYaml(name, text, found);
  const lines = text.split('\n');
  const partAt = (line: number): string | undefined => lines.slice(0, line).findLast((each) => /^["'\w]/.test(each));
  mistakes.push(...found.map((mistake) => (/^["']?keys\b/.test(partAt(mistake.line) ?? '') ? { ...mistake, source: undefined } : mistake)));
  return yaml;
}

/** As an own property, whatever its name. */
function set(into: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
