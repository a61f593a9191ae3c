/**
 * The exchanges under way. An array in which each member knows its place: a `Set` that is added to and deleted from at this
 * rate rehashes all the time, and its discarded tables keep finished exchanges alive until a full garbage collection.
 */
export interface Member {
  /** Place in the roster; the roster's own. */
  slot: number;
}

export class Roster<T extends Member> {
  readonly #members: T[] = [];

  add(member: T): void {
    member.slot = this.#members.push(member) - 1;
  }

  remove(member: T): void {
    const last = this.#members.pop();
    if (last === undefined || last === member) return;
    this.#members[member.slot] = last;
    last.slot = member.slot;
  }

  get size(): number {
    return this.#members.length;
  }

  /** A copy, so that members may leave while it is read. */
  all(): readonly T[] {
    return [...this.#members];
  }
}
