/**
 * All paths of all rules as one automaton: a document is followed from state to state, whatever the number of rules. States are made when a
 * document first leads to them and then shared.
 */
import { LIMITS } from '../../base/limits.js';
import { NameTable, OTHER_NAME } from './names.js';
import { parsePath, type PathStep } from './notation.js';

/** What is found at a place. */
export interface PathRule {
  readonly id: string;
  readonly entity: string;
  /** 0–100 */
  readonly score: number;
}

/** Where one stands in a document, seen from the paths. */
export interface PathState {
  /** Rules that mean this place, or one above it. */
  readonly accepts: readonly PathRule[];
  /** Paths of a rule that mean this place, or one above it, as they are written. */
  pathsOf(rule: string): readonly string[];
  /** One level down, to a member with this number in the table of names. */
  next(name: number): PathState;
  /** One level down, to an element of a list. */
  readonly element: PathState;
  /** Where this and another state both are. */
  with(other: PathState): PathState;
}

/** Paths of one rule. */
export interface RulePaths extends PathRule {
  readonly paths: readonly string[];
}

interface Position {
  readonly step: PathStep | undefined;
  /** Of the name; undefined for other steps. */
  readonly name: number | undefined;
  readonly rule: PathRule;
  /** As it is written. */
  readonly path: string;
}

export class PathAutomaton {
  readonly names = new NameTable();
  readonly root: PathState;
  private readonly positions: Position[] = [];
  private readonly states = new Map<string, State>();

  /** Throws PathError for a path that cannot be read. */
  constructor(rules: readonly RulePaths[]) {
    const first = rules.flatMap(({ paths, ...rule }) => paths.map((path) => this.add(path, rule)));
    this.root = this.stateOf(first);
  }

  /** The state of these positions and of all that are reached from them without a step. */
  stateOf(positions: readonly number[]): State {
    const all = new Set<number>();
    for (const position of positions) {
      all.add(position);
      if (this.positions[position].step?.kind === 'any') all.add(position + 1);
    }
    const sorted = [...all].sort((a, b) => a - b);
    const key = sorted.join();
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const state = new State(this, sorted, this.rulesAt(sorted));
    if (this.states.size < LIMITS.pathStates) this.states.set(key, state);
    return state;
  }

  /** Whether a state is shared, and may be remembered by others. */
  isShared(state: State): boolean {
    return this.states.size < LIMITS.pathStates || this.states.get(state.positions.join()) === state;
  }

  /** One level down from a position, to a member or, with `undefined`, to an element of a list. */
  down(position: number, name: number | undefined): number | undefined {
    const { step, name: wanted } = this.positions[position];
    if (step === undefined || step.kind === 'any') return position;
    return step.kind === 'one' || (name !== undefined && name !== OTHER_NAME && name === wanted) ? position + 1 : undefined;
  }

  /** Lays a path down; returns its first position. Behind the last step is one that is never left: all below a place belongs to it. */
  private add(path: string, rule: PathRule): number {
    const first = this.positions.length;
    for (const step of parsePath(path))
      this.positions.push({ step, name: step.kind === 'name' ? this.names.add(step.name) : undefined, rule, path });
    this.positions.push({ step: undefined, name: undefined, rule, path });
    return first;
  }

  /** Paths of a rule whose last step is behind. */
  pathsAt(positions: readonly number[], rule: string): string[] {
    const ends = positions.map((position) => this.positions[position]).filter((end) => end.step === undefined && end.rule.id === rule);
    return ends.map(({ path }) => path);
  }

  private rulesAt(positions: readonly number[]): PathRule[] {
    const rules = positions.flatMap((position) => (this.positions[position].step === undefined ? [this.positions[position].rule] : []));
    return rules.filter((rule, index) => rules.findIndex(({ id }) => id === rule.id) === index);
  }
}

class State implements PathState {
  private readonly after: (State | undefined)[] = [];
  private inList: State | undefined;

  constructor(
    private readonly automaton: PathAutomaton,
    readonly positions: readonly number[],
    readonly accepts: readonly PathRule[],
  ) {}

  next(name: number): State {
    return this.after[name] ?? this.find(name);
  }

  pathsOf(rule: string): readonly string[] {
    return this.automaton.pathsAt(this.positions, rule);
  }

  get element(): State {
    return this.inList ?? this.find(undefined);
  }

  with(other: PathState): PathState {
    return other instanceof State ? this.automaton.stateOf([...this.positions, ...other.positions]) : this;
  }

  private find(name: number | undefined): State {
    const state = this.automaton.stateOf(this.positions.flatMap((position) => this.automaton.down(position, name) ?? []));
    if (!this.automaton.isShared(state)) return state;
    if (name === undefined) this.inList = state;
    else this.after[name] = state;
    return state;
  }
}
