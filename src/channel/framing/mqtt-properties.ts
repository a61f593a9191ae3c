/** Properties of MQTT 5 packets (MQTT Version 5.0, OASIS Standard, section 2.2.2): which there are, and where text stands in them. */
import { malformed } from '../../format/binary/document.js';
import type { MqttFields } from './mqtt-fields.js';

type PropertyType = 'flag' | 'two' | 'four' | 'varint' | 'text' | 'pair' | 'data';

/** Types by identifier (table 2-4). */
const TYPES: ReadonlyMap<number, PropertyType> = new Map([
  [0x01, 'flag'], // payload format indicator
  [0x02, 'four'], // message expiry interval
  [0x03, 'text'], // content type
  [0x08, 'text'], // response topic
  [0x09, 'data'], // correlation data
  [0x0b, 'varint'], // subscription identifier
  [0x11, 'four'], // session expiry interval
  [0x12, 'text'], // assigned client identifier
  [0x13, 'two'], // server keep alive
  [0x15, 'text'], // authentication method
  [0x16, 'data'], // authentication data
  [0x17, 'flag'], // request problem information
  [0x18, 'four'], // will delay interval
  [0x19, 'flag'], // request response information
  [0x1a, 'text'], // response information
  [0x1c, 'text'], // server reference
  [0x1f, 'text'], // reason string
  [0x21, 'two'], // receive maximum
  [0x22, 'two'], // topic alias maximum
  [0x23, 'two'], // topic alias
  [0x24, 'flag'], // maximum QoS
  [0x25, 'flag'], // retain available
  [0x26, 'pair'], // user property
  [0x27, 'four'], // maximum packet size
  [0x28, 'flag'], // wildcard subscription available
  [0x29, 'flag'], // subscription identifiers available
  [0x2a, 'flag'], // shared subscription available
]);

const CONTENT_TYPE = 0x03;
const SUBSCRIPTION_IDENTIFIER = 0x0b;
const USER_PROPERTY = 0x26;

/** Reads the properties that stand here, and returns the content type that they tell of. Throws `Unreadable`. */
export function readProperties(fields: MqttFields): string | undefined {
  const end = fields.varint() + fields.at;
  const seen = new Set<number>();
  let contentType: string | undefined;
  while (fields.at < end) {
    const id = fields.varint();
    if (seen.has(id) && id !== USER_PROPERTY && id !== SUBSCRIPTION_IDENTIFIER) malformed();
    seen.add(id);
    const from = fields.at;
    readProperty(fields, TYPES.get(id) ?? malformed());
    if (id === CONTENT_TYPE) contentType = fields.textAt(from);
  }
  if (fields.at > end) malformed();
  return contentType;
}

function readProperty(fields: MqttFields, type: PropertyType): void {
  switch (type) {
    case 'flag':
      if (fields.byte() > 1) malformed();
      return;
    case 'two':
      return fields.skip(2);
    case 'four':
      return fields.skip(4);
    case 'varint':
      fields.varint();
      return;
    case 'text':
      return fields.text();
    case 'pair':
      return fields.pair();
    case 'data':
      return fields.data();
  }
}
