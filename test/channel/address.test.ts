/** Which addresses name a conversation, by themselves or by what a route says. */
import { describe, expect, it } from 'vitest';
import { addressed, AddressError, parseAddressForm, plainPath } from '../../src/channel/address.js';

const named = (path: string, ...forms: string[]): string => {
  const answer = addressed(path, forms.map(parseAddressForm));
  return answer === undefined ? '' : (answer.conversation ?? 'theirs') + (answer.message === undefined ? '' : ` ${answer.message}`);
};

describe('an address names a conversation', () => {
  it.each([
    ['/conversations/c1/messages', 'c1'],
    ['/v2/apps/a1/conversations/c1/messages?page=2', 'c1'], // Sunshine Conversations
    ['/v1/Conversations/CH1/Messages', 'CH1'], // Twilio
    ['/api/v2/conversations/chats/c1/messages', 'c1'], // Genesys
    ['/api/v2/conversations/messages/c1/communications/x/messages', 'c1'],
    ['/conversations/v3/conversations/threads/t1/messages', 't1'], // HubSpot
    ['/iamessage/api/v2/conversation/c1/entries', 'c1'], // Salesforce
    ['/conversations/c1/reply', 'c1'], // Intercom
    ['/conversations/147?display_as=plaintext', '147'], // Intercom
    ['/api/v1/accounts/1/conversations/147.json', '147'], // Chatwoot
    ['/participant/transcript', 'theirs'], // Amazon Connect: messages name it
    ['/eu/Participant/%74ranscript/', 'theirs'],
    ['/calls/7/transcript', '7'],
    ['/chats/7/messages/m5', '7 m5'],
    ['/messages?conversationId=7', '7'],
    ['/api/messages?limit=5&chat_id=7', '7'],
    ['/chats/7/messages.json', '7'],
  ])('%s', (path, expected) => expect(named(path)).toBe(expected));

  it.each([
    '/chats//7/messages/',
    '/chats/7/%6dessages',
    '/chats/%37/messages',
    '/CHATS/7/Messages',
    '/chats/7;v=1/messages',
    '/chats/8/../7/./messages',
  ])('in any spelling: %s', (path) => expect(named(path)).toBe('7'));

  it.each([
    '/contacts/7',
    '/tickets/7/comments',
    '/conversations',
    '/conversations/6433435f-1f2b-4c3d-8e4f-123456789abc',
    '/conversations/7/tags',
    '/records/7?of=/conversations/7',
    '/participants/7/transcript',
    '/participant/transcript/7',
    '/conversations/messages',
    '/messages',
    '/messages?page=7',
    '/calls/7/history',
    '/services/data/v60.0/sobjects/Case/500',
    '/chats/7/messages/m5/attachments',
    '/records?conversationId=7',
    '/chats/%zz',
  ])('or does not: %s', (path) => expect(named(path)).toBe(''));
});

describe('forms of a route', () => {
  it.each([
    ['/desk/{conversation}/lines', '/desk/7/lines?page=2', '7'],
    ['/desk/{conversation}/lines', '/desk/7/lines/l5', '7 l5'],
    ['/*/case/{conversation}', '/eu/case/7', '7'],
    ['/desk/{conversation}/lines', '/desk/7', ''],
    ['/desk/{conversation}/lines', '/desk/7/lines/5/x', ''],
    ['/desk/{conversation}/lines', '/Desk/7/lines', ''],
  ])('%s and %s', (form, path, expected) => expect(named(path, form)).toBe(expected));

  it.each(['desk/{conversation}', '/desk', '/{conversation}/{conversation}', '/desk/{conversation}?x=1', '/desk-{conversation}', '/{id}'])(
    'cannot be read: %s',
    (form) => expect(() => parseAddressForm(form)).toThrow(AddressError),
  );
});

it('a conversation without a name goes by its path in one spelling', () => {
  expect(plainPath('/a//b/%63;x/?q=1')).toBe('a/b/c');
});
