/**
 * The plan of the house: which folder of src may import values from which, and what the core may not touch.
 * docs/architecture.md shows the same table; a test compares them.
 */

/** A folder of src, or a file that stands alone in it. Everything may import `base`, and a room may import itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  text: [],
  kernel: ['text'],
  wire: [],
  document: ['wire'],
  observe: [],
  detect: ['kernel', 'text'],
  spoken: ['detect', 'text'],
  format: ['text', 'kernel'],
  ruleset: ['detect', 'spoken', 'kernel', 'text'],
  policy: ['detect'],
  redact: ['detect', 'format', 'policy', 'text', 'kernel'],
  engine: ['kernel', 'text', 'detect', 'spoken', 'format', 'policy', 'redact'],
  channel: ['engine', 'kernel', 'text', 'detect', 'spoken', 'format', 'policy', 'redact'],
  config: ['ruleset', 'policy', 'channel', 'detect'],
  vault: ['engine'],
  audit: ['engine'],
  proxy: ['wire', 'document', 'policy', 'engine', 'channel', 'vault', 'audit', 'observe'],
  admin: ['config', 'ruleset', 'policy', 'engine', 'vault', 'audit', 'observe'],
  compose: ['*'],
  library: ['ruleset', 'policy', 'engine', 'channel'],
  index: ['library', 'ruleset', 'policy', 'engine'],
  lifecycle: ['observe', 'ruleset', 'engine'],
  app: ['*'],
  primary: ['app', '*'],
  cli: ['app', 'primary', '*'],
};

/** Rooms that nobody may import, so `*` leaves them out: they are where programs begin. */
export const DOORS: readonly string[] = ['index', 'app', 'primary', 'cli'];

/** Files where reading begins; what none of them reaches is dead. The kernel has its own compiler and its own door; so have the threads that read documents and compile rules. */
export const ENTRIES: readonly string[] = [
  'src/index.ts',
  'src/cli/main.ts',
  'src/app.ts',
  'src/document/worker.ts',
  'src/lifecycle/compile-thread.ts',
  'src/kernel/assembly/index.ts',
  'src/kernel/assembly/sieve.ts',
];

/** The core: synchronous, free of I/O, clock and chance. */
export const CORE: readonly string[] = ['text', 'kernel', 'detect', 'spoken', 'format', 'policy', 'redact', 'engine', 'channel'];

/** All the core may import from outside src: functions of their arguments alone. */
export const CORE_PACKAGES: readonly string[] = ['libphonenumber-js', 'luhn', 'node:buffer', 'node:crypto', 'node:util', 'stdnum'];

/** Whatever opens a socket, and the rooms that may. */
export const SOCKETS: Readonly<Record<string, readonly string[]>> = {
  ws: ['proxy'],
  fastify: ['proxy', 'admin', 'app'],
  'node:net': ['proxy', 'admin', 'app'],
  'node:http': ['proxy', 'admin', 'app'],
  'node:https': ['proxy', 'admin', 'app'],
  'node:http2': ['proxy', 'admin', 'app'],
  'node:tls': ['proxy', 'admin', 'app'],
};

/** What these modules offer besides sockets: questions about a text. */
export const SOCKETLESS: readonly string[] = ['isIP', 'isIPv4', 'isIPv6'];

export const LIMIT_FILE_LINES = 400;
export const LIMIT_FUNCTION_LINES = 70;

/** Fewer modules or edges than these mean that the test looked at nothing. */
export const FEWEST_MODULES = 30;
export const FEWEST_EDGES = 60;
