/**
 * The story: an agent reloads the desktop in the middle of a chat. What was seen live is seen again, and what was masked is masked, because the message is
 * known by its identifier. Platforms put that beside the text or around the member that holds it, and live and kept messages differ in that.
 */
import { describe, expect, test } from 'vitest';
import { addressed } from '../../src/channel/address.js';
import { Places } from '../../src/channel/places.js';
import { compileRoles } from '../../src/channel/roles.js';

function idsIn(message: object): (string | undefined)[] {
  const bytes = Buffer.from(JSON.stringify(message));
  const texts = new Places(compileRoles()).find(bytes, 0, bytes.length);
  if (typeof texts === 'string') throw new Error(texts);
  return texts.map(({ id }) => id);
}

const sunshine = {
  id: 'm1',
  received: '2026-05-18T09:00:00Z',
  author: { userId: 'u1', type: 'user' },
  content: { type: 'text', text: '4111' },
};
const entry = {
  id: 'm1',
  abstractMessage: { id: 'm1', messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: '4111' } },
};

describe('a message has the same identifier live and in its history', () => {
  test.each<[string, object, object]>([
    [
      'Salesforce Messaging',
      { conversationId: 'c', conversationEntry: { identifier: 'e1', entryPayload: JSON.stringify(entry), sender: { role: 'EndUser' } } },
      { conversationEntries: [{ identifier: 'e1', sender: { role: 'EndUser' }, entryPayload: entry }] },
    ],
    [
      'Sunshine Conversations',
      { events: [{ id: 'e7', payload: { conversation: { id: 'c1' }, message: sunshine } }] },
      { messages: [sunshine], meta: { hasMore: false } },
    ],
    [
      'Azure Communication Services',
      { groupId: '19:x@thread.v2', messageId: 'm1', messageBody: '4111', clientMessageId: 'k' },
      { value: [{ id: 'm1', type: 'text', sequenceId: '3', content: { message: '4111' }, senderDisplayName: 'Ann' }] },
    ],
    [
      'ServiceNow',
      { data: { operation: 'insert', record: { sys_id: 'm1', text: '4111' } } },
      { result: [{ sys_id: 'm1', conversation: 'c', message: '4111' }] },
    ],
    ['a database without names of its own', { room: 'r', _id: 'm1', msg: '4111' }, { messages: [{ _id: 'm1', msg: '4111' }] }],
    ['WhatsApp', { messages: [{ id: 'm1', type: 'text', text: { body: '4111' } }] }, { messages: [{ id: 'm1', text: '4111' }] }],
  ])('%s', (_, live, kept) => {
    expect(idsIn(live)).toContain('m1');
    expect(idsIn(kept)).toEqual(['m1']);
  });

  test.each<[string, object]>([
    ['of a call around it', { jsonrpc: '2.0', id: 7, method: 'message/send', params: { text: '4111' } }],
    ['of a conversation that holds a list of messages', { id: 'c1', messages: [{ text: '4111' }] }],
    ['of a ticket that is given a comment', { ticket: { id: 't1', comment: { body: '4111', public: true } } }],
    ['of an event that carries it', { events: [{ id: 'e7', payload: { text: '4111' } }] }],
  ])('but not the one %s', (_, message) => expect(idsIn(message)).toEqual([undefined]));
});

test('a chat thread of Dynamics is one conversation live and in its history', () => {
  const bytes = Buffer.from(JSON.stringify({ groupId: '19:x@thread.v2', messageId: 'm1', messageBody: '4111' }));
  const [text] = new Places(compileRoles()).find(bytes, 0, bytes.length);
  expect(text).toMatchObject({ conversation: '19:x@thread.v2', keyName: 'groupId' });
  expect(addressed('/chat/threads/19%3Ax%40thread.v2/messages?api-version=2021-09-07', [])?.conversation).toBe('19:x@thread.v2');
});
