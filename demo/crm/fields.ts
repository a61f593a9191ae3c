/** Reads a text field out of a parsed JSON body that came from outside; undefined when it is missing, empty or no text. */
export function textField(body: unknown, name: string, maxChars: number): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, maxChars) : undefined;
}
