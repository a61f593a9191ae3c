/**
 * What events of a stream say, told to the conversation: masks stand where the bytes of the event stand, whatever its lines; a replay looks the same.
 * Stories: a push that wrote its JSON over several `data` lines; a desktop that asked for the same events twice; a ledger elsewhere that answered late.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventData } from '../../../src/channel/events/data.js';
import type { ChannelSpec } from '../../../src/channel/spec.js';
import type { Step } from '../../../src/engine/api.js';
import { applySplices } from '../../../src/redact/splice.js';
import { cutAt, runPieces, singleBytes } from '../../support/cuts.js';
import { engine } from '../../support/engine.js';
import { place } from '../../support/event-place.js';
import { eventOf, liveEvents, runEvents } from '../../support/events.js';

const seen = (events: readonly string[], spec?: ChannelSpec): string => runEvents([events.join('')], place()(spec)).output;

describe('texts of events', () => {
  it.each([
    ['of words', ['data: it is 4111 11\n\n', 'data: 11 1111\n\n'], 'data: it is 4111 11\n\ndata: ** ****\n\n'],
    ['over several lines', ['data: it is 4111\ndata: 11\n\n', 'data: 11\nid: 4\ndata: 11 ok\n\n'], 'data: it is 4111\ndata: 11\n\ndata: **\nid: 4\ndata: ** ok\n\n'],
    ['of JSON over several lines', ['data: {\r\ndata: "text":\r\ndata: "it is 4111 11"}\r\n\r\n', 'data: {"text":\r\ndata: "11"}\r\n\r\n'], 'data: {\r\ndata: "text":\r\ndata: "it is 4111 11"}\r\n\r\ndata: {"text":\r\ndata: "**"}\r\n\r\n'],
    ['behind a byte order mark', ['\ufeffdata: it is 4111 11\n\n', 'data: 1\n\n'], '\ufeffdata: it is 4111 11\n\ndata: *\n\n'],
    ['that are still being written', [eventOf({ event: 'typing', text: '4111 1' })], eventOf({ event: 'typing', text: '' })],
    ['records of SignalR', ['data: {"type":1,"target":"ReceiveMessage","arguments":["it is 4111 11"]}\x1e\n\n', 'data: {"type":1,"target":"ReceiveMessage","arguments":["11"]}\x1e\n\n'], 'data: {"type":1,"target":"ReceiveMessage","arguments":["it is 4111 11"]}\x1e\n\ndata: {"type":1,"target":"ReceiveMessage","arguments":["**"]}\x1e\n\n'],
    ['and identifiers, names and comments are nobody’s words', ['id: 4111 1111\nevent: 1111 1111\n: 4111\ndata: x\n\n'], 'id: 4111 1111\nevent: 1111 1111\n: 4111\ndata: x\n\n'],
  ])('%s', (_, events, expected) => {
    const options = place();
    expect(runEvents([events.join('')], options()).output).toBe(expected);
    expect(runEvents(singleBytes(Buffer.from(events.join(''))), place()()).output).toBe(expected);
  }); // prettier-ignore

  it('each event is judged by itself where conversations are off', () => {
    const events = [eventOf({ text: 'card 4111 1111' }), eventOf({ text: '1111 1111' })];
    expect(seen(events, { conversation: 'off' })).toBe(events.join(''));
  });

  it('of a message word by word are told as the message that they are', () => {
    const deltas = (text: string): string => [...text].map((delta) => eventOf({ messageId: 'm1', delta })).join('');
    expect(seen([deltas('order 4512 7788 99.')])).toBe(deltas('order 4512 77** **.'));
    expect(seen([eventOf({ messageId: 'm1', text: 'order 4512 7788 99.' })])).toBe(
      eventOf({ messageId: 'm1', text: 'order 4512 77** **.' }),
    );
  });
});

it('without conversations and pieces, streams leave as the engine lets them, however they are cut', () => {
  const line = fc.constantFrom('data: 4111 1111', 'data:1111 1111', 'data', ': 5555 5555 5555 4444', 'id: 4111111111111111', 'event: x', '', '', 'data: {"a":', 'data: 4111111111111111}', 'data: pin', 'data: 1234', 'data: {"ssn":"123-45-6789"}'); // prettier-ignore
  const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 24 }).map((lines) => Buffer.from(lines.flat().join(''))); // prettier-ignore
  const marked = fc
    .tuple(fc.constantFrom('', '\ufeff', '\ufeff\ufeff'), stream)
    .map(([mark, bytes]) => Buffer.concat([Buffer.from(mark), bytes]));
  const property = fc.property(marked, fc.array(fc.nat(300), { maxLength: 6 }), (bytes, cuts) => {
    const pieces = cutAt(bytes, cuts.map((cut) => cut % (bytes.length + 1))); // prettier-ignore
    const { output, effects } = runEvents(pieces);
    const own = runPieces(engine, { format: 'sse' }, [bytes]);
    expect(Buffer.from(output).toString('latin1')).toBe(own.output);
    expect(effects.length).toBe(own.effects.length);
  });
  fc.assert(property, { numRuns: 300 });
});

describe('again', () => {
  const said = ['card', '4111 11', '11 11', '11', '11 11'];

  it.each([
    ['by the identifier of the message', (text: string, i: number) => eventOf({ messageId: `m${i}`, text })],
    ['by that of the event', (text: string, i: number) => eventOf({ text }, `${i}`)],
    ['by that of the event, with several texts in it', (text: string, i: number) => eventOf([{ text }, { text: `and ${text}` }], `${i}`)],
  ])('the same bytes, %s', (_, event) => {
    const open = place();
    const events = said.map(event);
    const live = runEvents([events.join('')], open()).output;
    expect(live).toContain('**');
    for (let from = 0; from < events.length; from++) {
      const start = live.indexOf(runEvents([events.slice(from).join('')], open()).output);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(live.slice(0, start).match(/\n\n/g) ?? []).toHaveLength(from);
    }
  });

  it('another stream goes on with the conversation that messages name, and not with one that none names', () => {
    const open = place();
    const named = (text: string): string => eventOf({ chatId: 'c', text });
    runEvents([named('card 4111 1111')], open({}, 'a'));
    expect(runEvents([named('1111')], open({}, 'b')).output).toBe(named('****'));
    runEvents(['data: card 4111 1111\n\n'], open({}, 'a'));
    expect(runEvents(['data: 1111\n\n'], open({}, 'b')).output).toBe('data: 1111\n\n');
  });
});

describe('ledgers elsewhere', () => {
  it('events leave in order with their answers, and the end waits for all', async () => {
    const answers: (() => void)[] = [];
    const open = place((verdicts) => new Promise((resolve) => answers.push(() => resolve(verdicts))));
    const left: string[] = [];
    const later = ({ bytes }: Step): number => left.push(Buffer.from(bytes).toString());
    const stream = liveEvents({ ...open(), later });
    expect(stream.write(Buffer.from('data: it is 4111 11\n\ndata: hello\n\ndata: 1111\n\n')).bytes).toHaveLength(0);
    expect(stream.end().bytes).toHaveLength(0);
    expect([stream.isAsking, stream.held]).toEqual([true, 46]);
    answers[1]();
    await new Promise(setImmediate);
    expect(left.join('')).toBe('');
    answers[0]();
    await new Promise(setImmediate);
    expect(left.join('')).toBe('data: it is 4111 11\n\ndata: hello\n\ndata: ****\n\n');
    expect([stream.isAsking, stream.held]).toEqual([false, 0]);
  });

  it('no answer refuses the stream, once', async () => {
    const steps: Step[] = [];
    const open = place(() => Promise.reject(new Error('gone')));
    const stream = liveEvents({ ...open(), later: (step) => steps.push(step) });
    stream.write(Buffer.from('data: 4111\n\ndata: 1111\n\n'));
    await new Promise(setImmediate);
    expect(steps).toEqual([{ bytes: new Uint8Array(), effects: [{ kind: 'refuse', code: 'SLUICE_CONVERSATION_UNAVAILABLE' }] }]);
    expect(stream.end().bytes).toHaveLength(0);
  });
});

it('replacements that cross the lines of an event', () => {
  const event = Buffer.from('data: ab\nid: 1\ndata: cd\n\n');
  const data = new EventData(event);
  expect(Buffer.from(data.bytes).toString()).toBe('ab\ncd');
  expect(data.field('id')).toBe('1');
  const replaced = (bytes: string): string =>
    Buffer.from(applySplices(event, 0, event.length, data.inEvent([{ start: 1, end: 4, bytes: Buffer.from(bytes) }]))).toString();
  expect(replaced('*\n*')).toBe('data: a*\nid: 1\ndata: *d\n\n');
  expect(replaced('*')).toBe('data: a*\nid: 1\ndata: d\n\n');
  expect(data.inData([{ start: 7, end: 22, bytes: Buffer.alloc(0) }]).map(({ start, end }) => [start, end])).toEqual([[1, 2], [3, 4]]); // prettier-ignore
});

it('an event of many lines, with something in each of them', () => {
  // One push of 200 KB held a worker up for minutes: each finding was looked for in all lines, and for each digit the whole row of hidden ones was walked.
  const line = 'data: 5555 5555 5555 4444\n';
  const { output } = runEvents([`${line.repeat(8_000)}\n`], place()());
  expect(output.replaceAll('data: **** **** **** 4444\n', '')).toBe('\n');
});
