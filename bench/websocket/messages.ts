/** What is said over the WebSockets of the bench: chat messages of one length, some with a card, and what each must come back as. */

export const CARD = '4111111111111111';
export const MASKED = '************1111';
/** One message in so many holds a card, as one in every few hundred does in a chat. */
const CARD_EVERY = 64;
/** Different messages before they repeat. */
const VARIETY = 64;
const PROSE =
  'Thank you for calling; I have opened the case and will write as soon as the parcel is found. Could you tell me which of the two addresses is right? ';
const KEY = [0x6e, 0x1d, 0xc3, 0x58] as const;

function textOf(index: number, bytes: number, card: string): string {
  // Without a word of payment: behind one, the four digits that a mask leaves could be a code, and would not come back from the echo.
  const said = index % CARD_EVERY === 0 ? `it is ${card} ` : '';
  const open = `{"id":${1000 + index},"text":"${said}`;
  const room = bytes - open.length - 2;
  return `${open}${PROSE.repeat(Math.ceil(room / PROSE.length)).slice(0, room)}"}`;
}

function head(bytes: number, isMasked: boolean): Buffer {
  const mask = isMasked ? 0x80 : 0;
  return bytes < 126 ? Buffer.from([0x81, mask | bytes]) : Buffer.from([0x81, mask | 126, bytes >> 8, bytes & 0xff]);
}

export interface Conversation {
  /** Frames that a client sends, one after another, all of the same length. */
  readonly sent: readonly Buffer[];
  /** The frames that must come back, on end. */
  readonly expected: Buffer;
  /** Bytes of each of them. */
  readonly frameBytes: number;
}

/** Messages of `bytes` bytes. `hidesCards`: what comes back was redacted on the way. */
export function conversation(bytes: number, hidesCards: boolean): Conversation {
  const indices = Array.from({ length: VARIETY }, (_, index) => index);
  const sent = indices.map((index) => {
    const payload = Buffer.from(textOf(index, bytes, CARD)).map((byte, at) => byte ^ (KEY[at % 4] ?? 0));
    return Buffer.concat([head(bytes, true), Buffer.from(KEY), payload]);
  });
  const back = indices.map((index) => Buffer.concat([head(bytes, false), Buffer.from(textOf(index, bytes, hidesCards ? MASKED : CARD))]));
  return { sent, expected: Buffer.concat(back), frameBytes: back[0]?.length ?? 0 };
}
