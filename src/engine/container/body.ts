/** Which stream reads the body of a part, by what its head says. */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import { Base64Decoder, PercentDecoder, QuotedPrintableDecoder } from '../../format/multipart/transfer.js';
import type { MessageMeta, PartPlan, RedactionStream } from '../api.js';
import { BinaryStream } from './binary.js';
import type { BodyHead, Host } from './composite.js';
import { EntityStream } from './entity.js';
import { GrpcStream, isGrpcJson } from './grpc.js';
import { CharsetField } from './leaf.js';
import { MultipartStream } from './multipart.js';
import { TransferStream } from './transfer.js';

const PLAIN_ENCODINGS = new Set(['', '7bit', '8bit', 'binary']);

/** A stream for the body, or why it cannot be inspected. `meta` is that of what the part is in, `depth` counts what that is in. */
function openBody(host: Host, meta: MessageMeta, depth: number, head: BodyHead): RedactionStream | ErrorCode {
  if (head.isChunked) return 'SLUICE_TRANSFER_CODING';
  if (head.contentEncoding !== '' && head.contentEncoding !== 'identity') return 'SLUICE_CODING_UNSUPPORTED';
  const { transferEncoding } = head;
  const keepsLength = meta.keepsLength === true || head.hasLength;
  if (PLAIN_ENCODINGS.has(transferEncoding)) return openDecoded(host, { ...meta, keepsLength }, depth, head);
  if (transferEncoding !== 'base64' && transferEncoding !== 'quoted-printable') return 'SLUICE_PART_UNSUPPORTED';
  if (head.container === 'multipart') return 'SLUICE_MULTIPART_AMBIGUOUS'; // its boundaries would show to some readers only (RFC 2045 section 6.4)
  const reader = openDecoded(host, { ...meta, keepsLength: true, ownsChunks: false, trace: undefined }, depth, head);
  if (typeof reader === 'string') return reader;
  const decoder = transferEncoding === 'base64' ? new Base64Decoder() : new QuotedPrintableDecoder();
  const { direction, policy } = meta;
  const witness = host.leaf({ format: 'text', part: 'head', direction, policy, ownsChunks: false, keepsLength: true });
  return new TransferStream(decoder, reader, witness);
}

function openDecoded(host: Host, meta: MessageMeta, depth: number, head: BodyHead): RedactionStream | ErrorCode {
  const { contentType, container } = head;
  if (container !== undefined) return openContainer(host, { ...meta, format: container, contentType }, depth + 1);
  const plan = meta.partPolicy?.({ contentType, filename: head.filename }) ?? UNJUDGED;
  if (typeof plan === 'string') return plan;
  const lead = leadOf(head.name);
  const partMeta = {
    ...meta,
    format: 'auto',
    contentType: undefined,
    trace: undefined,
    charset: undefined,
    lead,
    field: head.name,
    ...plan.meta,
  } as const;
  const leaf = plan.through?.((known) => host.leaf({ ...partMeta, ...known })) ?? host.leaf(partMeta);
  return head.name === '_charset_' && meta.partPolicy !== undefined ? new CharsetField(leaf, meta.partPolicy) : leaf;
}

const UNJUDGED: PartPlan = { meta: {} };

/** Follows a form for rules that name its fields. */
export type Follow = (form: RedactionStream, meta: MessageMeta) => RedactionStream;

/** What containers need, on top of a way to open streams for single documents. */
export function hostOf(open: Host['leaf'], follow: Follow): Host {
  const leaf = (meta: MessageMeta): RedactionStream => openLeaf(open, follow, meta);
  const host: Host = { leaf, body: (meta, depth, head) => openBody(host, meta, depth, head) };
  return host;
}

function openLeaf(open: Host['leaf'], follow: Follow, meta: MessageMeta): RedactionStream {
  switch (meta.format) {
    case 'form': {
      // what decides about the fields may take characters out; somebody who has counted them does not
      const hasGaps = meta.policy?.mayShorten === true && meta.keepsLength !== true;
      const formMeta = { ...meta, hasGaps };
      return follow(openForm(open, formMeta), formMeta);
    }
    case 'msgpack':
    case 'cbor':
    case 'protobuf':
      return new BinaryStream(open, meta, meta.format);
    case 'grpc':
      return openGrpc(open, meta);
    case 'grpc-text': // base64, in pieces that may each be padded
      return new TransferStream(new Base64Decoder('pieces'), openGrpc(open, { ...meta, ownsChunks: false }));
    default:
      return open(meta);
  }
}

/** Trailers are a head; messages are protobuf or JSON, whose length has been counted. */
function openGrpc(open: Host['leaf'], meta: MessageMeta): RedactionStream {
  const plain = { ...meta, keepsLength: true, ownsChunks: false, charset: undefined, contentType: undefined, trace: undefined };
  return new GrpcStream((kind) => {
    if (kind === 'trailers') return open({ ...plain, format: 'text', part: 'head' });
    return isGrpcJson(meta) ? open({ ...plain, format: 'json' }) : new BinaryStream(open, plain, 'protobuf');
  });
}

/**
 * A form (application/x-www-form-urlencoded): read as its receiver decodes it, names and values alike, so that an encoded quote before a
 * number is a quote and not two more digits, and its first name like those behind an ampersand. Clients also send JSON under this type; it is sniffed behind the decoding.
 */
function openForm(open: Host['leaf'], meta: MessageMeta): RedactionStream {
  const decoded = { ...meta, format: 'auto', keepsLength: true, ownsChunks: false, trace: undefined, lead: '&' } as const;
  return new TransferStream(new PercentDecoder(), open(decoded));
}

/** The stream of a container; `depth` is 1 for a message that is one. */
export function openContainer(host: Host, meta: MessageMeta, depth: number): RedactionStream | ErrorCode {
  if (depth > LIMITS.containerDepth) return 'SLUICE_NESTING_TOO_DEEP';
  if (meta.format === 'multipart') return new MultipartStream(host, meta, depth);
  return new EntityStream(host, meta, depth, { kind: meta.format === 'http' ? 'http' : 'mail' });
}

/** The name of a form's field, as it stands before the value in the body: it labels the value. */
function leadOf(name: string | undefined): string | undefined {
  if (name === undefined || name.length === 0 || name.length > LIMITS.contextBytes / 2) return undefined;
  return `name="${name.replaceAll(/[^\x20-\x7e]|["\\%&=]/g, ' ')}"\r\n\r\n`;
}
