/** Bodies through the proxy's inspection without sockets. */
import { LIMITS } from '../../src/base/limits.js';
import { DocumentReader } from '../../src/document/reader.js';
import { DEFAULT_OPAQUE, type OpaqueUse } from '../../src/policy/opaque.js';
import { Custody } from '../../src/proxy/custody.js';
import { type Inspected, Inspection, partPolicyOf } from '../../src/proxy/inspection.js';
import { Reckoning } from '../../src/proxy/reckoning.js';
import { declaredBy } from '../../src/proxy/ruling.js';
import { engine } from './engine.js';
import { Recorder } from './proxy.js';

/** Reads the documents of all tests of a file, which closes it. */
export const documents = new DocumentReader(LIMITS);

/** What one message shares, under the default table. */
export function inspected(use: OpaqueUse): Inspected & { readonly observer: Recorder } {
  const direction = use === 'upload' ? 'request' : 'response';
  const observer = new Recorder();
  const reckoning = new Reckoning(observer, direction);
  const passing = Object.entries(DEFAULT_OPAQUE).flatMap(([kind, row]) => (row[use] === 'pass' ? [kind] : []));
  const custody = new Custody({ engine, direction, documents, limits: LIMITS, reckoning, passing });
  return { use, opaque: DEFAULT_OPAQUE, custody, reckoning, observer, masks: undefined };
}

/** The inspection of a body of this type. Throws where its charset cannot be inspected. */
export function inspectionOf(type: string | undefined, shared: Inspected): Inspection {
  const declared = declaredBy(type);
  if (declared === undefined) throw new Error('a charset that cannot be inspected');
  const direction = shared.use === 'upload' ? 'request' : 'response';
  const meta = { direction, ownsChunks: true, contentType: type, partPolicy: partPolicyOf(shared) } as const;
  return new Inspection(shared, declared, (known) => engine.open({ ...meta, ...known }));
}
