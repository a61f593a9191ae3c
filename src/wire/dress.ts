/** What a Content-Type declares a body to be, as far as it matters for what is not text. The bytes may say otherwise: see magic.ts. */
import { mediaTypeOf } from '../base/container.js';

/**
 * `text`: text by declaration, or nothing declared. `fields`: binary formats with lengths and text in plain (protobuf, MessagePack, CBOR).
 * `document`: a PDF, an Office file, an archive. `binary`: anything else that is declared as no text.
 */
export type Dress = 'text' | 'fields' | 'document' | 'binary';

/** What a declared type that is no text holds, for bytes that have no signature of their own. */
export type DeclaredKind = 'image' | 'font' | 'media' | 'code' | 'archive' | 'binary';

const FIELDS = new Set([
  'application/protobuf',
  'application/x-protobuf',
  'application/vnd.google.protobuf',
  'application/x-google-protobuf',
  'application/msgpack',
  'application/x-msgpack',
  'application/vnd.msgpack',
  'application/cbor',
  'application/cbor-seq',
]);
const FIELDS_LIKE = /^application\/(?:grpc(?:-web)?(?:\+proto)?|[^/]+\+(?:proto|protobuf|msgpack|cbor))$/;
const DOCUMENTS =
  /^application\/(?:pdf|x-pdf|zip|x-zip-compressed|java-archive|epub\+zip|msword|rtf|vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-(?:excel|powerpoint|word))[^/]*)$/;
const BINARY =
  /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|wasm|gzip|x-(?:gzip|tar|7z-compressed|bzip2)|vnd\.rar|font-[^/]+|x-font-[^/]+)$/;
/** Pictures that are text. */
const DRAWN = new Set(['image/svg+xml']);

/** Judges a Content-Type; absent, malformed and unknown ones are text. */
export function dressOf(contentType: string | undefined): Dress {
  if (contentType === undefined) return 'text';
  const type = mediaTypeOf(contentType);
  if (FIELDS.has(type) || FIELDS_LIKE.test(type)) return 'fields';
  if (DOCUMENTS.test(type)) return 'document';
  return BINARY.test(type) && !DRAWN.has(type) ? 'binary' : 'text';
}

const ARCHIVES = /^application\/(?:gzip|x-(?:gzip|tar|7z-compressed|bzip2)|vnd\.rar)$/;

/** The kind that a Content-Type declares; `binary` where it says no more than that. */
export function declaredKindOf(contentType: string | undefined): DeclaredKind {
  const type = mediaTypeOf(contentType);
  if (type.startsWith('image/') && !DRAWN.has(type)) return 'image';
  if (type.startsWith('audio/') || type.startsWith('video/')) return 'media';
  if (type.startsWith('font/') || /^application\/(?:x-)?font-/.test(type)) return 'font';
  if (type === 'application/wasm') return 'code';
  return ARCHIVES.test(type) ? 'archive' : 'binary';
}
