/** The public library: compile rules, open an engine. Everything else in this package is internal. */
export { SluiceError, type Direction, type ErrorCode } from './base/errors.js';
export type {
  Action,
  CharsetHints,
  Effect,
  Engine,
  Finding,
  Format,
  MessageMeta,
  Redacted,
  RedactionStream,
  Snapshot,
  Step,
} from './engine/api.js';
export type { EngineOptions } from './engine/engine.js';
export { proveRules } from './engine/prove.js';
export {
  createEngine,
  underPolicy,
  type Conversation,
  type ConversationAnswer,
  type ConversationMessage,
  type ConversationOptions,
  type ConversingEngine,
} from './library.js';
export type { Clause, Shown } from './policy/clause.js';
export type { Mode, Policy } from './policy/policy.js';
export { resolvePolicies, type Policies, type ResolvedPolicy } from './policy/resolve.js';
export { reviewClauses, type ClauseMistake } from './policy/review.js';
export { loadRules } from './ruleset/load.js';
