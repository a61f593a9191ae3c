/** Where the texts of messages stand, on the platforms of traffic.md and in what applications write themselves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Places } from '../../src/channel/places.js';
import { compileRoles, type ConversationPaths } from '../../src/channel/roles.js';

/** Texts as `conversation|author|id|state|text`; what is missing is left empty. */
function textsIn(message: string | object, paths?: ConversationPaths): string[] | string {
  const bytes = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  const texts = new Places(compileRoles(paths)).find(bytes, 0, bytes.length);
  if (typeof texts === 'string') return texts;
  return texts.map((text) => [text.conversation, text.author, text.id, text.state, Buffer.from(text.read).toString()].join('|'));
}

const inString = (value: unknown): string => JSON.stringify(value);

describe('platforms', () => {
  test.each<[string, object, string[]]>([
    ['Amazon Connect: JSON in a string', { topic: 'aws/chat', content: inString({ Id: 'm1', Type: 'MESSAGE', ContactId: 'c1', ParticipantId: 'p1', AbsoluteTime: '2026-11-22T10:00:00.000Z', Content: '4111' }) }, ['c1|p1|m1|said|4111']],
    ['Zendesk: one comment three times', { ticket: { id: 7, comment: { author_id: 5, body: 'a', html_body: '<p>a</p>', plain_body: 'a' } } }, ['7|5||said|a', '7|5||said|<p>a</p>', '7|5||said|a']],
    ['Twilio Conversations', { ConversationSid: 'CH1', Author: 'anna', Sid: 'IM1', Body: 'hi' }, ['CH1|anna|IM1|said|hi']],
    ['LiveChat event', { action: 'incoming_event', payload: { chat_id: 'C', thread_id: 'T', event: { id: 'E', author_id: 'A', type: 'message', text: 'x' } } }, ['C|A|E|said|x']],
    ['LiveChat history', { chat: { id: 'C', thread: { id: 'T', events: [{ id: 'E1', text: 'a', author_id: 'A' }, { id: 'E2', text: 'b', author_id: 'B' }] } } }, ['C|A|E1|said|a', 'C|B|E2|said|b']],
    ['LiveChat sneak peek', { action: 'incoming_sneak_peek', payload: { chat_id: 'C', sneak_peek: { author_id: 'A', text: '41' } } }, ['C|A||draft|41']],
    ['LiveChat, sent', { action: 'send_sneak_peek', payload: { chat_id: 'C', sneak_peek_text: '41' } }, ['C|||draft|41']],
    ['Salesforce Sneak Peek', { messages: [{ type: 'ChasitorSneakPeek', message: { text: 'my card', position: 0 } }] }, ['|||draft|my card']],
    ['Salesforce, by name', { sneakPeek: '4111', chatKey: 'K' }, ['K|||draft|4111']],
    ['Genesys, with a configured key elsewhere', { topicName: 'v2.x', eventBody: { id: 'M', sender: { id: 'S' }, body: 'hi', conversation: { id: 'V' } } }, ['V|S|M|said|hi']],
    ['Transcribe', { Transcript: { Results: [{ ResultId: 'R', IsPartial: true, Alternatives: [{ Transcript: 'four one' }] }] } }, ['|||interim|four one']],
    ['Deepgram', { type: 'Results', is_final: false, channel: { alternatives: [{ transcript: 'four' }] } }, ['|||interim|four']],
    ['final', { isFinal: true, callId: 'L', speaker: 'agent', text: 'four' }, ['L|agent||said|four']],
    ['AssemblyAI', { message_type: 'PartialTranscript', text: 'four' }, ['|||interim|four']],
    ['typing with a text', { event: 'typing', text: '4' }, ['|||draft|4']],
  ])('%s', (_name, message, texts) => expect(textsIn(message)).toEqual(texts)); // prettier-ignore

  test.each<[string, object, string[]]>([
    ['arguments of an event about something else', ['moved', '4111'], []],
    ['words for a name', ['chat message', '4111'], ['|||said|4111']],
    ['arguments of an event that is a name', ['message', '4111', { text: '1' }], ['|||said|4111', '|||said|1']],
    ['SignalR call about a message', { type: 1, target: 'ReceiveMessage', arguments: ['anna', '4111'] }, ['|||said|anna', '|||said|4111']],
    ['arguments before their target', { arguments: ['4111'], target: 'SendMessage' }, ['|||said|4111']],
    ['SignalR call about something else', { type: 1, target: 'SetState', arguments: ['4111'] }, []],
    ['numbers', { text: 4111, author: 7 }, ['|7||said|4111']],
    ['an identifier around a list is none of its messages', { messageId: 'x', items: [{ text: 'a' }] }, ['|||said|a']],
    ['the id of an envelope is none of the message', { id: '1', type: 'next', payload: { data: { message: { text: 'a' } } } }, ['|||said|a']],
    ['no names that mean anything', { note: '4111', amount: 12 }, []],
  ])('%s', (_name, message, texts) => expect(textsIn(message)).toEqual(texts)); // prettier-ignore
});

describe('JSON', () => {
  test('escapes are undone, in names and strings within strings', () => {
    expect(textsIn('{"t\\u0065xt":"4\\u0031 \\"\\u00e9\\ud83d\\ude00\\n"}')).toEqual(['|||said|41 "é😀\n']);
    expect(textsIn(`{"a":${inString(`{"b":${inString('{"text":"4\\u00311"}')}}`)}}`)).toEqual(['|||said|411']);
  });

  test.each<[string, string]>([
    ['cut short', '{"text":"4111"'],
    ['no quote', '{"text":"4111}'],
    ['words behind it', '{"text":"4111"} or so'],
    ['a name without quotes', '{text:"4111"}'],
    ['words', 'hello'],
    ['nothing', ''],
  ])('%s is none', (_name, text) => expect(textsIn(text)).toBe('not json'));

  test('words in brackets are words, and what only looks like JSON within a text is the text', () => {
    expect(textsIn({ text: '{"text":"4111"}' })).toEqual(['|||said|{"text":"4111"}']);
    expect(textsIn({ body: '[anna] 4111' })).toEqual(['|||said|[anna] 4111']);
  });

  test('several documents', () => expect(textsIn('{"text":"a"}\n{"text":"b"}\x1e')).toEqual(['|||said|a', '|||said|b']));

  test('too deep', () => expect(textsIn('['.repeat(300) + ']'.repeat(300))).toBe('too deep'));

  test('each byte of a text knows where it stands', () => {
    const message = Buffer.from(`{"a":${inString('{"text":"4\\u0031\\n1"}')}}`);
    const texts = new Places(compileRoles()).find(message, 0, message.length);
    if (typeof texts === 'string') throw new Error(texts);
    const [{ offsets, read, start, end }] = texts;
    const written = [...read].map((_, at) => message.toString('latin1', offsets?.[at], offsets?.[at + 1]));
    expect(written).toEqual(['4', '\\\\u0031', '\\\\n', '1']);
    expect(message.toString('latin1', start, end)).toBe('4\\\\u0031\\\\n1');
  });

  test('reads any JSON as JSON.parse does: a text that is put anywhere is found', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small', noUnicodeString: false }), fc.string(), (around, words) => {
        const found = textsIn(`[${around},{"text":${JSON.stringify(words)}}]`);
        expect(found).toContain(`|||said|${words}`);
      }),
    );
  });

  test('long strings, with escapes anywhere, end where JSON.parse says', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', ' ', '{', '字'), minLength: 1, maxLength: 6 });
    const long = fc.tuple(letters, fc.nat(300), letters).map(([first, length, last]) => `${first}${'x'.repeat(length)}${last}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(long, long), { minLength: 1, maxLength: 4 }), fc.boolean(), (pairs, isInner) => {
        const documents = pairs.map(([note, text]) =>
          JSON.stringify({ note: isInner ? JSON.stringify({ id: note }) : note, text, id: note }),
        );
        const texts = textsIn(`[${documents.join()}]`);
        const ids = pairs.map(([note]) => Buffer.from(note).subarray(0, 256).toString());
        expect(texts).toEqual(pairs.map(([, text], i) => `||${ids[i]}|said|${text}`));
      }),
    );
  });

  test('a document of many strings is searched once, not once for each', () => {
    const strings = Array.from({ length: 40_000 }, () => '"note":"[1]"').join();
    expect(textsIn(`{${strings},"text":"4111"}`)).toEqual(['|||said|4111']);
  });
});

describe('places that a route names', () => {
  const paths = { text: ['m.*.t'], author: ['m.*.who'], conversation: ['session'], messageId: ['m.*.n'], draft: ['live'] };

  test('are found beside those of names, and count more', () => {
    expect(textsIn({ session: 'S', conversationId: 'other', m: [{ t: '4111', who: 'w', author: 'x', n: 3, id: 4 }] }, paths)).toEqual([
      'S|w|3|said|4111',
    ]);
    expect(textsIn({ live: { a: ['4'] }, text: 'b' }, paths)).toEqual(['|||draft|4', '|||said|b']);
  });

  test('also in strings that are JSON', () => {
    expect(textsIn({ m: inString([{ t: '1' }]) }, paths)).toEqual(['|||said|1']);
  });
});
