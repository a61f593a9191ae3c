/**
 * Tokens of machines that national identifiers must leave alone. Story: one in 23 conversations of seven digits and a letter became `c-********`, so the desktop
 * asked for a conversation that does not exist, and an agent who saved a ticket wrote asterisks over its key.
 */
import { describe, expect, it } from 'vitest';
import { engine } from '../support/engine.js';

const findingsIn = (text: string): string[] => engine.redact(text).findings.map(({ entity }) => entity);

/** Each of the weak checks holds for the number in it, by chance. */
const TOKENS: readonly (readonly [platform: string, document: string])[] = [
  ['our own conversation', '{"conversationId":"c-6433435f"}'],
  ['our own message', '{"id":"m_1234567t","ref":"x-12345678z"}'],
  ['Salesforce record and case number', '{"Id":"5003000000D8cuIAAR","CaseNumber":"00001026","CreatedById":"0054W00000AA123456C"}'],
  ['Salesforce messaging session', '{"MessagingSessionId":"0Mw5e0000004CAECA2","ConversationIdentifier":"6433435f"}'],
  ['Zendesk ticket and audit', '{"ticket_id":35436,"audit_id":4408822124314,"external_id":"ahg-6433435F"}'],
  ['Sunshine conversation', '{"conversation":{"id":"029c31f25a21b47effd7be90"},"message":{"id":"5f40256af057d0000d6433435f"}}'],
  [
    'Genesys conversation and topic',
    '{"topicName":"v2.conversations.6433435f-1f2b-4c3d-8e4f-123456789abc","communicationId":"k-1234567t"}',
  ],
  [
    'Dynamics incident and ticket',
    '{"incidentid":"6433435f-1f2b-4c3d-8e4f-123456789abc","ticketnumber":"CAS-01001-K6W6M8","etag":"W/\\"12345678Z\\""}',
  ],
  ['ServiceNow number and sys_id', '{"number":"INC0010112","sys_id":"9d385017c611228701d22104cc95c371","correlation_id":"RITM-6433435F"}'],
  ['ServiceNow interaction', '{"number":"IMS0000042","channel_metadata":"cs_A123456789"}'],
  ['Twilio conversation and message', '{"sid":"IM6433435f12345678abcdef0123456789ab","conversation":"CH-6433435f","index":"A-58818501"}'],
  ['Intercom conversation and part', '{"id":"147","source":{"id":"403918346"},"ref":"part_12345678Z"}'],
  ['Connect contact and item', '{"ContactId":"6433435f-1f2b-4c3d-8e4f-123456789abc","Id":"J000000018","InitialContactId":"i-6433435f"}'],
  [
    'orders and tickets',
    '{"list":["ORD-6433435F","T-12345678-Z","A123456789","R-A58818501","SO_AA123456C","po-AB123456C","P-ABCPE1234F"]}',
  ],
  ['prose', 'please see 6433435f, 12345678Z or A-58818501 for details; branch fix-ab123456c, commit 1234567t'],
];

describe('tokens stay', () => {
  it.each(TOKENS)('%s', (_, document) => expect(findingsIn(document)).toEqual([]));
});

describe('what a person writes with its name or in groups does not', () => {
  it.each([
    ['{"ppsNumber":"6433435F"}', 'id.ie.pps'],
    ['my PPS is 6433435fa, or so', ''],
    ['DNI-12345678Z', 'id.es.dni'],
    ['soy Ana, 54.362.315-K', 'id.es.dni'],
    ['National Insurance: ref-AB123456C', 'id.gb.nino'],
    ['it is AB123456C', 'id.gb.nino'],
    ['it is ab 12 34 56 c', 'id.gb.nino'],
    ['scan_RSSMRA80A01H501U.pdf', 'id.it.codicefiscale'],
  ])('%s', (text, entity) => expect(findingsIn(text)).toEqual(entity === '' ? [] : [entity]));
});
