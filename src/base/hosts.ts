/** Names of hosts as an operator lists them: `crm.example.com`, or `*.example.com` for every name below example.com. Case means nothing. */

/** The names among patterns, and what the names below the others end with: `.example.com`. */
export interface HostNames {
  readonly exact: readonly string[];
  readonly below: readonly string[];
}

export function hostNames(patterns: readonly string[]): HostNames {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return {
    exact: lower.filter((pattern) => suffixOf(pattern) === undefined),
    below: lower.flatMap((pattern) => suffixOf(pattern) ?? []),
  };
}

/** What names end with that a pattern stands for; undefined where it is a name itself. */
export const suffixOf = (pattern: string): string | undefined => (pattern.startsWith('*.') ? pattern.slice(1).toLowerCase() : undefined);

/** Whether a name, in lower case, ends with a suffix and has something before it. */
export const isBelow = (name: string, suffix: string): boolean => name.length > suffix.length && name.endsWith(suffix);

/** Whether one of the patterns stands for a name in lower case. */
export function hostMatcher(patterns: readonly string[]): (name: string) => boolean {
  const { exact, below } = hostNames(patterns);
  const names = new Set(exact);
  return (name) => names.has(name) || below.some((suffix) => isBelow(name, suffix));
}
