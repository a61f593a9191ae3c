/**
 * What happens to bodies whose content no detector can read: pictures, fonts, sound, programs, packed archives, unknown binary data.
 * A small table, by kind and use; whatever passes is still scanned as bytes, and what its bytes show is masked.
 */

/** Kinds of content that is not text. `binary` is data without a known signature. */
export type OpaqueKind = 'image' | 'font' | 'media' | 'code' | 'archive' | 'binary';

/** `upload`: a request's body. `asset`: the answer to a GET. `answer`: the answer to any other method. */
export type OpaqueUse = 'upload' | 'asset' | 'answer';

export type OpaqueAction = 'pass' | 'refuse';

export type OpaquePolicy = Readonly<Record<OpaqueKind, Readonly<Record<OpaqueUse, OpaqueAction>>>>;

/** What an operator changes of the table. */
export type OpaqueOptions = Readonly<Partial<Record<OpaqueKind, Readonly<Partial<Record<OpaqueUse, OpaqueAction>>>>>>;

/**
 * The application's own pictures, fonts, sounds and programs pass, and so does unknown data that a GET asked for; whatever an agent sends
 * up, where a photograph of a card would pass unseen, is refused. Packed archives could hold anything and are refused both ways.
 */
// prettier-ignore
export const DEFAULT_OPAQUE: OpaquePolicy = {
  image:   { upload: 'refuse', asset: 'pass',   answer: 'pass' },
  font:    { upload: 'refuse', asset: 'pass',   answer: 'pass' },
  media:   { upload: 'refuse', asset: 'pass',   answer: 'pass' },
  code:    { upload: 'refuse', asset: 'pass',   answer: 'refuse' },
  archive: { upload: 'refuse', asset: 'refuse', answer: 'refuse' },
  binary:  { upload: 'refuse', asset: 'pass',   answer: 'refuse' },
};

/** The kinds of content that pass, by use. */
export function passingKinds(policy: OpaquePolicy): Readonly<Record<OpaqueUse, readonly OpaqueKind[]>> {
  const kinds = Object.keys(policy) as OpaqueKind[];
  const passing = (use: OpaqueUse): OpaqueKind[] => kinds.filter((kind) => policy[kind][use] === 'pass');
  return { upload: passing('upload'), asset: passing('asset'), answer: passing('answer') };
}

/** The table with the operator's changes on top. */
export function opaquePolicy(changes: OpaqueOptions = {}): OpaquePolicy {
  const { image, font, media, code, archive, binary } = DEFAULT_OPAQUE;
  return {
    image: { ...image, ...changes.image },
    font: { ...font, ...changes.font },
    media: { ...media, ...changes.media },
    code: { ...code, ...changes.code },
    archive: { ...archive, ...changes.archive },
    binary: { ...binary, ...changes.binary },
  };
}
