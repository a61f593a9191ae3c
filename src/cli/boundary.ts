/** A multipart body in a file has no head that names its boundary: its first delimiter line does (RFC 2046 section 5.1.1). */

const DELIMITER = /(?:^|\r?\n)--([^\r\n]{1,70}?)[ \t]*\r?\n/;

export interface Bounded {
  /** The same chunks, the first again among them. */
  readonly all: AsyncIterable<Uint8Array>;
  readonly contentType: string;
}

/** Reads the first chunk for the boundary. Where none is found, the body is refused as any other without one. */
export async function withBoundary(chunks: AsyncIterable<Uint8Array>): Promise<Bounded> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const found = first.done === true ? null : DELIMITER.exec(Buffer.from(first.value).toString('latin1'));
  return { all: rest(first, iterator), contentType: `multipart/form-data; boundary="${found?.[1] ?? ''}"` };
}

async function* rest(first: IteratorResult<Uint8Array>, iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
}
