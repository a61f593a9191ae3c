/** How the body of a message is to be read, judged by its head. */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Engine, RedactionStream } from '../engine/api.js';
import type { OpaqueUse } from '../policy/opaque.js';
import { type Coding, codingsOf } from '../wire/coding.js';
import type { Head } from '../wire/headers.js';
import { bodyTypeOf } from '../wire/mediatype.js';
import { Custody } from './custody.js';
import { Inspection, partPolicyOf } from './inspection.js';
import { EventBody, type EventTalk } from './live-events.js';
import type { Plane } from './plane.js';
import { polledOf, scopeOf, type Spoken, voiceOf } from './live.js';
import { AnswerMasks, type MaskWatch, RequestMasks } from './mask-watch.js';
import { PollStream } from './poll.js';
import { Reckoning } from './reckoning.js';
import type { BodyRedactionOptions } from './redaction.js';
import type { Route } from './route.js';
import { declaredBy, isContainer, type Known } from './ruling.js';
import type { Tally } from './tally.js';

export interface BodyPlan {
  readonly redaction: BodyRedactionOptions;
  /** Server-sent events: silence is normal, delay is not. */
  readonly eventStream: boolean;
  /** Of a live channel, or of messages that are kept: it leaves with its new length. */
  readonly isPoll: boolean;
  /** Declared as a document, as binary data or as what may hold such: whether it passes may be decided behind its first bytes. */
  readonly late: boolean;
}

/**
 * Opens the engine for one body, or names why the body cannot be inspected. `accepts` says whether the body's reader takes it
 * under these codings; an upstream is sent what the downstream chose. `spoken`: undefined where the body can hold nobody's words; `talk` says
 * whose events it holds, if it holds such.
 */
export function planBody(
  plane: Plane,
  route: Route,
  engine: Engine,
  head: Head,
  use: OpaqueUse,
  tally: Tally,
  spoken: Spoken | undefined,
  accepts: (codings: readonly Coding[]) => boolean = () => true,
  talk?: EventTalk,
): BodyPlan | ErrorCode {
  const { documents } = plane;
  const observer = plane.observer.onRoute(route.name);
  const { limits, opaque, passing } = route;
  const direction: Direction = use === 'upload' ? 'request' : 'response';
  const declared = declaredBy(head.contentType);
  if (declared === undefined) return 'SLUICE_CHARSET_UNSUPPORTED';
  const codings = codingsOf(head.contentEncoding, limits.codingDepth);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  // a number may begin in one piece and end in the next
  if (use === 'upload' && head.partial && opaque.binary.upload === 'refuse') return 'SLUICE_PIECE_REFUSED';
  const { contentType } = head;
  const voice = spoken && voiceOf(polledOf(spoken, { route, engine, contentType, format: declared.format, use, lane: plane.lane }));
  const isPoll = voice !== undefined;
  if (isPoll && (declared.charset.declared ?? 'utf-8') !== 'utf-8') return 'SLUICE_CHARSET_UNSUPPORTED';
  const whole = head.contentLength !== undefined && head.contentLength <= limits.bufferedBodyBytes;
  const keepsCodings = codings.length > 0 && accepts(codings);
  // streamed or collected, it would leave decoded
  if (head.isSigned && codings.length > 0 && !(whole && keepsCodings && !isPoll)) return 'SLUICE_SIGNED_SENSITIVE';
  const reckoning = new Reckoning(observer, direction);
  const custody = new Custody({ engine, direction, documents, limits, reckoning, passing: passing[use] });
  const isSaid = isPoll && use === 'upload'; // whoever quotes a mask in a chat destroys nothing
  const masks = spoken === undefined || isSaid ? undefined : masksOf(plane, route, spoken, direction, engine);
  const inspected = { use, opaque, custody, reckoning, masks };
  const partPolicy = partPolicyOf(inspected);
  const poll = voice && new PollStream(voice, { direction, contentType, expect: (step, giveUp) => custody.expect(step, giveUp) });
  const read = ({ format, charset, keepsLength }: Known): RedactionStream =>
    engine.open({ direction, ownsChunks: true, contentType, partPolicy, format, charset, keepsLength });
  // what is signed leaves as it came or not at all, and events in another charset than their own are nobody's chat
  const isLive =
    talk !== undefined && !isPoll && declared.format === 'sse' && !head.isSigned && (declared.charset.declared ?? 'utf-8') === 'utf-8';
  const live = isLive ? new EventBody(talk, declared.charset, () => read({ format: 'sse', charset: undefined })) : undefined;
  const open = (known: Known): RedactionStream =>
    known.format === 'sse' && live !== undefined ? live : (poll?.as(known.format) ?? read(known));
  return {
    redaction: {
      stream: poll !== undefined && voice?.isFramed === true ? poll : new Inspection(inspected, declared, open),
      isTouched: () => poll?.isTouched === true,
      custody,
      reckoning,
      direction,
      codings,
      late: live,
      whole: whole && !((isPoll || live !== undefined) && codings.length > 0), // decoded, it is collected all the same
      // a JSON document is of no use before its last byte, so its coded bytes are collected even when their number is not known
      mayGrow: !isPoll && codings.length > 0 && declared.format === 'json' && head.contentLength === undefined,
      keepsCodings,
      isSealed: head.isSigned,
      openPlain: () => engine.open({ format: 'text', direction, ownsChunks: true }),
      lane: plane.lane,
      limits,
      observer,
      tally,
    },
    isPoll,
    eventStream: bodyTypeOf(head.contentType).eventStream,
    late: isPoll || declared.dress === 'document' || declared.dress === 'binary' || isContainer(declared.format),
  };
}

function masksOf(
  { masks }: Plane,
  route: Route,
  { path, isResource, tenant }: Spoken,
  direction: Direction,
  engine: Engine,
): () => MaskWatch {
  const place = { scope: scopeOf(route, tenant), path: path.split('?', 1)[0] ?? '', isResource };
  const writes = engine.snapshot.isEnforced ? route.maskedWrites : 'pass';
  return () => (direction === 'request' ? new RequestMasks(masks, place, writes) : new AnswerMasks(masks, place));
}
