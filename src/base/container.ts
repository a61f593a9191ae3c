/** Which media types are containers: bodies that hold documents with heads of their own. Asked for whole bodies and for parts alike. */

/** `mail` is an e-mail, `http` an HTTP message as a body. */
export type ContainerFormat = 'multipart' | 'mail' | 'http';

const CONTAINERS: ReadonlyMap<string, ContainerFormat> = new Map([
  ['message/rfc822', 'mail'],
  ['message/global', 'mail'],
  ['application/http', 'http'],
]);

/**
 * The type without its parameters, in lower case; empty where there is none. Browsers read it so, however its parameters are written, and of a list
 * the last (WHATWG Fetch, "extract a MIME type").
 */
export function mediaTypeOf(contentType: string | undefined): string {
  const [types] = (contentType ?? '').split(';', 1);
  return types
    .slice(types.lastIndexOf(',') + 1)
    .trim()
    .toLowerCase();
}

/** The container that a Content-Type declares. Multipart is also what only some reader could take for it: a malformed type, or one of a list. */
export function containerOf(contentType: string | undefined): ContainerFormat | undefined {
  if (contentType !== undefined && /multipart\s*\//i.test(contentType)) return 'multipart';
  return CONTAINERS.get(mediaTypeOf(contentType));
}
