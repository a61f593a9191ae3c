/**
 * Every error Sluice can name, in one table: a stable code, the answer it gives, what happened and what to do.
 *
 * Traffic never throws: a refused message carries one of these codes to the peer. Only bad configuration,
 * bad rules and misuse of the library or the command line throw a `SluiceError`.
 * Texts never contain a value from a message.
 */

/** Which way a message travels: towards the CRM or towards the agent. */
export type Direction = 'request' | 'response';

/** One row of the table. `status` is the HTTP answer by the direction of the refused message, `close` the WebSocket code. */
export interface ErrorEntry {
  readonly status: { readonly [D in Direction]: number };
  readonly close: number;
  readonly what: string;
  readonly todo: string;
}

function entry(request: number, response: number, close: number, what: string, todo: string): ErrorEntry {
  return { status: { request, response }, close, what, todo };
}

// prettier-ignore
export const ERRORS = {
  // uninspectable messages (promise 1: no byte leaves unscanned)
  SLUICE_CODING_UNSUPPORTED: entry(415, 502, 1008, 'The content coding cannot be decoded, so the body cannot be inspected.', 'Send the body with gzip, br, deflate or no content coding.'),
  SLUICE_CODING_CORRUPT: entry(400, 502, 1007, 'The compressed body is damaged, cut short or followed by other bytes.', 'Check the sender; the body was not forwarded.'),
  SLUICE_CODING_BOMB: entry(413, 502, 1009, 'The compressed body expands beyond the configured limits.', 'Raise the decoding limits for this route only if the sender is trusted.'),
  SLUICE_CHARSET_UNSUPPORTED: entry(415, 502, 1007, 'The charset cannot be decoded or is not the one of the bytes, so the text cannot be inspected.', 'Send UTF-8, or declare the charset that is used.'),
  SLUICE_TRANSFER_CODING: entry(501, 502, 1002, 'A transfer coding other than exactly "chunked" was used.', 'Use Content-Length or Transfer-Encoding: chunked.'),
  SLUICE_DOCTYPE_REFUSED: entry(400, 502, 1007, 'A document type with declarations of its own can hide text behind entities, so the document cannot be inspected.', 'Send the document without an internal subset.'),
  SLUICE_SCRIPT_SENSITIVE: entry(403, 502, 1008, 'A script, a style or a name in the markup contains card data and cannot be changed without breaking the page.', 'Send the value in the text, in an attribute or as JSON.'),
  SLUICE_MESSAGE_TOO_LARGE: entry(413, 502, 1009, 'The message exceeds the configured limit.', 'Raise the limit for this route or split the message.'),
  SLUICE_BINARY_MESSAGE: entry(415, 502, 1003, 'A binary WebSocket message cannot be inspected.', 'Send text messages, or declare the framing on the route.'),
  SLUICE_MULTIPART_MALFORMED: entry(400, 502, 1007, 'The multipart body has no usable boundary, no last boundary, or a part without a proper head.', 'Check the sender: one boundary parameter of 1 to 70 characters, and an empty line behind each head.'),
  SLUICE_MULTIPART_AMBIGUOUS: entry(400, 502, 1007, 'Readers would see different parts or values in the multipart body.', 'Check the sender: the boundary stands alone on its lines, all lines end alike, fields and parameters are given once and in order.'),
  SLUICE_PART_UNSUPPORTED: entry(415, 502, 1007, 'A part of the body has a transfer encoding that cannot be decoded, or is not encoded as it says.', 'Send parts as they are, in base64 or in quoted-printable.'),
  SLUICE_BINARY_MALFORMED: entry(400, 502, 1007, 'The body is not the one MessagePack, CBOR, protobuf or gRPC document that it is declared to be, or it is cut short.', 'Check the sender: the media type must be that of the body.'),
  SLUICE_BINARY_AMBIGUOUS: entry(400, 502, 1007, 'The body shows a card number to readers that do not read it as the binary format it is declared to be.', 'Check the sender; the body was not forwarded.'),
  SLUICE_NESTING_TOO_DEEP: entry(400, 502, 1007, 'The body holds parts or values within others beyond the configured depth.', 'Check the sender; the body was not forwarded.'),
  SLUICE_PATH_TOO_DEEP: entry(400, 502, 1007, 'The document is nested too deeply to follow the paths that rules name.', 'Check the sender; the body was not forwarded.'),
  SLUICE_PATH_UNDECIDED: entry(400, 502, 1007, 'A value of HTML is longer than may be held back and stands before the name of its field, which a rule may name.', 'Write the name of the field before its value; the body was not forwarded.'),
  SLUICE_URL_SENSITIVE: entry(403, 502, 1008, 'The URL contains sensitive data; rewriting a URL would change what is asked for.', 'Send the value in the body, not in the path or query.'),
  SLUICE_HEADER_SENSITIVE: entry(403, 502, 1008, 'The name of a header contains sensitive data and cannot be masked, or the value of one cannot be inspected.', 'Send the value in the body.'),
  SLUICE_SIGNED_SENSITIVE: entry(403, 502, 1008, 'The message is signed and holds sensitive data, or is packed so that it cannot leave as it came.', 'Remove the data, or let Sluice see the message before it is signed.'),
  SLUICE_SIGNED_HOST: entry(403, 502, 1008, 'The request signs a host that neither its route nor its upstream is called by, so it can neither be kept nor replaced.', 'Name the host at the route, or let the route keep the host that is asked for (host: preserve).'),
  SLUICE_BINARY_REFUSED: entry(415, 502, 1003, 'The body is a picture, sound, program, packed archive or unknown binary data, which the policy does not let pass here.', 'Let its kind pass in the table of opaque content, if the sender is trusted.'),
  SLUICE_DOCUMENT_SENSITIVE: entry(403, 502, 1008, 'The PDF, Office file or archive contains sensitive data; it cannot be masked in place.', 'Remove the data from the document.'),
  SLUICE_DOCUMENT_UNREADABLE: entry(415, 502, 1007, 'The PDF, Office file or archive is encrypted, damaged, ambiguous or of a kind that cannot be inspected.', 'Send it without a password, in a current format (PDF, docx, xlsx, pptx, odt, ods, zip).'),
  SLUICE_DOCUMENT_LIMIT: entry(413, 502, 1009, 'The PDF, Office file or archive is too large, too deep or too slow to be inspected.', 'Send a smaller document, or raise the document limits.'),
  SLUICE_POLICY_BLOCKED: entry(403, 403, 1008, 'The message contains data that the policy blocks for this caller.', 'Leave the data out, or ask the operator who may see or send it.'),
  SLUICE_PIECE_REFUSED: entry(415, 502, 1003, 'The body is a piece of an upload, and what it holds can be judged in the whole alone.', 'Send the upload in one request, or let binary data pass in the table of opaque content, if the sender is trusted.'),
  SLUICE_MASK_WRITTEN: entry(409, 502, 1008, 'The request would store a mask in the place of the value that it hides.', 'Leave the masked field out, or type its value anew. Where the mask is the value that the CRM holds, load the record again before it is saved.'),
  SLUICE_CALLER_EXPIRED: entry(403, 502, 1008, 'What vouched for the caller of a live channel counts no more, or its route is gone.', 'Connect again, with a valid token.'),
  SLUICE_CONVERSATION_UNAVAILABLE: entry(503, 503, 1013, 'What was said before in the conversation cannot be asked for, so the message cannot be judged.', 'Connect again; if it stays, see the log for the process that keeps conversations.'),
  SLUICE_ENGINE_FAILED: entry(500, 502, 1011, 'The message could not be inspected because of an internal fault.', 'Report the exchange id to the operator; the message was not forwarded.'),
  // protocol
  SLUICE_BAD_REQUEST: entry(400, 502, 1002, 'The message is malformed or ambiguous.', 'Check the sender; ambiguous framing is never forwarded.'),
  SLUICE_METHOD_REFUSED: entry(405, 405, 1002, 'The method is not forwarded.', 'CONNECT and TRACE are refused.'),
  SLUICE_UPGRADE_REFUSED: entry(426, 502, 1002, 'Only upgrades to WebSocket version 13 are forwarded.', 'Use Upgrade: websocket with Sec-WebSocket-Version: 13.'),
  SLUICE_HOST_REFUSED: entry(403, 502, 1008, 'The forward proxy does not connect to this host and port.', 'Add the host to those that the listener allows, if agents need it.'),
  SLUICE_SIGN_IN_NEEDED: entry(407, 502, 1008, 'The forward proxy is for those who sign in, and what was shown is not known to it.', 'Give the browser or program a name and secret, or a token, for the proxy.'),
  SLUICE_MISDIRECTED: entry(421, 502, 1008, 'The request names another host than its connection was made for.', 'Check the sender: Host, and the host of the tunnel, must be the same.'),
  SLUICE_TLS_FAILED: entry(400, 502, 1002, 'The TLS handshake with the downstream failed.', 'Check that the downstream trusts the certificate, offers TLS 1.2 or newer and, where it is asked for, a certificate of its own.'),
  SLUICE_HTTP2_FLOOD: entry(429, 502, 1008, 'An HTTP/2 connection reset streams or sent control frames too often and was closed.', 'Check the sender; it may be an attack.'),
  SLUICE_ROUTE_UNKNOWN: entry(404, 502, 1008, 'No route takes this host and path.', 'Check the address, or add a route for it.'),
  SLUICE_LOOP: entry(508, 508, 1014, 'The request has already passed through this proxy.', 'The upstream address leads back to Sluice; correct it.'),
  // upstream and capacity
  SLUICE_UPSTREAM_UNREACHABLE: entry(502, 502, 1014, 'The upstream cannot be reached.', 'Check the upstream address and that the CRM is running.'),
  SLUICE_UPSTREAM_TLS_FAILED: entry(502, 502, 1014, 'The upstream is there, but the TLS handshake with it failed.', 'Check that its certificate is in date, names this host and comes from an authority in tls.ca of the upstream (without it, one that Node.js knows), that none is revoked, and that it speaks TLS.'),
  SLUICE_UPSTREAM_TIMEOUT: entry(504, 504, 1014, 'The upstream did not answer in time.', 'Check the upstream, or raise the time-out for this route.'),
  SLUICE_UPSTREAM_FAILED: entry(502, 502, 1014, 'The upstream broke off or answered with malformed data.', 'Check the upstream; the answer was not passed on as complete.'),
  SLUICE_UPSTREAM_UNAVAILABLE: entry(503, 503, 1013, 'No server of the upstream is usable: checks fail, or too many requests in a row have.', 'Retry later; check the servers of the upstream.'),
  SLUICE_UPSTREAM_BUSY: entry(503, 503, 1013, 'All connections to the upstream are in use, and none became free in time.', 'Retry later, or raise the connections or the queue of the upstream.'),
  SLUICE_REQUEST_TIMEOUT: entry(408, 408, 1008, 'The request did not arrive in time.', 'Send the request without pauses.'),
  SLUICE_DOWNSTREAM_TIMEOUT: entry(408, 408, 1008, 'The downstream did not read its answer in time.', 'Check the downstream and the network to it.'),
  SLUICE_CALLER_BUSY: entry(429, 503, 1013, 'The caller, or its address, has as many exchanges or connections open as one may have.', 'Finish some first; the operator may raise the limits where many agents share an address.'),
  SLUICE_EVICTED: entry(503, 503, 1013, 'Connections or memory were short, and the downstream had held the exchange up for longer than others.', 'Retry, and send and read without pauses.'),
  SLUICE_OVERLOADED: entry(503, 503, 1013, 'Sluice is at its configured capacity.', 'Retry later; nothing is forwarded uninspected under load.'),
  SLUICE_DRAINING: entry(503, 503, 1012, 'Sluice is shutting down.', 'Retry; another instance will answer.'),
  // configuration, rules, misuse
  SLUICE_USAGE: entry(400, 500, 1011, 'The command line or the call was not understood.', 'See --help.'),
  SLUICE_CONFIG_INVALID: entry(400, 500, 1011, 'The configuration is not valid.', 'Fix what is listed and start again.'),
  SLUICE_RULES_INVALID: entry(400, 500, 1011, 'A rule pack is not valid.', 'Fix what is listed and start again.'),
  SLUICE_WORKERS_FAILED: entry(500, 500, 1011, 'The worker processes end as soon as they are started.', 'See the log for what ends them: memory, limits of the system, or a fault; --workers 1 runs without them.'),
  // admin port
  SLUICE_ADMIN_HOST: entry(421, 421, 1008, 'The admin port is not called by this name.', 'Call it by its address or localhost, or add the name to admin.hosts (--admin-hosts).'),
  SLUICE_ADMIN_PAGE: entry(403, 403, 1008, 'A web page may not change anything by the admin port.', 'Use a program such as curl, which sends neither Origin nor Sec-Fetch-Site.'),
  SLUICE_LISTEN_FAILED: entry(500, 500, 1011, 'A listener could not be opened.', 'Choose a free address and port: of the listener or of admin in the configuration, or with --listen and --admin.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error of the operator's or caller's making, with a code from the table. `detail` says where and never holds a value. */
export class SluiceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string) {
    super(joined(ERRORS[code].what, detail));
    this.name = 'SluiceError';
    this.code = code;
  }

  /** What the reader can do about it. */
  get todo(): string {
    return ERRORS[this.code].todo;
  }
}

/** A detail goes on in the same line, unless it is a list with lines of its own. */
function joined(what: string, detail = ''): string {
  return detail === '' || detail.startsWith('\n') ? what + detail : `${what} ${detail}`;
}
