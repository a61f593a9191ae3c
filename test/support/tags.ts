/** Entity tags as they leave a proxy in front of the tests' engine. */
import { PlaneSnapshot, toOneUpstream } from '../../src/proxy/snapshot.js';
import { markTag } from '../../src/wire/tags.js';
import { engine } from './engine.js';

const snapshot = new PlaneSnapshot(toOneUpstream(new URL('http://crm.example'), { engine }));
const route = snapshot.routeFor('', 'crm.example', '/');
if (typeof route === 'string') throw new Error('the only route takes everything');

export const EPOCH = snapshot.epochFor(route, '');

/** The upstream's tag on an answer whose body leaves as it came. */
export const kept = (tag: string): string => markTag(tag, EPOCH, true);

/** The upstream's tag on an answer whose body leaves otherwise, or may do so. */
export const weakened = (tag: string): string => markTag(tag, EPOCH, false);
