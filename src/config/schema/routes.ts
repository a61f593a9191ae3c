/** Which requests go where. */
import { z } from 'zod';
import { FRAMINGS } from '../../channel/framing/registry.js';
import { routeLimitsSchema } from './limits.js';
import { hostPattern, name, pathPrefix } from './scalar.js';
import { timeoutsSchema } from './upstreams.js';

const use = z.strictObject({
  upload: z.enum(['pass', 'refuse']).exactOptional().describe("As a request's body."),
  asset: z.enum(['pass', 'refuse']).exactOptional().describe('As the answer to a GET.'),
  answer: z.enum(['pass', 'refuse']).exactOptional().describe('As the answer to any other method.'),
});

/** See policy/opaque.ts. */
export const opaqueSchema = z
  .strictObject({
    image: use.exactOptional().describe('Pictures.'),
    font: use.exactOptional().describe('Fonts.'),
    media: use.exactOptional().describe('Sound and film.'),
    code: use.exactOptional().describe('WebAssembly, programs.'),
    archive: use.exactOptional().describe('Packed archives that cannot be opened.'),
    binary: use.exactOptional().describe('Data without a known signature.'),
  })
  .describe('What happens to content that no detector can read. Whatever passes is a hole: it is counted, and its text is not inspected.');

/** The upstream of a route that forwards to whatever host was asked for. */
export const HOST_ASKED_FOR = 'host';

const placesOf = z.array(z.string().min(1)).min(1).exactOptional();

/** See channel/spec.ts. */
export const channelSchema = z
  .strictObject({
    framing: z
      .enum(['auto', ...FRAMINGS.map(({ name: framing }) => framing)])
      .default('auto')
      .describe('Protocol of the messages inside WebSockets; auto recognises it by the handshake, or takes each message as a document.'),
    conversations: z
      .boolean()
      .default(true)
      .describe('Whether numbers are followed over the messages of a conversation. Without, each message is judged by itself.'),
    strict: z
      .boolean()
      .default(false)
      .describe('Never more than six digits of what may become a card number, and no telephone numbers or dates excepted.'),
    typing: z
      .enum(['blank', 'mask', 'allow'])
      .default('blank')
      .describe('What becomes of text that somebody is typing: taken out, its digits masked, or left. Left is a hole.'),
    interim: z
      .enum(['mask', 'allow'])
      .default('mask')
      .describe('What becomes of digits in transcripts that are not final yet. Left is a hole.'),
    places: z
      .strictObject({
        key: placesOf.describe('What the conversation goes by: an identifier. Without one, a connection is a conversation.'),
        author: placesOf.describe('Who says it.'),
        text: placesOf.describe('What is said.'),
        id: placesOf.describe('Identifier of the message, by which it is known when it comes again.'),
        draft: placesOf.describe('What somebody is typing.'),
        address: placesOf.describe('Addresses of bodies that hold messages, with or without the identifier of one behind: /desk/{conversation}/lines; * is any segment.'), // prettier-ignore
      })
      .prefault({})
      .describe('Paths of JSON messages, as rules write them, and of addresses, for what does not go by a usual name.'),
    bodies: z
      .enum(['auto', 'named', 'all', 'none'])
      .default('auto')
      .describe('Which JSON bodies are told to conversations: those whose address names one, such as /conversations/7/messages; also those in which a message does; all, by their address where nothing else tells; none. They are held back whole.'), // prettier-ignore
    group: name.exactOptional().describe('Routes of one group have their conversations in common: a chat over WebSockets, its history over REST. By default each route is one, by its name.'), // prettier-ignore
    deltas: placesOf.describe(
      'Paths of pieces of messages that arrive word by word in event streams, besides those that go by a usual name.',
    ),
  })
  .describe('Live channels: chats, transcripts, events.');

export const routeSchema = z
  .strictObject({
    name: name.describe('Name of the route, for the policy, in metrics and in the log.'),
    listeners: z.array(name).min(1).optional().describe('Listeners that it holds for; all of them, unless said.'),
    hosts: z.array(hostPattern).min(1).default(['*']).describe('Hosts of requests: crm.example.com, *.example.com for all names below, * alone for any (reverse mode only). The most specific host wins.'), // prettier-ignore
    path: pathPrefix.default('/').describe('How their paths begin, by whole segments: /api is /api and all below. The longest wins.'),
    upstream: name.describe('Name of an upstream, or "host": the host that was asked for, at port 443 (forward mode). `hosts` is then the list of what is allowed.'), // prettier-ignore
    host: z.enum(['preserve', 'upstream']).optional().describe('Host header that the upstream is sent: that of the request, or its own. By default its own in reverse mode, that of the request for upstream: host.'), // prettier-ignore
    timeouts: timeoutsSchema.omit({ connect: true }).prefault({}).describe('Time-outs of exchanges, instead of those of the upstream.'),
    forwarded: z.enum(['x', 'rfc7239', 'none']).default('x').describe('How the upstream is told who asks: X-Forwarded-For, -Proto and -Host; Forwarded (RFC 7239); or not at all. Not in forward mode.'), // prettier-ignore
    hsts: z.string().regex(/^[\x20-\x7e]+$/, 'must be the value of Strict-Transport-Security, such as max-age=31536000').optional().describe('Strict-Transport-Security of our own, in place of the upstream\u2019s (RFC 6797).'), // prettier-ignore
    clearSiteData: z
      .boolean()
      .default(false)
      .describe('Has each browser forget once what it stored of this host before Sluice stood in front of it.'),
    webSocket: z.boolean().default(true).describe('Whether WebSockets are forwarded.'),
    webSocketCompression: z
      .strictObject({
        downstream: z.boolean().default(false).describe('Agents may compress their messages.'),
        upstream: z.boolean().default(false).describe('The upstream may.'),
      })
      .prefault({})
      .describe('permessage-deflate (RFC 7692) on each side by itself, without context from message to message.'),
    channel: channelSchema.prefault({}),
    maskedWrites: z
      .enum(['refuse', 'refuse-known', 'pass'])
      .default('refuse')
      .describe(
        'What becomes of a request that would store a mask in the place of the value it hides. `refuse`: masks that Sluice made, and those that it does not know; `refuse-known`: only those that it remembers to have made. What passes is a hole, and counted: the value may be lost.',
      ),
    opaque: opaqueSchema.prefault({}),
    limits: routeLimitsSchema.prefault({}),
  })
  .describe('Requests to some hosts and paths.');
