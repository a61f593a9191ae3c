/** What each header is to a terminating proxy, by its name and direction. */
import type { Direction } from '../base/errors.js';

export const enum Kind {
  EndToEnd,
  Drop,
  Connection,
  TransferCoding,
  Host,
  Length,
  ContentCoding,
  ContentType,
  Expect,
  Accept,
  AcceptCoding,
  Via,
  Digest,
  Tag,
  Condition,
  /** Names the host, its addresses or its cookies: see proxy/mapping.ts. */
  Mapped,
  PartialContent,
  /** Says which piece of an upload the body is. */
  Piece,
  /** Allows to store an answer, or tells when it was made: see caching.ts. */
  Storing,
  /** What hops before us say of the sender: see proxy/forwarded.ts. */
  Claim,
  /** What the sender means the method to be: see method.ts. */
  Override,
  Authorization,
  Signature,
  MaxForwards,
  /** Hop by hop, but for an answer that asks for it (426). */
  Upgrade,
}

/** Hop-by-hop and rewritten names (RFC 9110 section 7.6.1), compression dictionaries (RFC 9842, SDCH), and the like, for both directions. */
const COMMON: Readonly<Record<string, Kind>> = {
  connection: Kind.Connection,
  'keep-alive': Kind.Drop,
  'proxy-connection': Kind.Drop,
  'proxy-authenticate': Kind.Drop,
  'proxy-authorization': Kind.Drop,
  te: Kind.Drop,
  trailer: Kind.Drop,
  upgrade: Kind.Upgrade,
  'http2-settings': Kind.Drop,
  'dictionary-id': Kind.Drop,
  'transfer-encoding': Kind.TransferCoding,
  'content-length': Kind.Length,
  'content-encoding': Kind.ContentCoding,
  'content-type': Kind.ContentType,
  via: Kind.Via,
  'content-md5': Kind.Digest,
  digest: Kind.Digest,
  'content-digest': Kind.Digest,
  'repr-digest': Kind.Digest,
  'x-amz-checksum-crc32': Kind.Digest,
  'x-amz-checksum-crc32c': Kind.Digest,
  'x-amz-checksum-crc64nvme': Kind.Digest,
  'x-amz-checksum-sha1': Kind.Digest,
  'x-amz-checksum-sha256': Kind.Digest,
  'x-goog-hash': Kind.Digest,
  'x-ms-blob-content-md5': Kind.Digest,
  'x-ms-content-crc64': Kind.Digest,
  signature: Kind.Signature,
  'signature-input': Kind.Signature,
  'x-amz-content-sha256': Kind.Signature,
  // known to need no attention, so that the hot path folds no case for them either
  date: Kind.EndToEnd,
  server: Kind.EndToEnd,
  vary: Kind.EndToEnd,
  cookie: Kind.EndToEnd,
  'cache-control': Kind.EndToEnd,
  pragma: Kind.EndToEnd,
  expires: Kind.EndToEnd,
  'last-modified': Kind.EndToEnd,
  'x-content-type-options': Kind.EndToEnd,
  'x-frame-options': Kind.EndToEnd,
  'x-request-id': Kind.EndToEnd,
  'referrer-policy': Kind.EndToEnd,
  'content-disposition': Kind.EndToEnd,
  'content-language': Kind.EndToEnd,
  'user-agent': Kind.EndToEnd,
  'accept-language': Kind.EndToEnd,
  'sec-fetch-site': Kind.EndToEnd,
  'sec-fetch-mode': Kind.EndToEnd,
  'sec-fetch-dest': Kind.EndToEnd,
  'sec-fetch-user': Kind.EndToEnd,
  'sec-ch-ua': Kind.EndToEnd,
  'sec-ch-ua-mobile': Kind.EndToEnd,
  'sec-ch-ua-platform': Kind.EndToEnd,
  'upgrade-insecure-requests': Kind.EndToEnd,
  priority: Kind.EndToEnd,
  'x-requested-with': Kind.EndToEnd,
};

/** A range could cut a number in two, so nobody asks for one and nobody is told that it is possible. */
const REQUEST_KINDS = table({
  ...COMMON,
  host: Kind.Host,
  expect: Kind.Expect,
  accept: Kind.Accept,
  'content-range': Kind.Piece,
  'upload-offset': Kind.Piece,
  'x-goog-upload-offset': Kind.Piece,
  'x-update-range': Kind.Piece,
  'x-ms-range': Kind.Piece,
  'x-amz-decoded-content-length': Kind.Piece, // the body is in chunks of its own (aws-chunked), whatever its content coding says
  range: Kind.Drop,
  'if-range': Kind.Drop,
  'accept-encoding': Kind.AcceptCoding,
  'available-dictionary': Kind.Drop,
  'sec-available-dictionary': Kind.Drop,
  'avail-dictionary': Kind.Drop,
  'if-match': Kind.Condition,
  'if-none-match': Kind.Condition,
  'if-modified-since': Kind.Condition,
  'max-forwards': Kind.MaxForwards,
  authorization: Kind.Authorization,
  origin: Kind.Mapped,
  referer: Kind.Mapped,
  forwarded: Kind.Claim,
  'x-real-ip': Kind.Claim,
  'x-client-ip': Kind.Claim,
  'x-cluster-client-ip': Kind.Claim,
  'true-client-ip': Kind.Claim,
  'cf-connecting-ip': Kind.Claim,
  'fastly-client-ip': Kind.Claim,
  'cf-connecting-ipv6': Kind.Claim,
  'cf-pseudo-ipv4': Kind.Claim,
  'client-ip': Kind.Claim,
  'proxy-client-ip': Kind.Claim,
  'wl-proxy-client-ip': Kind.Claim,
  'forwarded-for': Kind.Claim,
  'remote-addr': Kind.Claim,
  'x-remote-addr': Kind.Claim,
  'x-remote-ip': Kind.Claim,
  'x-originating-ip': Kind.Claim,
  'x-original-forwarded-for': Kind.Claim,
  'x-envoy-external-address': Kind.Claim,
  'x-appengine-user-ip': Kind.Claim,
  'x-azure-clientip': Kind.Claim,
  'x-azure-socketip': Kind.Claim,
  'ali-cdn-real-ip': Kind.Claim,
  'cdn-src-ip': Kind.Claim,
  // another path or host than the one that was routed and inspected
  'x-original-url': Kind.Claim,
  'x-original-uri': Kind.Claim,
  'x-original-path': Kind.Claim,
  'x-rewrite-url': Kind.Claim,
  'x-rewrite-uri': Kind.Claim,
  'x-envoy-original-path': Kind.Claim,
  'x-original-host': Kind.Claim,
  'x-host': Kind.Claim,
  'x-http-host': Kind.Claim,
  'x-http-host-override': Kind.Claim,
  'x-host-override': Kind.Claim,
  // another method than the one in the first line
  'x-http-method-override': Kind.Override,
  'x-http-method': Kind.Override,
  'x-method-override': Kind.Override,
});

const RESPONSE_KINDS = table({
  ...COMMON,
  'accept-ranges': Kind.Drop,
  'alt-svc': Kind.Drop,
  'use-as-dictionary': Kind.Drop,
  'get-dictionary': Kind.Drop,
  'x-sdch-encode': Kind.Drop,
  etag: Kind.Tag,
  'cache-control': Kind.Storing,
  expires: Kind.Storing,
  pragma: Kind.Storing,
  age: Kind.Storing,
  'last-modified': Kind.Storing,
  'surrogate-control': Kind.Storing,
  'cdn-cache-control': Kind.Storing,
  location: Kind.Mapped,
  'content-location': Kind.Mapped,
  link: Kind.Mapped,
  refresh: Kind.Mapped,
  sourcemap: Kind.Mapped,
  'set-cookie': Kind.Mapped,
  'access-control-allow-origin': Kind.Mapped,
  'timing-allow-origin': Kind.Mapped,
  'content-security-policy': Kind.Mapped,
  'content-security-policy-report-only': Kind.Mapped,
  'strict-transport-security': Kind.Mapped,
  'content-range': Kind.PartialContent,
});

const TABLES = { request: REQUEST_KINDS, response: RESPONSE_KINDS } as const;

/** Every known name in lower case and in the usual capitals, so that the hot path folds no case. */
function table(kinds: Readonly<Record<string, Kind>>): ReadonlyMap<string, Kind> {
  const map = new Map<string, Kind>();
  for (const [name, kind] of Object.entries(kinds)) {
    map.set(name, kind);
    map.set(
      name.replace(/(^|-)([a-z])/g, (letters) => letters.toUpperCase()),
      kind,
    );
  }
  return map;
}

/** Signatures over a body by a scheme of the sender's own, as webhooks and open banking have them; `Accept-Signature` only asks for one. */
const SIGNATURE_LIKE = /(?:^|-)(?:signature|hmac|jws)(?:-|$)/;

/** Kinds of names that are not in the tables: so many are remembered, and no long one. */
const LEARNED_NAMES = 512;
const LEARNED_CHARACTERS = 48;
const learned = { request: new Map<string, Kind>(), response: new Map<string, Kind>() };

export function kindOf(direction: Direction, name: string): Kind {
  const kind = TABLES[direction].get(name) ?? learned[direction].get(name);
  if (kind !== undefined) return kind;
  const found = judge(direction, name);
  if (learned[direction].size < LEARNED_NAMES && name.length <= LEARNED_CHARACTERS && !/\d{4}/.test(name))
    learned[direction].set(name, found);
  return found;
}

function judge(direction: Direction, name: string): Kind {
  const lower = name.toLowerCase();
  const known = TABLES[direction].get(lower);
  if (known !== undefined) return known;
  // a CGI server reads an underscore as a hyphen
  const hyphens = lower.replaceAll('_', '-');
  if (direction === 'request') {
    const meant = TABLES.request.get(hyphens);
    if (hyphens.startsWith('x-forwarded') || meant === Kind.Claim) return Kind.Claim;
    if (meant === Kind.Override) return Kind.Override;
  }
  return SIGNATURE_LIKE.test(lower) && !lower.startsWith('accept-') ? Kind.Signature : Kind.EndToEnd;
}

/** How the sender of a request may prove that he made it, body and all; other schemes prove only who he is. */
const SIGNING = /^(?:AWS4?[- ]|Signature |HMAC|SharedKey|EG1-HMAC|Hawk |MAC |OAuth .*oauth_signature=|Digest .*qop="?auth-int)/i;

/** Whether an Authorization vouches for the message and not only for its sender. */
export const isSigning = (authorization: string): boolean => SIGNING.test(authorization);
