/** Bayeux: lists of messages, whose own members are left to the peers and whose data is what applications say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMETD } from '../../../src/channel/framing/cometd.js';
import type { Cut, Handshake } from '../../../src/channel/framing/framing.js';
import { handshake, Wire } from '../../support/framing.js';

const wire = (changes: Partial<Handshake> = {}): Wire => new Wire(COMETD, { path: '/cometd', ...changes });

/** The pieces of a message: their bytes, heads in brackets. */
function piecesOf(message: string): string[] {
  const cut = COMETD.open(handshake({ path: '/cometd' })).response.read(Buffer.from(message), false) as Cut;
  return cut.pieces.map(({ start, end, kind }) => (kind === 'head' ? `(${message.slice(start, end)})` : message.slice(start, end)));
}

describe('Bayeux', () => {
  it.each([
    ['/cometd', true],
    ['/cometd/', true],
    ['/cometd/58.0?jsonp=cb', true],
    ['/cometd/58.0/connect', true],
    ['/portal/cometd/handshake', true],
    ['/amb', true],
    ['/amb/connect', true],
    ['/faye', true],
    ['/cometd-status', false],
    ['/api/cometd/users', false],
    ['/', false],
  ])('is recognised by its path: %s', (path, expected) => {
    for (const carrier of ['websocket', 'poll'] as const) expect(COMETD.recognises(handshake({ carrier, path }))).toBe(expected);
    expect(COMETD.recognises(handshake({ carrier: 'events', path }))).toBe(false);
  });

  it('divides messages into data, which is a document, other members and what is its own', () => {
    expect(piecesOf('[{"channel":"/a","data":{"text":"x"},"id":"7"},{"channel":"/b", "data" : "y" ,"note":[1]}]')).toEqual([
      '([{"channel":"/a","data":)',
      '{"text":"x"}',
      '(,"id":"7"},{"channel":"/b", "data" : )',
      '"y"',
      '( ,)',
      '"note":[1]',
      '(}])',
    ]);
  });

  it.each([
    ['{"channel":"/a","d\\u0061ta":{"text":"x"}}', '{"text":"x"}'],
    ['[{"channel":"/a","data":"a\\"]},{[b"}]', '"a\\"]},{[b"'],
    ['[{"channel":"/a","data":1},{"channel":"/b","data":{"a":[{"b":2}]}} , 7]', '1 {"a":[{"b":2}]} 7'],
  ])('finds the data of %s', (message, expected) => {
    expect(piecesOf(message).filter((piece) => !piece.startsWith('(')).join(' ')).toBe(expected); // prettier-ignore
  });

  it.each(['words', '{"a":1}', '[1,2]', '<html>', '', ' ', '[{"channel":"/a","data":', '[{"channel":"/a"}', 'cb([{"channel":"/a"}])'])(
    'inspects as a whole what is no list of messages: %s',
    (message) => {
      const cut = COMETD.open(handshake()).response.read(Buffer.from(message), false) as Cut;
      const covered = cut.pieces.map(({ start, end }) => message.slice(start, end)).join('');
      expect(covered).toBe(message);
      expect(cut.pieces.filter(({ kind }) => kind === 'head').map(({ start, end }) => message.slice(start, end).trim()).join('')).toMatch(/^[[\],]*$/); // prettier-ignore
    },
  );

  it.each([
    [
      'data of Salesforce, which must not grow',
      '[{"data":{"event":{"replayId":12},"payload":{"Text__c":"4111 1111 1111 1111","Cvv":"123","N":4111111111111111}},"channel":"/event/Chat__e"}]',
      '[{"data":{"event":{"replayId":12},"payload":{"Text__c":"**** **** **** 1111","Cvv":"***","N":8888888888881111}},"channel":"/event/Chat__e"}]',
    ],
    ['a channel', '[{"channel":"/card/4111111111111111","id":"1"}]', '[{"channel":"/card/************1111","id":"1"}]'],
    [
      'members that the protocol does not know',
      '[{"channel":"/a","cvv":"123","ssn":"ssn 123-45-6789"}]',
      '[{"channel":"/a","cvv":"***","ssn":"ssn ***-**-****"}]',
    ],
    ['an answer with padding', 'cb([{"channel":"/a","data":"4111111111111111"}]);', 'cb([{"channel":"/a","data":"************1111"}]);'],
    ['an error page', '<p>4111 1111 1111 1111</p>', '<p>**** **** **** 1111</p>'],
  ])('redacts %s', (_, message, expected) => {
    for (const direction of ['request', 'response'] as const) expect(wire().shown(direction, message)).toBe(expected);
  });

  it('redacts the parameter of a form', () => {
    const form = wire({ carrier: 'poll', contentType: 'application/x-www-form-urlencoded; charset=UTF-8' });
    expect(form.shown('request', 'message=%5B%7B%22data%22%3A%224111%201111%201111%201111%22%7D%5D')).toBe(
      'message=%5B%7B%22data%22%3A%22****%20****%20****%201111%22%7D%5D',
    );
  });

  it('leaves identifiers alone that only look like national ones', () => {
    const message = '[{"channel":"/meta/connect","clientId":"ssn 123-45-6789","id":"123456789","ext":{"ack":17,"replay":{"/topic/a":-1}}}]';
    expect(wire().shown('request', message)).toBe(message);
  });

  it('refuses binary messages', () => {
    expect(wire().shown('request', Buffer.from('[]'))).toBe('SLUICE_BINARY_MESSAGE');
  });

  it('covers every byte of any JSON with pieces, in order', () => {
    const member = fc.constantFrom('channel', 'data', 'id', 'ext', 'x');
    const message = fc.oneof(fc.dictionary(member, fc.jsonValue()), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(message), fc.constantFrom(0, 1, 3), (list, space) => {
        const bytes = Buffer.from(JSON.stringify(list, undefined, space));
        const { pieces } = COMETD.open(handshake()).request.read(bytes, false) as Cut;
        expect(pieces.map(({ start }) => start)).toEqual([0, ...pieces.slice(0, -1).map(({ end }) => end)]);
        expect(pieces.at(-1)?.end).toBe(bytes.length);
        for (const { start, end, kind } of pieces)
          if (kind === 'content' && bytes[start] !== 0x22) JSON.parse(bytes.toString('utf8', start, end));
      }),
    );
  });
});
