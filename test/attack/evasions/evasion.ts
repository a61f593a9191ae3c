/**
 * The words of the evasion suite. Each evasion is data – a story, ways to send it, where it ends – so that the tests, which send it for
 * real, and docs/evasions.md, which tells about it, come from one table. Nothing here runs anything.
 */
import type { ErrorCode } from '../../../src/base/errors.js';

/** What the brief of a way asks for: hide it, refuse it, tell about it, or let it be. */
export type Right = 'mask' | 'refuse' | 'mask or refuse' | 'alert' | 'drop' | 'pass';

/** Dresses sixteen digits – or, for the benign twin, sixteen letters – as the evasion does. */
export type Make = (card: string) => string | Buffer;

/**
 * What happens to the card. `told`: it passes, but as a finding that is counted, and why. `leaks` is the reason why it is readable on the
 * other side and nobody is told.
 */
export type Standing = 'masked' | 'dropped' | { readonly refused: ErrorCode } | { readonly told: string } | { readonly leaks: string };

interface Sent {
  readonly name: string;
  readonly stands: Standing;
  /** What the twin meets: it passes unchanged, but where refusing, not passing on, or sending it unpacked is by design. Default `passes`. */
  readonly twin?: 'passes' | 'refused' | 'dropped' | 'unpacked';
}

/** A body, sent up in a request and down in an answer, each with its length and in chunks. */
export interface BodyWay extends Sent {
  readonly over: 'body';
  readonly type?: string;
  readonly coding?: string;
  readonly only?: 'request' | 'response';
  readonly make: Make;
}

/** A target of a request, or the value of a header in either direction. */
export interface UrlWay extends Sent {
  readonly over: 'url';
  readonly make: Make;
  /** What the upstream must see of the twin, where that is not what was sent. */
  readonly shows?: Make;
}

export interface HeaderWay extends Sent {
  readonly over: 'header';
  readonly header: string;
  readonly only?: 'request' | 'response';
  readonly make: Make;
}

/** A whole request or answer, byte for byte. `shows` is what the other side must see of the twin. */
export interface RawWay extends Sent {
  readonly over: 'request' | 'answer' | 'upgrade answer';
  readonly make: Make;
  readonly shows?: Make;
}

/** What one WebSocket peer sends; both peers do so in turn. */
export type FrameStep =
  | { readonly data: string | Buffer; readonly fin?: boolean; readonly binary?: boolean }
  | { readonly ping: string }
  | { readonly pong: string }
  | { readonly close: string };

export interface FrameWay extends Sent {
  readonly over: 'websocket';
  readonly only?: 'request' | 'response';
  readonly frames: (card: string) => readonly FrameStep[];
}

export type Way = BodyWay | UrlWay | HeaderWay | RawWay | FrameWay;

export interface Evasion {
  /** As numbered in the list of known evasions; the pages and tests name it by this. */
  readonly number: number;
  readonly name: string;
  /** What the attacker hopes for. */
  readonly story: string;
  readonly right: Right;
  readonly ways: readonly Way[];
}

/** Groups of four. */
export const grouped = (card: string, separator: string): string => (card.match(/.{4}/gs) ?? []).join(separator);

/** Every character turned by itself. */
export const each = (card: string, turn: (character: string) => string): string => Array.from(card, turn).join('');

/** Moves digits, and only them, to those of another script. */
export const digitsFrom =
  (zero: number) =>
  (card: string): string =>
    card.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

export const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
