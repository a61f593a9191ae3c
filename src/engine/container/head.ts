/** The head of a part: masked as it stands, then as its reader decodes it. */
import type { ErrorCode } from '../../base/errors.js';
import { patch } from '../../format/multipart/mapped.js';
import { viewOf } from '../../format/multipart/words.js';
import type { Effect, MessageMeta, Step } from '../api.js';
import type { Host } from './composite.js';

/** The steps that let out the head, the last one with its bytes; or why it is refused. The head is not touched. */
export function redactHead(host: Host, meta: MessageMeta, head: Uint8Array): readonly Step[] | ErrorCode {
  const { direction, policy } = meta;
  // the length is kept so that offsets in the head stay what they are
  const lineMeta: MessageMeta = { format: 'text', part: 'head', direction, policy, ownsChunks: false, keepsLength: true };
  const plain = host.leaf(lineMeta).end(head);
  const view = viewOf(plain.bytes);
  if (view === undefined) return [plain];
  if (view === 'ambiguous') return 'SLUICE_MULTIPART_AMBIGUOUS';
  for (const charset of view.charsets) {
    const plan = meta.partPolicy?.({ contentType: `text/plain; charset=${charset}`, filename: undefined });
    if (typeof plan === 'string') return plan;
  }
  const { mapped } = view;
  const decoded = host.leaf(lineMeta).end(mapped.slice(0));
  const raw = Uint8Array.from(plain.bytes);
  const offsetOf = (offset: number): number => mapped.rawAt(offset, head.length);
  patch(raw, mapped, 0, decoded.bytes);
  const effects = decoded.effects.map((effect) => (effect.kind === 'refuse' ? effect : moved(effect, offsetOf)));
  return [
    { bytes: new Uint8Array(0), effects: plain.effects },
    { bytes: raw, effects: effects.filter((effect) => !plain.effects.some((known) => isSame(known, effect))) },
  ];
}

function moved(effect: Extract<Effect, { kind: 'finding' }>, offsetOf: (offset: number) => number): Effect {
  const { finding } = effect;
  return { ...effect, finding: { ...finding, start: offsetOf(finding.start), end: offsetOf(finding.end) } };
}

/** What is only observed is found again in the decoded head. */
function isSame(a: Effect, b: Effect): boolean {
  return a.kind === 'finding' && b.kind === 'finding' && a.finding.rule === b.finding.rule && a.finding.start === b.finding.start;
}
