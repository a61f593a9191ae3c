/**
 * One message each as platforms write them: what somebody says is found, with its copies, and nothing else. Identifiers, times, counts and telephone
 * numbers of the envelope are full of digits that may begin like a card's (4539…): told to a conversation they would hide those of people, or lose some.
 */
import { describe, expect, test } from 'vitest';
import { Places } from '../../src/channel/places.js';
import { compileRoles } from '../../src/channel/roles.js';

function textsIn(message: object): string[] | string {
  const bytes = Buffer.from(JSON.stringify(message));
  const texts = new Places(compileRoles()).find(bytes, 0, bytes.length);
  return typeof texts === 'string' ? texts : texts.map(({ read }) => Buffer.from(read).toString());
}

describe('what is said in a message of', () => {
  test.each<[string, object, string[]]>([
    ['JSON-RPC list', { jsonrpc: '2.0', id: 4539148800, method: 'chat.sendMessage', params: ['room-a', '4111 1111'] }, ['room-a', '4111 1111']],
    ['JSON-RPC object', { jsonrpc: '2.0', id: 7, method: 'message/send', params: { conversationId: 'c', id: 4408822124314, text: '4111' } }, ['4111']],
    ['A2A', { jsonrpc: '2.0', id: 1, method: 'message/send', params: { message: { role: 'user', parts: [{ kind: 'text', text: '4111' }], messageId: 'm1', contextId: 'ctx' } } }, ['4111']],
    ['JSON-RPC ids', { jsonrpc: '2.0', id: 1, method: 'message.read', params: ['4539148800'] }, []],
    ['data under type', { type: 'message', data: '4111 1111', ts: 1763805600000 }, ['4111 1111']],
    ['data of an event', { event: 'chat', room: 'R', data: '4111' }, ['4111']],
    ['payload under type', { type: 'new_message', payload: '4111', id: 12 }, ['4111']],
    ['data of something else', { type: 'price', data: '4111' }, []],
    ['data that is a number', { type: 'message', data: 4539148800 }, []],
    ['Quill', { id: 'm1', conversationId: 'c', content: { ops: [{ insert: '4111 1111', attributes: { bold: true } }, { insert: '\n' }, { retain: 4539148800 }] } }, ['4111 1111', '\n']],
    ['ProseMirror/TipTap/ADF', { body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '4111' }] }] } }, ['4111']],
    ['Slate', { children: [{ type: 'paragraph', children: [{ text: '4111' }] }] }, ['4111']],
    ['Draft.js', { blocks: [{ key: '4539a', text: '4111', type: 'unstyled', depth: 0, inlineStyleRanges: [{ offset: 0, length: 4 }] }], entityMap: {} }, ['4111']],
    ['Lexical', { root: { children: [{ children: [{ text: '4111', type: 'text', version: 1 }], type: 'paragraph' }] } }, ['4111']],
    ['Intercom webhook', { type: 'notification_event', app_id: 'abc', data: { type: 'notification_event_data', item: { type: 'conversation', id: '147', created_at: 1763805600, user: { type: 'user', id: '6329b1f2', email: 'a@b.se' }, conversation_message: { type: 'conversation_message', id: '40391', subject: '', body: '<p>4111</p>', author: { type: 'user', id: '5310d8e7' } }, conversation_parts: { type: 'conversation_part.list', conversation_parts: [{ type: 'conversation_part', id: '4412', part_type: 'comment', body: '<p>1111</p>', created_at: 1763805660, author: { type: 'admin', id: '991' } }], total_count: 4539148800 } } }, topic: 'conversation.user.replied', delivery_attempts: 1, first_sent_at: 1763805661 }, ['<p>4111</p>', '<p>1111</p>']],
    ['Intercom realtime', { eventName: 'NewComment', eventData: { conversationId: '147', entity: { blocks: [{ type: 'paragraph', text: '4111' }], participant: { id: '991' } } } }, ['4111']],
    ['LivePerson publish', { kind: 'req', id: '1', type: 'ms.PublishEvent', body: { dialogId: 'd1', conversationId: 'c1', event: { type: 'ContentEvent', contentType: 'text/plain', message: '4111 1111' } } }, ['4111 1111']],
    ['LivePerson notification', { kind: 'notification', type: 'ms.MessagingEventNotification', body: { changes: [{ sequence: 4539, originatorId: '4111.abc', serverTimestamp: 1763805600000, event: { type: 'ContentEvent', message: '4111', contentType: 'text/plain' }, dialogId: 'd1', conversationId: 'c1', originatorMetadata: { id: 'x', role: 'CONSUMER' } }] } }, ['4111']],
    ['LivePerson accept status', { kind: 'notification', type: 'ms.MessagingEventNotification', body: { changes: [{ sequence: 2, event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [4539, 1488, 8004] }, dialogId: 'd1' }] } }, []],
    ['Twilio Conversations REST', { account_sid: 'AC45', conversation_sid: 'CHx', body: '4111', media: null, author: 'smee', participant_sid: 'MBx', attributes: '{ "importance": "high" }', date_created: '2026-11-22T10:00:00Z', index: 4539, delivery: { total: 2, sent: 'all', read: 'some' }, sid: 'IMx', url: 'https://conversations.twilio.com/v1/Conversations/CHx/Messages/IMx', links: {} }, ['4111']],
    ['Twilio webhook', { EventType: 'onMessageAdded', ConversationSid: 'CHx', MessageSid: 'IMx', Index: '4539', Body: '4111', Author: '+15555550100', DateCreated: '2026-11-22T10:00:00.000Z', AccountSid: 'AC1' }, ['4111']],
    ['Twilio Sync/IPMessaging event', { event_type: 'com.twilio.rtd.cds.list.item_added', correlation_id: 4539148800, event: { item_index: 4539, item_data: { body: '4111', author: 'a', sid: 'IMx', channel_sid: 'CHx' } } }, ['4111']],
    ['Sunshine Conversations webhook', { app: { id: 'a' }, webhook: { id: 'w', version: 'v2' }, events: [{ id: 'e1', createdAt: '2026-11-22T10:00:00Z', type: 'conversation:message', payload: { conversation: { id: 'c1', type: 'personal' }, message: { id: 'm1', received: '2026-11-22T10:00:00Z', author: { type: 'user', userId: 'u1', displayName: 'Ann' }, content: { type: 'text', text: '4111' }, source: { integrationId: 'i', type: 'web' } } } }] }, ['4111']],
    ['Sunshine v1', { trigger: 'message:appUser', app: { _id: 'a' }, conversation: { _id: 'c1' }, messages: [{ text: '4111', type: 'text', role: 'appUser', received: 1763805600.123, name: 'Ann', authorId: 'u1', _id: 'm1', source: { type: 'web' } }], appUser: { _id: 'u1' } }, ['4111']],
    ['Sunshine form response', { events: [{ payload: { conversation: { id: 'c1' }, message: { id: 'm1', author: { userId: 'u' }, content: { type: 'formResponse', fields: [{ name: 'card', label: 'Card', text: '4111', type: 'text' }], textFallback: 'Card: 4111' } } } }] }, ['4111', 'Card: 4111']],
    ['Zendesk Chat streaming', { channel: 'chat', data: { chat_id: 'c', type: 'chat.msg', timestamp: 1763805600000, msg: '4111', nick: 'visitor:1', display_name: 'Ann' } }, ['4111']],
    ['Genesys web messaging in', { action: 'onMessage', token: 't', message: { type: 'Text', text: '4111 1111', channel: { metadata: { customAttributes: { order: '4539148800' } } } } }, ['4111 1111']],
    ['Genesys web messaging out', { type: 'message', class: 'StructuredMessage', code: 200, body: { text: '4111', type: 'Text', direction: 'Outbound', id: 'm1', channel: { time: '2026-11-22T10:00:00.000Z', messageId: 'm1' }, originatingEntity: 'Human' } }, ['4111']],
    ['Genesys notification message', { topicName: 'v2.conversations.messages.abc', version: '2', eventBody: { id: 'conv', participants: [{ id: 'p', messages: [{ messageId: 'm', messageTime: '2026-11-22T10:00:00Z' }], attributes: { accountBalance: '4539148800' } }] }, metadata: { CorrelationId: 'x' } }, []],
    ['Genesys chat body', { topicName: 'v2.conversations.chats.x.messages', eventBody: { id: 'm', conversation: { id: 'c' }, sender: { id: 's' }, body: '4111', bodyType: 'standard', timestamp: '2026-11-22T10:00:00Z' } }, ['4111']],
    ['Genesys transcript', { topicName: 'v2.conversations.x.transcription', eventBody: { eventTime: '2026-11-22T10:00:00Z', conversationId: 'c', communicationId: 'k', transcripts: [{ utteranceId: 'u', isFinal: true, channel: 'EXTERNAL', alternatives: [{ confidence: 0.93, offsetMs: 45391488, durationMs: 803, transcript: 'four one', words: [{ word: 'four', offsetMs: 1 }] }] }] } }, ['four one']],
    ['MIAW SSE', { channelType: 'embedded_messaging', conversationId: 'c', conversationEntry: { senderDisplayName: 'Ann', identifier: 'e1', entryType: 'Message', entryPayload: '{"entryType":"Message","id":"m1","abstractMessage":{"id":"m1","messageType":"StaticContentMessage","inReplyToMessageId":null,"staticContent":{"formatType":"Text","text":"4111"}}}', sender: { appType: 'iamessage', role: 'EndUser', subject: 's1' }, transcriptedTimestamp: 1763805600000, clientTimestamp: 1763805600000, clientDuration: 4539 } }, ['4111']],
    ['MIAW send', { message: { id: 'm1', messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: '4111' } }, esDeveloperName: 'x', isNewMessagingSession: false }, ['4111']],
    ['MIAW choices', { conversationId: 'c', conversationEntry: { identifier: 'e', entryPayload: '{"abstractMessage":{"messageType":"ChoicesMessage","choices":{"formatType":"Buttons","text":"Choose","optionItems":[{"typeName":"TitleOptionItem","optionIdentifier":"4539","titleItem":{"title":"4111"}}]}}}' } }, ['Choose', '4111']],
    ['Live Agent', { messages: [{ type: 'ChatMessage', message: { text: '4111', name: 'Ann', schedule: { responseDelayMilliseconds: 0 }, agentId: '0054' } }], sequence: 4539, offset: 45391488 }, ['4111']],
    ['Freshchat webhook', { actor: { actor_type: 'user', actor_id: 'u1' }, action: 'message_create', action_time: '2026-11-22T10:00:00Z', data: { message: { message_parts: [{ text: { content: '4111' } }], app_id: 'a', actor_id: 'u1', id: 'm1', channel_id: 'ch', conversation_id: 'c1', interaction_id: '4539-1', message_type: 'normal', actor_type: 'user', created_time: '2026-11-22T10:00:00Z', user_id: 'u1' } } }, ['4111']],
    ['Slack event', { token: 'z', team_id: 'T1', api_app_id: 'A1', event: { type: 'message', channel: 'C2147483705', user: 'U2147483697', text: '4111', ts: '1355517523.000005', event_ts: '1355517523.000005', channel_type: 'channel', thread_ts: '1355517523.000001', blocks: [{ type: 'rich_text', block_id: '4539', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '4111' }, { type: 'date', timestamp: 1720710212 }] }] }] }, type: 'event_callback', event_id: 'Ev1', event_time: 1355517523 }, ['4111', '4111']],
    ['Slack changed', { type: 'message', subtype: 'message_changed', channel: 'C1', ts: '1358878755.000001', message: { type: 'message', user: 'U1', text: '4111', edited: { user: 'U1', ts: '1358878755.000001' }, ts: '1355517523.000005' } }, ['4111']],
    ['Slack attachments', { type: 'message', channel: 'C1', ts: '1.1', text: '', attachments: [{ id: 4539, fallback: '4111', pretext: '41', title: 't', fields: [{ title: 'Card', value: '4111', short: true }] }] }, ['', '4111', '41']],
    ['Bot Framework', { type: 'message', id: '1485983408511', timestamp: '2026-11-22T10:00:00.4277Z', localTimestamp: '2026-11-22T10:00:00', serviceUrl: 'https://smba.trafficmanager.net/emea/', channelId: 'msteams', from: { id: '29:1XJK', name: 'Ann', aadObjectId: '4539' }, conversation: { conversationType: 'personal', tenantId: 't', id: 'a:17I0' }, recipient: { id: '28:c9e8', name: 'bot' }, textFormat: 'plain', text: '4111', entities: [{ locale: 'en-US', type: 'clientInfo' }], channelData: { tenant: { id: 't' } } }, ['4111']],
    ['Direct Line', { activities: [{ type: 'message', id: 'abc|0000001', timestamp: '2026-11-22T10:00:00Z', channelId: 'directline', from: { id: 'u' }, conversation: { id: 'abc' }, text: '4111', replyToId: 'abc|0000000', speak: '4111', inputHint: 'acceptingInput' }], watermark: '4539148800' }, ['4111', '4111']],
    ['Adaptive card', { type: 'message', conversation: { id: 'a' }, attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: '4111' }, { type: 'FactSet', facts: [{ title: 'Card', value: '4111' }] }] } }] }, ['4111', '4111']],
    ['Teams Graph', { '@odata.context': 'x', id: '1616990032035', replyToId: null, etag: '1616990032035', messageType: 'message', createdDateTime: '2026-11-22T10:00:00.035Z', chatId: '19:x', from: { user: { id: 'u', displayName: 'Ann' } }, body: { contentType: 'html', content: '<p>4111</p>' }, attachments: [], mentions: [] }, ['<p>4111</p>']],
    ['WhatsApp text', { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: [{ value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' }, contacts: [{ profile: { name: 'Ann' }, wa_id: '16505551234' }], messages: [{ from: '16505551234', id: 'wamid.HBg', timestamp: '1749416383', type: 'text', text: { body: '4111' } }] }, field: 'messages' }] }] }, ['4111']],
    ['WhatsApp interactive', { entry: [{ changes: [{ value: { messages: [{ from: '16505551234', id: 'wamid.x', timestamp: '1749416383', type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '4539', title: '4111' } } }, { from: '1', id: 'w2', type: 'button', button: { payload: '4111', text: '4111' } }, { from: '1', id: 'w3', type: 'image', image: { caption: '4111', mime_type: 'image/jpeg', sha256: 'x', id: '4539148800' } }] } }] }] }, ['4111', '4111', '4111']],
    ['WhatsApp send', { messaging_product: 'whatsapp', recipient_type: 'individual', to: '16505551234', type: 'text', text: { preview_url: true, body: '4111' } }, ['4111']],
    ['WhatsApp status', { entry: [{ changes: [{ value: { statuses: [{ id: 'wamid.x', status: 'sent', timestamp: '1749416383', recipient_id: '16505551234', conversation: { id: 'b1', expiration_timestamp: '1750000000' }, pricing: { billable: true, category: 'service' } }] } }] }] }, []],
    ['Messenger', { object: 'page', entry: [{ id: '4539148800', time: 1458692752478, messaging: [{ sender: { id: '4539148811' }, recipient: { id: '4539148822' }, timestamp: 1762902671000, message: { mid: 'm_x', text: '4111', quick_reply: { payload: '4111' } } }] }] }, ['4111']],
    ['Messenger postback', { object: 'page', entry: [{ messaging: [{ sender: { id: 'u' }, recipient: { id: 'p' }, timestamp: 1, postback: { mid: 'm', title: '4111', payload: 'START' } }] }] }, ['4111']],
    ['Messenger send', { recipient: { id: '4539148800' }, messaging_type: 'RESPONSE', message: { text: '4111' } }, ['4111']],
    ['Matrix', { type: 'm.room.message', room_id: '!jEsUZKDJdhlrceRyVU:example.org', sender: '@ann:example.org', event_id: '$143273582443PhrSn', origin_server_ts: 1432735824653, unsigned: { age: 1234, transaction_id: '4539148800' }, content: { msgtype: 'm.text', body: '4111', format: 'org.matrix.custom.html', formatted_body: '<b>4111</b>' } }, ['4111', '<b>4111</b>']],
    ['Matrix sync', { next_batch: 's72595_4483_1934', rooms: { join: { '!726s6s6q:example.com': { timeline: { events: [{ type: 'm.room.message', sender: '@a:x', event_id: '$1', origin_server_ts: 1432735824653, content: { msgtype: 'm.text', body: '4111', formatted_body: '<b>4111</b>' } }], limited: true, prev_batch: 't34-23535_0_0' }, unread_notifications: { highlight_count: 4539, notification_count: 1488 } } } } }, ['4111', '<b>4111</b>']],
    ['Telegram', { update_id: 453914880, message: { message_id: 1365, from: { id: 1111111, is_bot: false, first_name: 'Ann' }, date: 1441645532, chat: { id: 4539148, type: 'private', first_name: 'Ann' }, text: '4111', entities: [{ offset: 0, length: 4, type: 'bold' }] } }, ['4111']],
    ['LINE', { destination: 'U', events: [{ type: 'message', timestamp: 1462629479859, source: { type: 'user', userId: 'U4af' }, message: { id: '444573844083572737', type: 'text', quoteToken: 'q3Plxr', text: '4111' } }] }, ['4111']],
    ['Apple Messages for Business', { v: 1, type: 'text', id: 'x', sourceId: 's', destinationId: 'd', body: '4111', locale: 'en' }, ['4111']],
    ['Google RCS', { senderPhoneNumber: '+16505551234', messageId: 'm', agentId: 'a', text: '4111', sendTime: '2026-11-22T10:00:00Z' }, ['4111']],
    ['RCS suggestion', { senderPhoneNumber: '+1', messageId: 'm', suggestionResponse: { postbackData: '4111', text: '4111' } }, ['4111']],
    ['Vonage', { channel: 'messenger', message_uuid: 'm', to: '45391488', from: '0301', timestamp: '2026-11-22T10:00:00Z', context_status: 'none', message_type: 'text', text: '4111' }, ['4111']],
    ['Kustomer', { name: 'kustomer.message.create', data: { type: 'message', id: 'm', attributes: { channel: 'chat', preview: '4111', body: '4111', createdAt: '2026-11-22T10:00:00Z' }, relationships: { conversation: { data: { type: 'conversation', id: 'c' } } } } }, ['4111', '4111']],
    ['HubSpot thread message', { id: 'm', type: 'MESSAGE', conversationsThreadId: '4539148800', createdAt: '2026-11-22T10:00:00Z', text: '4111', richText: '<p>4111</p>', senders: [{ actorId: 'V-1', name: 'Ann' }], client: { clientType: 'SYSTEM' } }, ['4111', '<p>4111</p>']],
    ['Drift', { orgId: 1, type: 'new_message', data: { id: 4539148800, conversationId: 12345, body: '4111', type: 'chat', author: { id: 1, type: 'contact' }, createdAt: 1763805600000 } }, ['4111']],
    ['Crisp', { website_id: 'w', event: 'message:send', data: { website_id: 'w', type: 'text', from: 'user', origin: 'chat', content: '4111', fingerprint: 163239814537000, session_id: 's', user: { nickname: 'v', user_id: 's' }, stamped: true }, timestamp: 1763805600000 }, ['4111']],
    ['Tidio/JSON event', { event: 'newMessage', data: { messageId: 'm', message: { message: '4111' } } }, ['4111']],
    ['Front', { type: 'inbound', payload: { _links: {}, id: 'evt', conversation: { id: 'cnv', subject: 's' }, target: { _meta: { type: 'message' }, data: { id: 'msg', blurb: '4111', body: '<p>4111</p>', text: '4111', created_at: 1763805600.123 } } } }, ['4111', '<p>4111</p>', '4111']],
    ['Gorgias', { id: 4539148800, ticket_id: 12, body_text: '4111', body_html: '<p>4111</p>', stripped_text: '4111', created_datetime: '2026-11-22T10:00:00' }, ['4111', '<p>4111</p>', '4111']],
    ['Zoho SalesIQ', { entity: 'chat', message: { text: '4111', time: '1763805600000', id: '1_1', type: 'text' } }, ['4111']],
    ['Chatwoot', { event: 'message_created', id: '1', content: '4111', created_at: '2026-11-22', message_type: 'incoming', content_type: 'text', conversation: { display_id: '4539' }, sender: { id: '1', name: 'A' } }, ['4111']],
    ['Rocket.Chat DDP', { msg: 'method', method: 'sendMessage', id: '42', params: [{ _id: 'm', rid: 'R', msg: '4111' }] }, ['method', '4111']],
    ['Rocket.Chat stream', { msg: 'changed', collection: 'stream-room-messages', id: 'id', fields: { eventName: 'R', args: [{ _id: 'm', rid: 'R', msg: '4111', ts: { $date: 1763805600000 }, u: { _id: 'u', username: 'ann' } }] } }, ['changed', '4111']],
    ['Mattermost', { event: 'posted', data: { channel_display_name: 'x', post: '{"id":"p","create_at":1763805600000,"user_id":"u","channel_id":"c","message":"4111"}', sender_name: '@ann' }, seq: 7 }, ['4111']],
    ['Discord', { op: 0, s: 4539, t: 'MESSAGE_CREATE', d: { id: '334385199974967042', channel_id: '290926798999357250', content: '4111', author: { id: '53908099506183680', username: 'm' }, timestamp: '2026-11-22T10:00:00Z', embeds: [{ title: 't', description: '4111' }] } }, ['4111']],
    ['XMPP JSON/Stream chat', { type: 'message.new', cid: 'messaging:c', message: { id: 'm', text: '4111', html: '<p>4111</p>', user: { id: 'u' }, created_at: '2026-11-22T10:00:00Z' } }, ['4111', '<p>4111</p>']],
    ['Sendbird', { category: 'group_channel:message_send', sender: { user_id: 'u' }, payload: { message_id: 4539148800, message: '4111', created_at: 1763805600000 }, channel: { channel_url: 'x' } }, ['4111']],
    ['ActionCable', { identifier: '{"channel":"RoomChannel"}', message: { type: 'message', data: '4111' } }, ['4111']],
    ['ServiceNow AMB', { channel: '/rw/default/sys_cs_message', data: { sys_id: '4539148800', operation: 'insert', record: { number: { value: '4539148800', display_value: 'IMS4539148' }, comments: { value: '4111', display_value: '2026-11-22 10:00:00 - Ann\n4111' }, work_notes: { display_value: '1111' } }, changes: ['comments'] } }, ['4111', '2026-11-22 10:00:00 - Ann\n4111', '1111']],
    ['Five9/NICE chat', { eventType: 'CHAT_MESSAGE', payload: { interaction: 'i', messages: [{ messageContent: { type: 'TEXT', text: '4111', payload: { text: '4111' } } }] } }, ['4111', '4111']],
  ])('%s', (_name, message, texts) => expect(textsIn(message)).toEqual(texts)); // prettier-ignore
});

describe('names that mean something with others alone', () => {
  test.each<[string, object, string[]]>([
    ['a method about something else', { jsonrpc: '2.0', method: 'eth_call', params: ['4539148800'] }, []],
    ['a method that asks for messages', { method: 'chat.getHistory', params: ['4539148800'] }, []],
    ['numbers among the arguments of a method', { method: 'chat.say', params: [4539148800, 'hello'] }, ['hello']],
    ['a method behind its arguments', { params: ['4111'], method: 'chat.say' }, ['4111']],
    ['a kind behind its data', { data: '4111', type: 'message' }, ['4111']],
    ['data that is JSON is followed', { type: 'message', data: '{"text":"4111","id":4539148800}' }, ['4111']],
    ['a copy without its text', { html: '<b>4539148800</b>', snippet: '4539148800' }, []],
    ['a copy before its text', { html: '4111', text: '4111' }, ['4111', '4111']],
    ['an insert elsewhere', { insert: '4111', rows: [{ insert: '4111' }], facts: [{ insert: '4111' }] }, []],
    ['a value and a title elsewhere', { fields: [{ title: '4539', value: '4539148800' }], value: '4539148800' }, []],
    ['the answer to a call, and what sums a text up', { type: 'reply', payload: '4539148800', text: 'x', summary: '4539148800' }, ['x']],
    ['a number among facts', { facts: [{ title: 'Order', value: 4539148800 }] }, []],
  ])('%s', (_name, message, texts) => expect(textsIn(message)).toEqual(texts)); // prettier-ignore
});

/** Story: a ticker of case updates lost digits of parcels and weights, as if somebody dictated a card in them. */
describe('an update of a record', () => {
  test.each<[string, object, string[]]>([
    ['says nothing', { id: 'U-2', caseId: 'K-48190', kind: 'parcel', text: 'Parcel RR259984110SE, weight 2.350 kg.' }, []],
    ['whose kind has a verb', { event: 'order.updated', data: { caseId: 'K-1', text: '4111 1111' } }, []],
    ['whose kind stands behind', { text: '4111', type: 'PAYMENT_FAILED' }, []],
    ['that somebody wrote is followed', { type: 'order', author: 'ann', text: '4111' }, ['4111']],
    ['around what somebody wrote is followed', { type: 'order.updated', comment: { user: { id: 7 }, text: '4111' } }, ['4111']],
    ['of another kind is followed', { kind: 'note', caseId: 'K-1', text: '4111' }, ['4111']],
  ])('%s', (_name, message, texts) => expect(textsIn(message)).toEqual(texts)); // prettier-ignore
});
