/**
 * Binary bodies that are not what they say, or that say it in a way that one reader takes for a card and another does not. What cannot be
 * read as declared is refused; what is text whatever its type is read as text.
 */
import { encode as encodeCbor } from 'cborg';
import { encode as encodeMsgpack } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { Format } from '../../src/engine/api.js';
import { engine } from '../support/engine.js';

const CARD = '4111111111111111';

/** What leaves of a body, one character a byte, or the code that refuses it; the same in one piece and byte by byte. */
function outcome(format: Format, body: Uint8Array | string, contentType?: string): string {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const outcomes = [Math.max(1, bytes.length), 1].map((size) => {
    const stream = engine.open({ format, contentType });
    const steps = [];
    for (let at = 0; at < bytes.length; at += size) steps.push(stream.write(bytes.subarray(at, at + size)));
    steps.push(stream.end());
    const refused = steps.flatMap(({ effects }) => effects).find((effect) => effect.kind === 'refuse');
    return refused?.code ?? Buffer.concat(steps.map((step) => step.bytes)).toString('latin1');
  });
  expect(outcomes[1]).toBe(outcomes[0]);
  return outcomes[0];
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const MALFORMED = 'SLUICE_BINARY_MALFORMED';

describe('text behind a binary label', () => {
  // Each byte of ASCII is a number to MessagePack; a reader that looks at the bytes sees a card.
  it.each(['msgpack', 'cbor', 'protobuf'] as const)('%s: a JSON document is read as one', (format) => {
    expect(outcome(format, `{"card":"${CARD}"}`)).toBe('{"card":"************1111"}');
    expect(outcome(format, `card ${CARD}\r\n`)).toBe('card ************1111\r\n');
  });

  it('protobuf: digits that are tags and numbers of fixed length to one reader, and a card to the other, are refused', () => {
    // Field 1 is 0, whose NUL keeps the body from being text; '5' is the tag of a field of 4 bytes, '1' that of one of 8.
    expect(outcome('protobuf', '\x08\x005abc4111111111111111abc')).toBe('SLUICE_BINARY_AMBIGUOUS');
    expect(outcome('protobuf', '\x08\x005abc5111111111111111abc')).toBe('\x08\x005abc5111111111111111abc');
  });
});

describe('documents that are not whole, or not one', () => {
  it.each<[string, Format, string]>([
    ['a string that ends early', 'msgpack', 'a5 61'],
    ['a list whose count reaches beyond the body', 'msgpack', 'dd ff ff ff ff 01'],
    ['a second value behind the first', 'msgpack', 'c0 c0'],
    ['the type that is never used', 'msgpack', 'c1'],
    ['a string that ends early', 'cbor', '65 61 80'],
    ['a length of 2^64 - 1', 'cbor', '5b ff ff ff ff ff ff ff ff 00'],
    ['a reserved length', 'cbor', '1c 80'],
    ['a break without a list', 'cbor', 'ff'],
    ['a chunk of another type', 'cbor', '7f 41 61 ff'],
    ['a list without an end', 'cbor', '9f 01 80'],
    ['a second item behind the first', 'cbor', 'f6 f6'],
    ['a field that ends early', 'protobuf', '0a 05 61'],
    ['field 0', 'protobuf', '02 00'],
    ['a group without an end', 'protobuf', '0b 08 01'],
    ['an end of another group', 'protobuf', '0b 14'],
    ['a number without an end', 'protobuf', '08 ff ff ff ff ff ff ff ff ff ff 01'],
    ['a frame that ends early', 'grpc', '00 00 00 00 05 0a'],
    ['flags that nobody knows', 'grpc', '02 00 00 00 00'],
    ['a frame behind the trailers', 'grpc', '80 00 00 00 00 00 00 00 00 00'],
  ])('%s (%s)', (_story, format, bytes) => {
    expect(outcome(format, hex(bytes))).toBe(MALFORMED);
  });

  it('a compressed message of gRPC', () => expect(outcome('grpc', hex('01 00 00 00 02 1f 8b'))).toBe('SLUICE_CODING_UNSUPPORTED'));
});

describe('limits', () => {
  const deep = LIMITS.binaryDepth + 2;

  it.each<[Format, Buffer]>([
    ['msgpack', Buffer.concat([Buffer.alloc(deep, 0x91), Buffer.of(0xc0)])],
    ['cbor', Buffer.concat([Buffer.alloc(deep, 0x81), Buffer.of(0xf6)])],
    ['cbor', Buffer.concat([Buffer.alloc(deep, 0xc0), Buffer.of(0xf6)])],
    ['protobuf', Buffer.concat([Buffer.alloc(deep, 0x0b), Buffer.alloc(deep, 0x0c)])],
  ])('%s: values within values beyond the depth', (format, body) => {
    expect(outcome(format, body)).toBe('SLUICE_NESTING_TOO_DEEP');
  });

  it('a document beyond the size', () => {
    const stream = engine.open({ format: 'msgpack' });
    const effects = [stream.write(Buffer.alloc(LIMITS.binaryDocumentBytes, 0xc0)), stream.write(Buffer.of(0xc0))].flatMap((step) => step.effects); // prettier-ignore
    expect(effects).toEqual([{ kind: 'refuse', code: 'SLUICE_MESSAGE_TOO_LARGE' }]);
  });

  it('a message of gRPC beyond the size is refused by its length', () =>
    expect(outcome('grpc', hex('00 7f ff ff ff'))).toBe('SLUICE_MESSAGE_TOO_LARGE'));
});

describe('cards in disguise', () => {
  it('CBOR: a string in chunks, cut within the number', () => {
    expect(outcome('cbor', hex('7f 68 3431313131313131 68 3131313131313131 ff'))).toBe('\x7f\x68********\x68****1111\xff');
  });

  it('CBOR: CBOR in a byte string, a number in eight bytes within it', () => {
    const inner = encodeCbor({ card: Number(CARD) });
    const sent = outcome('cbor', Buffer.concat([Buffer.of(0xd8, 24, 0x40 | inner.length), inner]));
    expect(sent).not.toContain(Buffer.from(inner.subarray(-8)).toString('latin1'));
  });

  it('CBOR: a big number', () => {
    const digits = BigInt(CARD).toString(16).padStart(14, '0');
    expect(outcome('cbor', hex(`c2 47 ${digits}`))).toBe(hex(`c2 47 ${8888888888881111n.toString(16)}`).toString('latin1'));
  });

  it('MessagePack: in binary data, in an extension, as a key, as a double', () => {
    expect(outcome('msgpack', Buffer.concat([hex('c4 10'), Buffer.from(CARD)]))).toBe('\xc4\x10************1111');
    expect(outcome('msgpack', Buffer.concat([hex('d8 05'), Buffer.from(CARD)]))).toBe('\xd8\x05************1111');
    expect(outcome('msgpack', encodeMsgpack({ [CARD]: null }))).not.toContain(CARD);
    const double = Buffer.alloc(9, 0xcb);
    double.writeDoubleBE(Number(CARD), 1);
    expect(Buffer.from(outcome('msgpack', double), 'latin1').readDoubleBE(1)).toBe(8888888888881111);
  });

  it('protobuf: a number of more bytes than it needs, and one whose mask would need more than it has', () => {
    expect(outcome('protobuf', hex('08 c7 e3 a2 b7 ea 86 cd 87 80 00'))).toBe(hex('08 c7 e3 a2 b7 ea 86 cd 87 80 00').toString('latin1')); // no card
    const amex = Buffer.from([0x08, ...varint(378282246310005n)]);
    const sent = Buffer.from(outcome('protobuf', amex), 'latin1');
    expect(sent.length).toBe(amex.length);
    expect(sent.equals(amex)).toBe(false);
  });
});

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

describe('gRPC-Web', () => {
  const text = Buffer.from(`\x0a\x10${CARD}`);
  const frame = (flags: number, content: Buffer): Buffer => {
    const prefix = Buffer.alloc(5, flags);
    prefix.writeUInt32BE(content.length, 1);
    return Buffer.concat([prefix, content]);
  };
  const trailers = frame(0x80, Buffer.from('grpc-status:0\r\ngrpc-message:card 4111 1111 1111 1111\r\n'));

  it('each message is let out when it is whole', () => {
    const stream = engine.open({ format: 'grpc' });
    expect(Buffer.from(stream.write(frame(0, text)).bytes)).toEqual(frame(0, Buffer.from('\x0a\x10************1111')));
    expect(stream.held).toBe(0);
    const sent = Buffer.from(stream.end(trailers).bytes).toString('latin1');
    expect(sent).toContain('grpc-message:card **** **** **** 1111');
    expect(sent.length).toBe(trailers.length);
  });

  it('base64 with padding in mid-stream', () => {
    const body = frame(0, text).toString('base64') + trailers.toString('base64');
    expect(body.indexOf('=')).toBeLessThan(40);
    const sent = outcome('grpc-text', body);
    expect(sent.length).toBe(body.length);
    const pieces = sent
      .match(/[^=]+=*/g)
      ?.map((piece) => Buffer.from(piece, 'base64').toString('latin1'))
      .join('');
    expect(pieces).toContain('************1111');
    expect(pieces).not.toContain(CARD);
  });

  it('messages in JSON', () => {
    const body = frame(0, Buffer.from(`{"card":${CARD}}`));
    expect(outcome('grpc', body, 'application/grpc-web+json')).toContain('{"card":8888888888881111}');
  });
});
