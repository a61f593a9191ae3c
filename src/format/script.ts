/** Which scripts of a page are data, not code: what stands in them may be masked (HTML Living Standard, section 4.12.1). */

/** Scripts that are data, by the value of their type. */
const DATA_TYPE = /^\s*(?:(?:application|text)\/(?:[\w.-]+\+)?json|importmap|speculationrules)\s*(?:;|$)/i;
/** An attribute of a tag: its name and its value. */
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

/** Whether the tag of a script says that it is data: of two types the first counts. */
export function isDataScript(tag: string): boolean {
  for (const [, name, double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    if (name.toLowerCase() === 'type') return DATA_TYPE.test(double ?? single ?? bare ?? '');
  }
  return false;
}
