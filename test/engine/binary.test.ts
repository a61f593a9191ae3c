/**
 * MessagePack, CBOR and protobuf against independent readers: what comes out decodes to the same shape, no card survives in it, clean
 * bytes stay, and no cut changes anything.
 */
import { decode as decodeMsgpack, encode as encodeMsgpack } from '@msgpack/msgpack';
import { decode as decodeCbor, encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/engine/api.js';
import { engine } from '../support/engine.js';
import { cutAt, runPieces } from '../support/cuts.js';

const CARDS = ['4111111111111111', '5555555555554444', '378282246310005', '2223003122003222', '6205500000000000004'];
const CLEAN = ['', 'a', 'Mrs Löfgren', '{"a":1}', 'x"y\\z', 'a\u0000b', '\u{1f600}', 'line\nline'];
const cuts = fc.array(fc.nat(4000), { maxLength: 6 });
const clamp = (offsets: readonly number[], bytes: Uint8Array): number[] => offsets.map((offset) => offset % (bytes.length + 1));
const big = (digits: string): number | bigint => (digits.length > 15 ? BigInt(digits) : Number(digits));

const cleanLeaf = fc.oneof(
  fc.constantFrom(...CLEAN),
  fc.integer({ min: -90, max: 90 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0.5, -1.25),
  fc.uint8Array({ maxLength: 3 }),
);
const cardLeaf = fc
  .constantFrom(...CARDS)
  .chain((card) => fc.constantFrom<unknown>(card, `card ${card} please`, `{"card":"${card}"}`, big(card), card.replace(/(.{4})/g, '$1 ')));

function tree(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('card', 'name', 'note', 'x"y', 'id', 'items'), tie('node'), { maxKeys: 4 }),
    ),
  })).node;
}

/** The value without what its leaves say. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (value instanceof Uint8Array) return 'bytes';
  if (value !== null && typeof value === 'object') return Object.entries(value).map(([key, member]) => [key, shape(member)]);
  return typeof value === 'bigint' ? 'number' : typeof value;
}

/** All that a reader can see of the value. */
function seen(value: unknown): string {
  return JSON.stringify(value, (_: string, member: unknown): unknown =>
    typeof member === 'bigint' ? String(member) : member instanceof Uint8Array ? Buffer.from(member).toString() : member,
  ).replaceAll(/(?<=\d) (?=\d)/g, '');
}

interface Oracle {
  readonly format: Format;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

const ORACLES: readonly Oracle[] = [
  {
    format: 'msgpack',
    encode: (value) => encodeMsgpack(value, { useBigInt64: true }),
    decode: (bytes) => decodeMsgpack(bytes, { useBigInt64: true }),
  },
  { format: 'cbor', encode: (value) => encodeCbor(value), decode: (bytes): unknown => decodeCbor(bytes, { strict: false }) },
];

describe.each(ORACLES)('$format', ({ format, encode, decode }) => {
  it('decodes to the same shape without a card', () => {
    const property = fc.property(tree(fc.oneof(cleanLeaf, cardLeaf)), cuts, (value, offsets) => {
      const bytes = encode(value);
      const { output, effects } = runPieces(engine, { format }, cutAt(bytes, clamp(offsets, bytes)));
      expect(runPieces(engine, { format }, [bytes])).toEqual({ output, effects });
      const redacted = Buffer.from(output, 'latin1');
      expect(redacted.length).toBe(bytes.length);
      const after = decode(redacted);
      expect(shape(after)).toEqual(shape(decode(bytes)));
      for (const card of CARDS) expect(seen(after)).not.toContain(card);
      if (!CARDS.some((card) => seen(value).includes(card))) expect(output).toBe(Buffer.from(bytes).toString('latin1'));
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('any bytes are refused or keep their length, however they are cut', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), cuts, (bytes, offsets) => {
      const outcome = (pieces: readonly Uint8Array[]): unknown => {
        const stream = engine.open({ format });
        const steps = [...pieces.map((piece) => stream.write(piece)), stream.end()];
        return { output: Buffer.concat(steps.map((step) => step.bytes)).toString('hex'), effects: steps.flatMap((step) => step.effects) };
      };
      expect(outcome(cutAt(bytes, clamp(offsets, bytes)))).toEqual(outcome([bytes]));
    });
    fc.assert(property, { numRuns: 500 });
  });
});

const schema = protobuf
  .parse(
    `syntax = "proto3";
   message Node { string text = 1; int64 number = 2; repeated Node nodes = 3; bytes raw = 4; fixed64 fixed = 5; double real = 6;
                  repeated int64 list = 7; map<string, string> named = 8; int32 small = 9; float single = 10; uint64 long = 11; }`,
  )
  .root.lookupType('Node');

interface Node {
  text?: string;
  number?: string;
  nodes?: Node[];
  raw?: Uint8Array;
  fixed?: string;
  real?: number;
  list?: string[];
  named?: Record<string, string>;
  small?: number;
  single?: number;
  long?: string;
}

function nodes(isClean: boolean): fc.Arbitrary<Node> {
  const digits = isClean ? fc.constantFrom('0', '12', '-1') : fc.constantFrom(...CARDS);
  const text = isClean ? fc.constantFrom(...CLEAN) : fc.constantFrom(...CARDS, ...CARDS.map((card) => `card ${card}`), ...CLEAN);
  const member = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc
      .record({
        text: member(text),
        number: member(digits),
        nodes: member(fc.array(tie('node'), { maxLength: 2 })),
        raw: member(text.map((value) => Buffer.from(value))),
        fixed: member(digits.filter((value) => value.length < 18 && !value.startsWith('-'))),
        real: member(digits.map(Number)),
        list: member(fc.array(digits, { minLength: 1, maxLength: 3 })),
        named: member(fc.dictionary(fc.constantFrom('card', 'note'), text)),
        small: member(fc.nat(99)),
        single: member(fc.constantFrom(1.5, 0)),
        long: member(digits.filter((value) => !value.startsWith('-'))),
      })
      .map((node) => Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined))),
  })).node;
}

const plain = (bytes: Uint8Array): unknown => schema.toObject(schema.decode(bytes), { longs: String });

describe('protobuf', () => {
  it('decodes to the same shape without a card', () => {
    const property = fc.property(nodes(false), cuts, (node, offsets) => {
      const bytes = schema.encode(schema.fromObject(node)).finish();
      const { output, effects } = runPieces(engine, { format: 'protobuf' }, cutAt(bytes, clamp(offsets, bytes)));
      expect(runPieces(engine, { format: 'protobuf' }, [bytes])).toEqual({ output, effects });
      const after = plain(Buffer.from(output, 'latin1'));
      expect(shape(after)).toEqual(shape(plain(bytes)));
      for (const card of CARDS) expect(seen(after)).not.toContain(card);
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('leaves clean messages as they are', () => {
    const property = fc.property(nodes(true), (node) => {
      const bytes = schema.encode(schema.fromObject(node)).finish();
      expect(runPieces(engine, { format: 'protobuf' }, [bytes]).output).toBe(Buffer.from(bytes).toString('latin1'));
    });
    fc.assert(property, { numRuns: 300 });
  });
});
