/** What a route says of its live channels and of the bodies that hold what is said there, and what that comes to. */
import { type AddressForm, parseAddressForm } from './address.js';
import type { Framing, Handshake } from './framing/framing.js';
import { AUTO, framingOf, pollFramingOf } from './framing/registry.js';
import { compileEventRoles, compileRoles, type Roles } from './roles.js';

/** Where the parts of a message stand, as paths of rules do (detect/path/notation.ts), besides what is known by name. */
export interface ConversationSpec {
  /** What the conversation goes by: an identifier. */
  readonly key?: readonly string[] | undefined;
  readonly author?: readonly string[] | undefined;
  readonly text?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly draft?: readonly string[] | undefined;
  /** Addresses of bodies that hold messages, such as `/desk/{conversation}/lines`. */
  readonly address?: readonly string[] | undefined;
  /** The stricter budget: six digits also in a first message, and nothing exempt. Default false. */
  readonly strict?: boolean | undefined;
}

/**
 * Which JSON bodies are told to conversations, besides polls of a framing: those whose address names one (`auto`); also those in which a
 * message does (`named`); all, by their address where nothing else tells (`all`); none.
 */
export type Bodies = 'auto' | 'named' | 'all' | 'none';

export interface ChannelSpec {
  /** Name of a framing, or `auto`. Default auto. */
  readonly framing?: string | undefined;
  /** `off`: each message is judged by itself. Default: what is known by name. */
  readonly conversation?: 'off' | ConversationSpec | undefined;
  /** Text that somebody is typing: taken out, its digits masked, or left. Default blank. */
  readonly typing?: 'blank' | 'mask' | 'allow' | undefined;
  /** Digits of transcripts that are not final: masked or left. Default mask. */
  readonly interim?: 'mask' | 'allow' | undefined;
  /** Default auto. */
  readonly bodies?: Bodies | undefined;
  /** Routes of one group have their conversations in common. Default: the name of the route. */
  readonly group?: string | undefined;
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
  /** The framing of bodies that can only be polls; undefined where they are bodies like any other. */
  readonly pollFramingOf: (handshake: Handshake) => Framing | undefined;
  /** Undefined where conversations are off. */
  readonly listening: Listening | undefined;
  readonly bodies: Bodies;
  readonly addresses: readonly AddressForm[];
  readonly group: string | undefined;
  /** How what people say is read in event streams, also where conversations are off. */
  readonly eventRoles: Roles;
}

/** Throws PathError for a path that cannot be read, and AddressError for the form of an address. */
export function planOf(spec: ChannelSpec = {}): ChannelPlan {
  const { framing = AUTO, conversation = {}, bodies = 'auto', group, deltas = [] } = spec;
  const paths = pathsOf(conversation === 'off' ? {} : conversation);
  const isNamed = Object.values(paths).some((list) => list.length > 0);
  const roles = isNamed ? compileRoles(paths) : (known ??= compileRoles());
  const isNamedInEvents = isNamed || deltas.length > 0;
  return {
    framingOf: (handshake) => framingOf(framing, handshake),
    pollFramingOf: (handshake) => pollFramingOf(framing, handshake),
    listening: conversation === 'off' ? undefined : listeningOf(roles, conversation, spec),
    bodies,
    addresses: conversation === 'off' ? [] : (conversation.address ?? []).map(parseAddressForm),
    group,
    eventRoles: isNamedInEvents ? compileEventRoles({ ...paths, delta: deltas }) : (knownOfEvents ??= compileEventRoles()),
  };
}

const listeningOf = (roles: Roles, conversation: ConversationSpec, { typing = 'blank', interim = 'mask' }: ChannelSpec): Listening => ({
  roles,
  typing,
  interim,
  isStrict: conversation.strict ?? false,
});

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
