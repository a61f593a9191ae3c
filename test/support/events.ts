/** Streams of server-sent events for tests: messages word by word in the words of several applications, and what is left of them. */
import type { Effect, Step } from '../../src/engine/api.js';
import { LiveEvents, type LiveEventsOptions } from '../../src/channel/events/live.js';
import { compileEventRoles } from '../../src/channel/roles.js';
import { engine } from './engine.js';

/** How an application writes one piece of a message, and where it stands in its JSON. */
export interface Shape {
  readonly name: string;
  piece(text: string, count: number, message?: string): object;
  /** The piece in what JSON.parse answers; undefined where the event holds none. */
  text(json: unknown): string | undefined;
  /** With which the message ends, if the application says so. */
  readonly end?: object | string;
}

interface Loose {
  readonly [name: string | number]: Loose & string;
}

const read =
  (take: (json: Loose) => unknown) =>
  (json: unknown): string | undefined => {
    try {
      const found = take(json as Loose);
      return typeof found === 'string' ? found : undefined;
    } catch {
      return undefined;
    }
  };

export const SHAPES: readonly Shape[] = [
  {
    name: 'chat completions',
    piece: (content, _count, message = '0') => ({
      id: 'chatcmpl-x',
      object: 'chat.completion.chunk',
      choices: [{ index: Number(message), delta: { content }, finish_reason: null }],
    }),
    text: read((json) => json.choices[0].delta.content),
    end: '[DONE]',
  },
  {
    name: 'responses',
    piece: (delta, count, message = 'a') => ({ type: 'response.output_text.delta', item_id: `msg_${message}`, output_index: 0, content_index: 0, sequence_number: count, delta }),
    text: read((json) => json.delta),
    end: { type: 'response.completed', response: { status: 'completed' } },
  }, // prettier-ignore
  {
    name: 'content blocks',
    piece: (text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    text: read((json) => json.delta.text),
    end: { type: 'content_block_stop', index: 0 },
  },
  {
    name: 'a home-made CRM',
    piece: (delta, _count, message = 'm1') => ({ messageId: message, delta }),
    text: read((json) => json.delta),
    end: { messageId: 'm1', isFinal: true },
  },
  {
    name: 'an identifier for each event',
    piece: (delta, count) => ({ id: `evt-${count}`, index: count, delta }),
    text: read((json) => json.delta),
  },
  {
    name: 'messaging for web',
    piece: (text, count, message = 't1') => ({
      conversationId: 'c-a',
      conversationEntry: {
        identifier: `entry-${count}`,
        entryType: 'StreamingToken',
        entryPayload: JSON.stringify({ id: `n${count}`, streamingToken: { sequenceNumber: count, targetMessageIdentifier: message, token: { formatType: 'Text', text } } }), // prettier-ignore
      },
    }),
    text: read((json) => (JSON.parse(json.conversationEntry.entryPayload) as Loose).streamingToken.token.text),
  },
  {
    name: 'parts of a desktop',
    piece: (delta, _count, message = 'txt-a') => ({ type: 'text-delta', id: message, delta }),
    text: read((json) => json.delta),
    end: { type: 'text-end', id: 'txt-a' },
  },
];

/** An event of a line, with a name and an identifier. */
export const eventOf = (data: object | string, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** The values of the `data` fields of events of one line each. */
export const dataIn = (stream: string): string[] =>
  stream.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice('data: '.length)); // prettier-ignore

/** What a receiver joins of the pieces that leave. */
export function textIn(stream: string, { text }: Shape): string {
  return dataIn(stream).map((data) => (data.startsWith('{') ? (text(JSON.parse(data)) ?? '') : '')).join(''); // prettier-ignore
}

export interface Ran {
  readonly output: string;
  readonly effects: readonly Effect[];
  /** What left with each write, and with the end. */
  readonly steps: readonly string[];
}

export function liveEvents(options: Partial<LiveEventsOptions> = {}): LiveEvents {
  const later = (): never => {
    throw new Error('a step where none was due');
  };
  return new LiveEvents({ engine, direction: 'response', roles: compileEventRoles(), later, ...options });
}

/** Feeds a stream in pieces, to its end. */
export function runEvents(pieces: readonly (string | Uint8Array)[], options: Partial<LiveEventsOptions> = {}): Ran {
  const stream = liveEvents(options);
  const steps: Step[] = [...pieces.map((piece) => stream.write(Buffer.from(piece))), stream.end()];
  const effects = steps.flatMap((step) => step.effects);
  const refusal = effects.find(({ kind }) => kind === 'refuse');
  if (refusal !== undefined) throw new Error('refused');
  const texts = steps.map(({ bytes }) => Buffer.from(bytes).toString());
  return { output: texts.join(''), effects, steps: texts };
}
