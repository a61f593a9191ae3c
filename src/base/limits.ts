/**
 * Every limit, with its unit in the name and what happens beyond it. Nothing in Sluice grows without one of these.
 */
export const LIMITS = {
  /** Longest file of a configuration, and of those that it names; a longer one does not load. */
  configBytes: 1_048_576,
  /** Masks that are remembered, of answers, to tell those of ours in a request; beyond it the older half is forgotten. */
  rememberedMasks: 65_536,
  /** Masks in one message between a worker and the primary process; others wait for the next. */
  masksPerMessage: 4_096,
  /** Within this time a worker tells the primary process of new masks; until then the other workers do not know them. */
  masksToldMs: 2,
  /** Longest document that `sluice explain` takes in; it is held in memory. */
  explainBytes: 16_777_216,
  /** Bytes the kernel scans at once; longer chunks are scanned in windows of this size. */
  windowBytes: 65_536,
  /** Bytes kept before and demanded after a region so that its surroundings can be judged. */
  contextBytes: 128,
  /** Longest finding, such as a private key; what is longer is found as if it ended there. */
  longFindingBytes: 8_192,
  /** Longest raw form of one digit or separator, e.g. a Unicode escape nested four JSON strings deep; a longer one is "other". */
  unitBytes: 24,
  /** Separators allowed between two digits of one number; a longer gap ends the cluster. */
  gapSeparators: 4,
  /** Zero-width characters allowed in one gap beside the separators. */
  gapZeroWidth: 8,
  /** Fewest and most digits of a PAN (ISO/IEC 7812-1). */
  panDigitsMin: 12,
  panDigitsMax: 19,
  /** Levels of content coding that are unwrapped; a deeper stack is refused. */
  codingDepth: 3,
  /** Decoded bytes over coded bytes, judged after `codingGraceBytes`; beyond it the body is refused as a bomb. */
  codingRatio: 200,
  codingGraceBytes: 1_048_576,
  /** Decoded bytes of one body at any level of its stack; beyond it the body is refused as a bomb, whatever its ratio. */
  codingDecodedBytes: 4_294_967_296,
  /** Window that a zstd body may demand (RFC 9659 section 3); a larger one is refused. */
  zstdWindowBytes: 8_388_608,
  /** Characters of a multipart boundary (RFC 2046 section 5.1.1); a longer one is refused. */
  boundaryCharacters: 70,
  /** White space behind a boundary on its line; beyond it the body is refused. */
  boundaryPaddingBytes: 128,
  /** Head of one part of a multipart body; a longer one is refused. It is held back whole. */
  partHeadBytes: 16_384,
  /** Head of an e-mail or of an HTTP message in a body; a longer one is refused. OData allows URLs of 65,536 characters there. */
  embeddedHeadBytes: 98_304,
  /** Bytes in base64, quoted-printable or percent-encoding that are decoded at once; longer chunks are decoded in pieces of this size. */
  transferPieceBytes: 65_536,
  /** Multipart bodies, e-mails and HTTP messages within each other; a deeper one is refused. */
  containerDepth: 8,
  /** MessagePack, CBOR and protobuf documents, and messages of gRPC; a longer one is refused. They are held back whole. */
  binaryDocumentBytes: 8_388_608,
  /** Values within values in one of them; a deeper one is refused. */
  binaryDepth: 100,
  /** One server-sent event; a longer one refuses its stream. It is held back whole. */
  eventBytes: 1_048_576,
  /** Body of a poll of a live channel; a longer one is refused. It is held back whole. */
  pollBytes: 1_048_576,
  /** Silence of an event stream after which a comment of our own is sent to the downstream, so that nobody on the way gives it up. */
  eventKeepAliveMs: 15_000,
  /** Messages of one event stream that arrive word by word at the same time; beyond it what is held of the one that was idle the longest leaves, its numbers masked. */
  growingMessages: 64,
  /** Text of such a message that its conversation is told at once, unless a line or sentence ends before; and what stands before it and is read with it. */
  growingPartBytes: 256,
  growingContextBytes: 512,
  /** Such messages whose text is kept, and how much of it, to know it again when an event repeats it whole; of more it is told twice. */
  grownMessages: 16,
  grownTextBytes: 65_536,
  /** Identifiers of events of one stream that are remembered: one that comes again is none of an event. */
  eventIds: 1_024,
  /** Events of one stream that wait, in number and bytes, because what they say may go on in the next; beyond either they leave, their numbers masked. */
  heldEvents: 1_024,
  heldEventsBytes: 1_048_576,
  /** Time that events wait so while the message does not go on; then they leave, their numbers masked. */
  heldEventsMs: 2_000,
  /** Packets, records, header lines or texts in one message of a live channel that are inspected by themselves; with more of them the message is refused. */
  framedPieces: 10_000,
  /** Digits of a number by which a framing counts its messages or acknowledgements: too few for a card. A longer one is refused. */
  framedNumberDigits: 8,
  /** Markup between two characters of text that are read as neighbours; text on both sides of more is not joined. */
  markupSeamBytes: 1024,
  /** Beginning of a script's tag in which its type is looked for; a script with a longer one is not data and never changed. */
  scriptTagBytes: 512,
  /** First line of a table; in a longer one no names of columns are looked for. */
  tableHeaderBytes: 16_384,
  /** Name of a column; a longer one says nothing of its values. */
  columnNameCharacters: 48,
  /** What may stand before JSON, such as `while(1);` or the name of a call; behind more of it the body is text. */
  jsonGuardBytes: 96,
  /** Longest name that a rule's path may hold; a longer name in a document is none of those. */
  pathNameBytes: 256,
  /** Levels of a document that are followed for rules with paths; where there are such rules, a deeper document is refused. */
  pathDepth: 1000,
  /** Strings within strings that are followed for rules with paths; what is deeper is searched by value alone. */
  pathStrings: 4,
  /** States of the paths of all rules that are remembered; others are worked out anew each time. */
  pathStates: 4096,
  /** Longest piece of a value that a path names, held back until it is whole; longer values are replaced piece by piece. */
  pathValueBytes: 4096,
  /** Value of an HTML element that stands before the name of its field, held back until that has come; a longer one is refused. */
  pathUndecidedBytes: 65_536,
  /** First line of a table in which columns are looked for that paths name; what is behind has no name. */
  pathHeaderBytes: 65_536,
  /** Request bodies up to this size are forwarded with Content-Length; longer ones are streamed in chunks. */
  bufferedBodyBytes: 65_536,
  /** Longest PDF, Office file or archive; it is held in memory until it is inspected, and beyond it refused. */
  documentBytes: 16_777_216,
  /** Documents of all exchanges that are held in memory at once; beyond it a document is refused with 503. */
  documentsHeldBytes: 134_217_728,
  /** What a document may unpack to, in all its entries and streams; beyond it it is refused as a bomb. */
  documentUnpackedBytes: 67_108_864,
  /** Unpacked over packed bytes of one entry, judged after `codingGraceBytes`. */
  documentRatio: 200,
  /** Entries of an archive, those of archives in it included. */
  documentEntries: 4_096,
  /** Archives in archives, and documents attached to documents: a deeper one is refused. */
  documentDepth: 3,
  /** Pages of a PDF. */
  documentPages: 1_000,
  /** Characters of text that is taken out of a document. */
  documentTextCharacters: 33_554_432,
  /** Time a document's text may take to be taken out; the worker is ended and the document refused. */
  documentTimeoutMs: 10_000,
  /** Documents that wait for the worker; beyond it a document is refused with 503. */
  documentQueueEntries: 128,
  /** Time a document may wait for the worker before it is refused with 503. */
  documentWaitMs: 30_000,
  /** Memory of the worker's heap, in megabytes: a document that needs more is refused. */
  documentHeapMegabytes: 512,
  /** First bytes of a body in which HTML and XML may declare their charset (HTML Living Standard, 13.2.3.2); held back until it is known. */
  charsetPrescanBytes: 1024,
  /** Bytes of another charset than UTF-8 that are decoded at once; longer chunks are decoded in pieces of this size. */
  charsetPieceBytes: 16_384,
  /** Levels of a document in which the texts of a conversation are looked for; a deeper message of a live channel is refused. */
  conversationDepth: 256,
  /** Bytes of the key of a conversation, of an author or of a message that count; keys that differ behind them are the same. */
  conversationKeyBytes: 256,
  /** Longest WebSocket message; beyond it the connection closes with 1009. */
  webSocketMessageBytes: 1_048_576,
  /** Frames of one WebSocket message; beyond it the connection closes with 1008. */
  webSocketFragments: 16_384,
  /** Bytes queued for a slow WebSocket peer before the other side is paused. */
  webSocketQueueBytes: 1_048_576,
  /** Bytes of WebSocket messages that are inspected in one turn of the event loop, over all connections; what is left waits for the next. */
  webSocketTurnBytes: 1_048_576,
  /** Packet of MQTT or frame of STOMP, held back until it is whole when it comes in several messages; in a longer one the connection closes with 1009. */
  framingPacketBytes: 1_048_576,
  /**
   * What a conversation remembers of what was said: so many digits of each author and of all together, so long behind the last of them. Each as
   * many more of those that findings hide, of those that they leave in sight, and of those that are said again.
   */
  conversationDigits: 40,
  conversationDigitsMs: 1_800_000,
  /** Digits of a card number that leave in a conversation: the issuer's; in its first message, where the issuer's may be eight. */
  conversationShownDigits: 6,
  conversationFirstShownDigits: 8,
  /** Digits of a national identifier that leave where one has been asked for. */
  conversationIdentifierDigits: 4,
  /** Behind the last word of payment, groups that may be a card's code or expiry date are masked for so many messages, and at least so long. */
  conversationCodeMessages: 10,
  conversationCodeMs: 180_000,
  /** Messages of one direction by which what names a conversation has proved to be a key, and keys of a connection that are watched for that. */
  conversationKeyMessages: 3,
  conversationKeys: 256,
  /** Messages of a connection without digits that are looked at for what they tell of the name of keys. */
  conversationNameMessages: 64,
  /** Digits of one text, and of all texts of one message or body together, that are read with care; those beyond either are masked, whatever they are. */
  conversationTextDigits: 4_096,
  conversationMessageDigits: 16_384,
  /** Texts with digits in one message or body that are told to conversations; with more of them it is refused. */
  conversationTexts: 2_048,
  /** JSON body that is told to conversations, held back whole; a longer one is refused. */
  conversationBodyBytes: 2_097_152,
  /** Messages of one conversation that were sent and may come back under an identifier of the upstream's, and how long they may take. */
  conversationEchoes: 16,
  conversationEchoMs: 30_000,
  /** Authors of one conversation that are told apart; what further ones say counts for the conversation as a whole. */
  conversationAuthors: 16,
  /** Messages of one conversation whose masks are remembered, so that they are the same when the message comes again; the oldest are forgotten. */
  conversationMessages: 512,
  /** Characters of the identifier of a message; one with a longer one has none. */
  conversationMessageIdCharacters: 256,
  /** Conversations, and bytes of all of them together; beyond either the one that was idle the longest is forgotten. */
  conversations: 65_536,
  conversationsBytes: 134_217_728,
  /** Time without a word after which a conversation is forgotten. */
  conversationIdleMs: 14_400_000,
  /** Conversations of which it is remembered that they were forgotten too early; beyond it every unknown conversation is taken for one of them. */
  conversationsForgotten: 65_536,
  /** Time a worker waits for the process that keeps the conversations; then the message is refused. */
  conversationAnswerMs: 2_000,
  /** Questions of one worker that wait for an answer; beyond it a message is refused. */
  conversationQuestions: 4_096,
  /** Connections to one listener that wait to be accepted; of more at once some are reset. The system may keep fewer (Linux: net.core.somaxconn). */
  listenQueueEntries: 4_096,
  /** Headers of one message. */
  headerBytes: 32_768,
  /** Time to receive a request's head. */
  headersTimeoutMs: 10_000,
  /** Time that a downstream connection without a request is kept: longer than the load balancer's in front, which must be the one to hang up. */
  idleConnectionMs: 75_000,
  /** Time for a TLS handshake with the downstream. */
  tlsHandshakeMs: 10_000,
  /** Handshakes under way at once on one listener; a connection beyond it is closed. */
  tlsHandshakes: 512,
  /** Age at which the keys of TLS session tickets are replaced; older tickets are not taken any more. */
  tlsTicketKeysMs: 21_600_000,
  /** Streams of one HTTP/2 connection that are open at once; one beyond it is refused. */
  http2Streams: 100,
  /** Header lines of one HTTP/2 message, each crumb of a cookie counted; beyond it the stream is reset. */
  http2HeaderLines: 1_000,
  /** Bytes of a request's body that the peer may send on one HTTP/2 stream before they are read. */
  http2WindowBytes: 131_072,
  /** Memory of one HTTP/2 connection, in megabytes; beyond it no more streams are taken. */
  http2SessionMegabytes: 10,
  /** Streams that one HTTP/2 peer may reset, and PING and SETTINGS frames that it may send, within `http2FloodMs`; beyond it its connection is closed. */
  http2Resets: 200,
  http2ControlFrames: 500,
  http2FloodMs: 10_000,
  /** Tunnels open at once on one forward listener; beyond it CONNECT is refused with 503. */
  tunnels: 16_384,
  /** Hosts of one forward upstream that connections are kept to; those to the host that was not asked for the longest are closed. */
  askedUpstreams: 256,
  /** Certificates of hosts that are kept; the least used is forgotten and issued again when it is needed. */
  issuedCertificates: 1_000,
  /** Time to connect to the upstream. */
  connectTimeoutMs: 5_000,
  /** Time for the upstream to begin its answer; long polls take 110 s. */
  upstreamHeadersTimeoutMs: 135_000,
  /** Connections to one server of an upstream; beyond it requests wait for one. */
  upstreamConnections: 16_384,
  /** Requests that wait for a connection to one server; beyond it a request is refused with 503. */
  upstreamQueueEntries: 1_024,
  /** Time a request may wait for a connection before it is refused with 503. */
  upstreamQueueMs: 5_000,
  /** Time an idle connection to the upstream is kept: shorter than servers commonly wait, so that none closes as it is used. */
  upstreamIdleMs: 4_000,
  /** Heads of status 1xx before an answer; beyond it the answer is malformed. */
  upstreamInterimHeads: 16,
  /** Extensions of all chunks of one answer of the upstream; beyond it the answer is malformed. */
  upstreamChunkExtensionBytes: 16_384,
  /** Time without a byte of a request's or answer's body while we are ready for one; event streams are exempt. */
  bodyIdleTimeoutMs: 300_000,
  /**
   * Lowest rate at which a request's body must arrive and an answer be read, when more than `slowGraceMs` were waited beyond it; then the
   * exchange ends with 408 or is cut. What nobody waits for counts nothing, and event streams are exempt. 0: any rate.
   */
  slowBytesPerSecond: 500,
  slowGraceMs: 20_000,
  /** Time for which a downstream must hold up its exchange before that may be given up where connections or memory are short, the slowest first. */
  evictionMs: 2_000,
  /** Of each hundred connections to a server, those that exchanges held up by their downstream may not take: the slowest give way. */
  upstreamReservePercent: 10,
  /** Bytes of a message behind which it is long; long ones share a part of each turn of the event loop, and short ones wait for no more than that. */
  longBodyBytes: 65_536,
  longBodyTurnMs: 5,
  /**
   * Bytes of a message of a live channel, or of a body that people speak in, that are inspected at once; a longer one is inspected in slices of
   * this size, and waits for its turn beside long bodies.
   */
  liveSliceBytes: 4_096,
  /** The same of an event stream: what arrives at once may be many short events, which cost more than their bytes. */
  eventSliceBytes: 1_024,
  /** Open WebSocket connections; beyond it an upgrade is refused with 503. Each takes two file descriptors. */
  webSocketConnections: 16_384,
  /** Time for the upstream to answer the handshake of a WebSocket, once it is connected; then the handshake is refused with 504. */
  webSocketHandshakeMs: 20_000,
  /** Time between pings to each WebSocket peer. One that misses a ping is gone, one and a half of this behind its last word at the latest. */
  webSocketPingMs: 18_000,
  /** WebSockets of one route that are closed in one second of a drain, so that not all come back at once; more where they would outlast the drain. */
  webSocketDrainPerSecond: 3,
  /**
   * Time a WebSocket peer gets to answer a close frame, or to take more of what was queued for it when the other peer left; then its socket is destroyed.
   * Peers with bytes queued get eight times as long; agents whom a drain asks to leave, as long as they go on sending.
   */
  webSocketCloseMs: 5_000,
  /** Longest token of a caller; a longer one is none. */
  tokenBytes: 16_384,
  /** Tokens whose verdict is remembered; beyond it the oldest half is forgotten and verified again when it comes. */
  tokens: 16_384,
  /** Tokens that are verified at the same time; beyond it callers are unknown for this once. */
  tokensVerified: 1_024,
  /** Time the verdict on a valid token, and the keys of an issuer, are remembered at most: a key that was withdrawn counts for as long as both together. */
  tokenMs: 300_000,
  tokenKeysMs: 300_000,
  /** Time a token that was refused is not verified again. */
  tokenRefusedMs: 10_000,
  /** Time to get the keys of an issuer, and time before it is tried again for the same token when that failed. */
  tokenKeysTimeoutMs: 5_000,
  tokenKeysRetryMs: 1_000,
  /** Names and secrets that are checked at the same time or wait for it; beyond it whoever signs in is asked once more. */
  signInsVerified: 1_024,
  /** Characters of a name that a caller goes by: a subject, a tenant, a role. A longer one is none. */
  callerNameCharacters: 256,
  /** HTTP exchanges open at once in one process; beyond it a request is refused with 503. */
  exchanges: 16_384,
  /**
   * Of these, exchanges of one caller whom a token, certificate or trusted hop names, and of one address (IPv6: one /64) that nobody does, which
   * is that of the desktop where trusted hops tell it; beyond it a request is refused with 429.
   */
  callerExchanges: 1_024,
  addressExchanges: 8_192,
  /** Connections of one address (IPv6: one /64) in one process, those of trusted hops aside; one beyond it is refused with 429, under TLS closed. */
  addressConnections: 16_384,
  /** Bytes held back in one process over all streams, documents included; near it new exchanges are refused step by step. */
  heldBackBytes: 268_435_456,
  /** Request bodies longer than this are refused first when Sluice is overloaded. */
  overloadBodyBytes: 65_536,
  /** Most seconds that a refusal under overload asks to wait before the next try; chance spreads what comes back. */
  retryAfterSeconds: 8,
  /** Most worker processes. */
  workers: 256,
  /** Starts of a worker in a row that may fail while no other worker is ready; then Sluice ends with an error. */
  workerStarts: 5,
  /** Routes that metrics tell apart; what goes over further ones is counted together as "other". */
  metricRoutes: 256,
  /** Time that open exchanges get to finish after SIGTERM. */
  drainMs: 10_000,
} as const;
