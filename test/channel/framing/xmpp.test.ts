/** XMPP over WebSocket: one stanza in a message, JSON in its text read as JSON and written as XML. */
import { describe, expect, it } from 'vitest';
import type { Cut } from '../../../src/channel/framing/framing.js';
import { XMPP } from '../../../src/channel/framing/xmpp.js';
import { handshake, Wire } from '../../support/framing.js';

const CARD = '4111 1111 1111 1111';
const MASKED = '**** **** **** 1111';

/** An event of Genesys Cloud: JSON in the item of a notification. */
const event = (json: string): string =>
  `<message from='pubsub.example' to='a@b/c' id='m1'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='v2.users.1'><item id='1'><json>${json}</json></item></items></event></message>`;

describe('XMPP', () => {
  it('is recognised by its subprotocol', () => {
    expect(XMPP.recognises(handshake({ subprotocol: 'xmpp' }))).toBe(true);
    expect(XMPP.recognises(handshake({ subprotocol: 'soap' }))).toBe(false);
  });

  it.each([
    ['the words of a message', `<message to='a'><body>${CARD}</body></message>`, `<message to='a'><body>${MASKED}</body></message>`],
    ['an attribute', `<iq><query card="4111111111111111"/></iq>`, `<iq><query card="************1111"/></iq>`],
    ['an address', `<presence to='4111111111111111@x'/>`, `<presence to='************1111@x'/>`],
    ['escaped JSON', event(`{&quot;text&quot;:&quot;${CARD}&quot;,&quot;cvv&quot;:&quot;123&quot;}`), event(`{&quot;text&quot;:&quot;${MASKED}&quot;,&quot;cvv&quot;:&quot;***&quot;}`)],
    ['JSON with bare quotes', event(`{"a":"&lt;b&gt; &amp; ${CARD}","cvv":123}`), event(`{"a":"&lt;b&gt; &amp; ${MASKED}","cvv":0  }`)],
    ['digits as references', event(`{"a":"&#52;&#x31;11&#0049;11111111111"}`), event(`{"a":"************1111"}`)],
    ['JSON whose brackets are references', event(`&#123;&#34;cvv&#34;:&#34;123&#34;&#125;`), event(`&#123;&#34;cvv&#34;:&#34;***&#34;&#125;`)],
    ['JSON in JSON', event(`{"a":"{\\&quot;cvv\\&quot;:\\&quot;123\\&quot;}"}`), event(`{"a":"{\\&quot;cvv\\&quot;:\\&quot;***\\&quot;}"}`)],
    ['JSON in a section', event(` <![CDATA[{"cvv":"123","a":"<&"}]]> `), event(` <![CDATA[{"cvv":"***","a":"<&"}]]> `)],
    ['text of several sections', `<message><body>${CARD}<![CDATA[ & ${CARD}]]></body></message>`, `<message><body>${MASKED}<![CDATA[ & ${MASKED}]]></body></message>`],
    ['two texts of JSON', `<m><a>{"cvv":"123"}</a>x<b>[{"cvv":"456"}]</b></m>`, `<m><a>{"cvv":"***"}</a>x<b>[{"cvv":"***"}]</b></m>`],
  ])('redacts %s', (_, message, expected) => {
    for (const direction of ['request', 'response'] as const) expect(new Wire(XMPP).shown(direction, message)).toBe(expected);
  }); // prettier-ignore

  it('gives JSON to be read as a document', () => {
    const cut = XMPP.open(handshake()).response.read(Buffer.from(event('{&quot;text&quot;:&quot;&lt;b&gt;&quot;}')), false) as Cut;
    const json = cut.pieces
      .filter(({ format }) => format === 'json')
      .map(({ start, end }) => Buffer.from(cut.bytes).toString('utf8', start, end));
    expect(json).toEqual(['{"text":"<b>"}']);
  });

  it.each([
    `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'/>`,
    `<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>`,
    `<?xml version='1.0'?><open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>`,
    `<stream:stream xmlns:stream='http://etherx.jabber.org/streams' to='x'>`,
    '</stream:stream>',
    `<a xmlns='urn:xmpp:sm:3' h='12'/>`,
    `<r xmlns='urn:xmpp:sm:3'/>`,
    `<iq id='41-7' type='get'><ping xmlns='urn:xmpp:ping'/></iq>`,
    `<message><body>a &lt; b &copy; {c}</body></message>`,
    event('{&quot;a&quot;:&quot;&lt;b&gt;&quot;}'),
    ' \n',
    '',
  ])('passes clean stanzas as the very bytes: %s', (message) => {
    const bytes = Buffer.from(message);
    const answer = new Wire(XMPP).pass('response', bytes, false);
    expect(answer).toBe(bytes);
  });

  it.each([
    ['a stanza that does not end', '<message><body>4111 1111', 'SLUICE_BAD_REQUEST'],
    ['the end of another', ' 1111 1111</body></message>', 'SLUICE_BAD_REQUEST'],
    ['only an end', '</body>', 'SLUICE_BAD_REQUEST'],
    ['a tag that does not end', '<message', 'SLUICE_BAD_REQUEST'],
    ['a tag in a tag', '<message a="<b>"/>', 'SLUICE_BAD_REQUEST'],
    ['a section that does not end', '<m><![CDATA[ 4111</m>', 'SLUICE_BAD_REQUEST'],
    ['a section outside', '<![CDATA[x]]>', 'SLUICE_BAD_REQUEST'],
    ['words outside', 'hello', 'SLUICE_BAD_REQUEST'],
    ['words behind a stanza', '<r/>4111', 'SLUICE_BAD_REQUEST'],
    ['words behind the opened stream', '<stream:stream>4111', 'SLUICE_BAD_REQUEST'],
    ['a comment', '<m>41<!-- -->11</m>', 'SLUICE_BAD_REQUEST'],
    ['an instruction', '<m><?x?></m>', 'SLUICE_BAD_REQUEST'],
    ['a declaration in the middle', '<m><?xml version="1.0"?></m>', 'SLUICE_BAD_REQUEST'],
    ['a document type', '<!DOCTYPE m [<!ENTITY c "4111">]><m>&c;</m>', 'SLUICE_DOCTYPE_REFUSED'],
  ])('refuses %s', (_, message, code) => {
    expect(new Wire(XMPP).shown('request', message)).toBe(code);
  });

  it('refuses binary messages', () => {
    expect(new Wire(XMPP).shown('request', Buffer.from('<r/>'))).toBe('SLUICE_BINARY_MESSAGE');
  });
});
