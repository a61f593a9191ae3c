/**
 * Packets of MQTT 3.1, 3.1.1 and 5 (OASIS Standards, chapter 3): where topics, payloads and other text stand in each. What is not text is
 * checked to be what it can only be: flags, identifiers, codes. Throws `Unreadable` on anything else.
 */
import type { Direction } from '../../base/errors.js';
import { malformed } from '../../format/binary/document.js';
import type { MqttFields } from './mqtt-fields.js';
import { readProperties } from './mqtt-properties.js';

/** What both directions of a connection know. */
export interface MqttSession {
  /** Protocol level of CONNECT; 0 before it came. */
  level: number;
}

const LEVELS: ReadonlyMap<number, string> = new Map([
  [3, 'MQIsdp'],
  [4, 'MQTT'],
  [5, 'MQTT'],
]);
const LEVEL_5 = 5;

interface PacketType {
  /** Undefined where both peers send it. */
  readonly from?: Direction;
  /** The low half of the first byte; undefined where it says something. */
  readonly flags?: number;
  readonly read: (fields: MqttFields, isV5: boolean, flags: number) => void;
}

/** By the high half of the first byte (section 2.1.2). CONNECT is read before it is known what is spoken. */
export const CONNECT = 1;
const TYPES: readonly (PacketType | undefined)[] = [
  undefined,
  undefined,
  { from: 'response', flags: 0, read: readConnack },
  { read: readPublish },
  { flags: 0, read: readAcknowledgement },
  { flags: 0, read: readAcknowledgement },
  { flags: 2, read: readAcknowledgement },
  { flags: 0, read: readAcknowledgement },
  { from: 'request', flags: 2, read: readSubscribe },
  { from: 'response', flags: 0, read: readCodes },
  { from: 'request', flags: 2, read: readUnsubscribe },
  { from: 'response', flags: 0, read: readCodes },
  { from: 'request', flags: 0, read: () => undefined },
  { from: 'response', flags: 0, read: () => undefined },
  { flags: 0, read: readReason },
  { flags: 0, read: (fields, isV5) => (isV5 ? readReason(fields, isV5) : malformed()) },
];

/** Reads one packet, behind its header, to its end. */
export function readPacket(first: number, fields: MqttFields, session: MqttSession, direction: Direction): void {
  const type = first >>> 4;
  if (type === CONNECT) {
    if (session.level !== 0 || direction !== 'request' || (first & 15) !== 0) malformed();
    session.level = readConnect(fields);
  } else {
    const { from = direction, flags = first & 15, read } = TYPES[type] ?? malformed();
    if (session.level === 0 || from !== direction || flags !== (first & 15)) malformed();
    read(fields, session.level === LEVEL_5, first & 15);
  }
  if (!fields.isAtEnd) malformed();
}

/** Flags of CONNECT (section 3.1.2.3). */
const HAS_USER = 0x80;
const HAS_PASSWORD = 0x40;
const HAS_WILL = 0x04;
const RESERVED = 0x01;

/** Returns the protocol level. */
function readConnect(fields: MqttFields): number {
  const nameAt = fields.at;
  const nameBytes = fields.byte() * 256 + fields.byte();
  fields.skip(nameBytes);
  const level = fields.byte();
  if (LEVELS.get(level) !== fields.textAt(nameAt)) malformed();
  const flags = fields.byte();
  if ((flags & RESERVED) !== 0) malformed();
  fields.skip(2); // keep alive
  if (level === LEVEL_5) readProperties(fields);
  fields.text(); // client identifier
  if ((flags & HAS_WILL) !== 0) {
    const contentType = level === LEVEL_5 ? readProperties(fields) : undefined;
    fields.text();
    fields.measuredPayload(contentType);
  }
  if ((flags & HAS_USER) !== 0) fields.text();
  if ((flags & HAS_PASSWORD) !== 0) fields.data();
  return level;
}

function readConnack(fields: MqttFields, isV5: boolean): void {
  if (fields.byte() > 1) malformed();
  readCode(fields);
  if (isV5) readProperties(fields);
}

/** The quality of service, which stands in the flags of a PUBLISH; 3 is none. */
function readPublish(fields: MqttFields, isV5: boolean, flags: number): void {
  const quality = (flags >>> 1) & 3;
  if (quality === 3) malformed();
  fields.text();
  if (quality > 0) fields.skip(2);
  fields.payload(isV5 ? readProperties(fields) : undefined);
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP. */
function readAcknowledgement(fields: MqttFields, isV5: boolean): void {
  fields.skip(2);
  readReason(fields, isV5);
}

/** What MQTT 5 adds to a packet's end and may leave out. */
function readReason(fields: MqttFields, isV5: boolean): void {
  if (fields.isAtEnd || !isV5) return;
  readCode(fields);
  if (!fields.isAtEnd) readProperties(fields);
}

/** Options of a subscription: quality of service, no local, retain as published, retain handling (section 3.8.3.1). */
const V3_OPTIONS_MAX = 2;
const V5_OPTIONS_MAX = 0x2e;

function readSubscribe(fields: MqttFields, isV5: boolean): void {
  fields.skip(2);
  if (isV5) readProperties(fields);
  do {
    fields.text();
    const options = fields.byte();
    if (options > (isV5 ? V5_OPTIONS_MAX : V3_OPTIONS_MAX) || (options & 3) === 3) malformed();
  } while (!fields.isAtEnd);
}

function readUnsubscribe(fields: MqttFields, isV5: boolean): void {
  fields.skip(2);
  if (isV5) readProperties(fields);
  do fields.text();
  while (!fields.isAtEnd);
}

/** SUBACK and UNSUBACK. */
function readCodes(fields: MqttFields, isV5: boolean): void {
  fields.skip(2);
  if (isV5) readProperties(fields);
  while (!fields.isAtEnd) readCode(fields);
}

/** Codes of success lie below, codes of failure above: no code is a letter or a digit (section 2.4). */
const SUCCESS_MAX = 0x19;
const FAILURE_MIN = 0x80;

function readCode(fields: MqttFields): void {
  const code = fields.byte();
  if (code > SUCCESS_MAX && code < FAILURE_MIN) malformed();
}
