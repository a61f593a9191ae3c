/** Entity tags as they leave a proxy in front of the tests' engine. */
import { NOBODY } from '../../src/policy/principal.js';
import { PlaneSnapshot, toOneUpstream } from '../../src/proxy/snapshot.js';
import { markTag } from '../../src/wire/tags.js';
import { engine } from './engine.js';

export const EPOCH = new PlaneSnapshot(toOneUpstream(new URL('http://crm.example'), { engine })).epochFor(NOBODY);

/** The upstream's tag on an answer whose body leaves as it came. */
export const kept = (tag: string): string => markTag(tag, EPOCH, true);

/** The upstream's tag on an answer whose body leaves otherwise, or may do so. */
export const weakened = (tag: string): string => markTag(tag, EPOCH, false);
