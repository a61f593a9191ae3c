/** The configuration as it is written: one YAML file, or several in one folder. Unknown keys are mistakes. */
import { z } from 'zod';
import { LIMITS } from '../../base/limits.js';
import { ACTIONS } from '../../policy/clause.js';
import { identitySchema, keySchema } from './identity.js';
import { limitsSchema } from './limits.js';
import { adminSchema, listenerSchema } from './listeners.js';
import { routeSchema } from './routes.js';
import { count, duration, Fault, file, name, oneOrMore, percent, scalar } from './scalar.js';
import { upstreamSchema } from './upstreams.js';

const entity = z
  .string()
  .regex(/^(?:\*|[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\.\*)?)$/, 'must be an entity such as card.pan, or a class of them such as card.*');

export const clauseSchema = z
  .strictObject({
    entity: oneOrMore(entity).describe('What is found: card.pan, a class such as card.* or *, or a list of them.'),
    direction: z.enum(['request', 'response']).optional().describe('Towards the CRM (request) or towards the agent (response); both, unless said.'), // prettier-ignore
    route: oneOrMore(name).optional().describe('Name of a route, or a list; all, unless said.'),
    role: oneOrMore(name).optional().describe('Role of the caller, or a list; everybody, unless said.'),
    score: count({ min: 1, max: 100 }).optional().describe('Only findings with at least this score, 1 to 100.'),
    action: z.enum(ACTIONS).describe('What is done.'),
    show: z
      .strictObject({
        first: count({ min: 0, max: 64 }).exactOptional().describe('At the beginning; of a PAN at most its IIN.'),
        last: count({ min: 0, max: 64 }).exactOptional().describe('At the end; of a PAN at most four.'),
      })
      .optional()
      .describe('Characters that stay readable under mask and truncate.'),
    key: name.optional().describe('Name of the key, under hash.'),
  })
  .describe('One line of the policy. The most specific clause that matches wins; of equals the most severe.');

export const rulesSchema = z
  .strictObject({
    folder: file.optional().describe('Folder of rule packs instead of those that ship with Sluice.'),
    own: file.optional().describe('Folder of rule packs of your own, beside those that ship with Sluice.'),
    packs: z.union([z.array(z.string().min(1)), z.literal('all')]).default([]).describe('Packs to load besides those that load by default, or "all".'), // prettier-ignore
  })
  .describe('What is looked for.');

const memory = percent({ min: 10, max: 99 });

export const overloadSchema = z
  .strictObject({
    eventLoopDelay: duration({ min: 10, max: 60_000 }).prefault('400ms').describe('Delay of the event loop at which long requests are refused; the other steps of degradation stand in proportion.'), // prettier-ignore
    memory: memory.prefault('85%').describe('Part of the memory that the process may have at which long requests are refused.'),
  })
  .describe('When Sluice is full. What it does not take it refuses; nothing passes uninspected.');

/** The words of observe/log.ts, which this room may not ask; a test compares them. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export const logSchema = z
  .strictObject({
    level: z.enum(LEVELS).default('info').describe('Least level that is logged.'),
    file: file.optional().describe('File to which the log is appended as well.'),
    access: z.boolean().default(true).describe('One line an exchange: identifiers and numbers, never a value.'),
  })
  .describe('The log.');

const workers = scalar(
  (value): number | 'auto' | Fault =>
    value === 'auto' || (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMITS.workers)
      ? value
      : new Fault(`must be a number of processes from 1 to ${LIMITS.workers}, or auto`, 'auto is one for each core'),
  { type: ['integer', 'string'], such: [1, 'auto'] },
);

/** The parts that are lists: their items may stand in several files. */
export const LISTS = {
  listeners: listenerSchema,
  upstreams: upstreamSchema,
  routes: routeSchema,
  policy: clauseSchema,
} as const;

/** The parts that are one thing each. */
export const PARTS = {
  admin: adminSchema,
  identity: identitySchema,
  rules: rulesSchema,
  mode: z.enum(['enforce', 'observe']).default('enforce').describe('enforce redacts; observe counts what would be redacted and changes no byte.'), // prettier-ignore
  limits: limitsSchema,
  workers: workers.prefault(1).describe('Processes that share the listeners: a number, or auto for one a core.'),
  overload: overloadSchema,
  log: logSchema,
  serverTiming: z.boolean().default(false).describe('Tell agents in a Server-Timing header how long Sluice took.'),
} as const;

const version = z.literal(1).describe('Version of this format.');

/** A whole configuration, for editors and documentation. The loader judges part by part, so that each tells all its mistakes. */
export const configSchema = z.strictObject({
  version,
  listeners: z.array(listenerSchema).min(1).describe('Where agents connect.'),
  admin: adminSchema.optional(),
  upstreams: z.array(upstreamSchema).default([]).describe('The CRMs.'),
  routes: z.array(routeSchema).min(1).describe('Which requests go where; what no route takes is refused.'),
  identity: identitySchema.optional(),
  keys: z.record(name, keySchema).default({}).describe('Keys for hash, by name.'),
  policy: z.array(clauseSchema).default([]).describe('What happens to findings; what no clause says is done as the rule says.'),
  rules: rulesSchema.optional(),
  mode: PARTS.mode,
  limits: limitsSchema.optional(),
  workers: PARTS.workers,
  overload: overloadSchema.optional(),
  log: logSchema.optional(),
  serverTiming: PARTS.serverTiming,
});

export const KEYS: readonly string[] = Object.keys(configSchema.shape);

export type Listener = z.output<typeof listenerSchema>;
export type Upstream = z.output<typeof upstreamSchema>;
export type Route = z.output<typeof routeSchema>;
export type ClauseEntry = z.output<typeof clauseSchema>;
export type Identity = z.output<typeof identitySchema>;
export type KeyEntry = z.output<typeof keySchema>;
