/** What a route says of its live channels, and what that comes to. */
import type { Framing, Handshake } from './framing/framing.js';
import { AUTO, framingOf } from './framing/registry.js';
import { compileEventRoles, compileRoles, type Roles } from './roles.js';

/** Where the parts of a message stand, as paths of rules do (detect/path/notation.ts), besides what is known by name. */
export interface ConversationSpec {
  /** What the conversation goes by: an identifier. */
  readonly key?: readonly string[] | undefined;
  readonly author?: readonly string[] | undefined;
  readonly text?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly draft?: readonly string[] | undefined;
  /** The stricter budget: six digits also in a first message, and nothing exempt. Default false. */
  readonly strict?: boolean | undefined;
}

export interface ChannelSpec {
  /** Name of a framing, or `auto`. Default auto. */
  readonly framing?: string | undefined;
  /** `off`: each message is judged by itself. Default: what is known by name. */
  readonly conversation?: 'off' | ConversationSpec | undefined;
  /** Text that somebody is typing: taken out, its digits masked, or left. Default blank. */
  readonly typing?: 'blank' | 'mask' | 'allow' | undefined;
  /** Digits of transcripts that are not final: masked or left. Default mask. */
  readonly interim?: 'mask' | 'allow' | undefined;
  /** In event streams: where pieces of messages stand that arrive word by word, besides those known by name. Paths of rules. */
  readonly deltas?: readonly string[] | undefined;
}

/** How what people say is read. */
export interface Listening {
  readonly roles: Roles;
  readonly typing: 'blank' | 'mask' | 'allow';
  readonly interim: 'mask' | 'allow';
  readonly isStrict: boolean;
}

export interface ChannelPlan {
  /** The framing of a channel that opens with a handshake. */
  readonly framingOf: (handshake: Handshake) => Framing;
  /** Undefined where conversations are off. */
  readonly listening: Listening | undefined;
  /** The same for event streams. */
  readonly eventRoles: Roles;
}

/** Throws PathError for a path that cannot be read. */
export function planOf({
  framing = AUTO,
  conversation = {},
  typing = 'blank',
  interim = 'mask',
  deltas = [],
}: ChannelSpec = {}): ChannelPlan {
  const paths = pathsOf(conversation === 'off' ? {} : conversation);
  const isNamed = Object.values(paths).some((list) => list.length > 0);
  const roles = isNamed ? compileRoles(paths) : (known ??= compileRoles());
  const eventRoles =
    isNamed || deltas.length > 0 ? compileEventRoles({ ...paths, delta: deltas }) : (knownOfEvents ??= compileEventRoles());
  const listening = conversation === 'off' ? undefined : { roles, typing, interim, isStrict: conversation.strict ?? false };
  return { framingOf: (handshake) => framingOf(framing, handshake), listening, eventRoles };
}

/** Names alone are the same for all routes. */
let known: Roles | undefined;
let knownOfEvents: Roles | undefined;

const pathsOf = ({ key = [], author = [], text = [], id = [], draft = [] }: ConversationSpec): Record<string, readonly string[]> => ({
  conversation: key,
  author,
  text,
  messageId: id,
  draft,
});
