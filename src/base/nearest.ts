/** The word that somebody probably meant: the nearest of those that exist. */

/**
 * The candidate with the fewest edits from `word`, if few enough that it was probably meant. Of dotted names the last part alone will do:
 * `nhs` is `gb.nhs`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const owner = candidates.find((candidate) => candidate.endsWith(`.${word}`));
  return owner ?? fewestEdits(word, candidates);
}

function fewestEdits(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.floor(word.length / 3) + 1);
  let best: string | undefined;
  let fewest = most + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = editsBetween(wanted, candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
  let twoBack: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, twoBack[j - 2] + 1);
      row.push(edits);
    }
    twoBack = last;
    last = row;
  }
  return last[b.length];
}

/** `did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const found = nearest(word, candidates);
  return found === undefined ? undefined : `did you mean "${found}"?`;
}
