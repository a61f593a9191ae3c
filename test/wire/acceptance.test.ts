/** Accept-Encoding: what may be sent downstream as it came, and what the upstream is offered. */
import { describe, expect, it } from 'vitest';
import { acceptsCodings, offeredCodings } from '../../src/wire/acceptance.js';
import { HAS_ZSTD } from '../../src/wire/zstd.js';

const OFFERED = HAS_ZSTD ? 'gzip, br, zstd' : 'gzip, br';

describe('acceptsCodings', () => {
  it.each([
    ['gzip', true],
    ['x-gzip', true],
    ['GZIP ; Q=0.5', true],
    ['*', true],
    ['br, *;q=0.1', true],
    ['gzip;q=1.000', true],
    ['deflate, gzip;q=0.001', true],
    [undefined, false],
    ['', false],
    ['identity', false],
    ['br', false],
    ['gzip;q=0', false],
    ['gzip;q=0.000', false],
    ['gzip;q=0, *', false],
    ['gzip, gzip;q=0', false],
    ['*;q=0', false],
    ['gzip;q=2', false],
    ['gzip;q=', false],
    ['gzip;level=9', false],
    ['gzip;q=1;q=0', false],
    ['gzippy', false],
  ])('%s takes gzip: %s', (value, expected) => {
    expect(acceptsCodings(value, ['gzip'])).toBe(expected);
  });

  it('asks for every coding of a stack', () => {
    expect(acceptsCodings('gzip, br', ['br', 'gzip'])).toBe(true);
    expect(acceptsCodings('gzip', ['br', 'gzip'])).toBe(false);
  });
});

describe('offeredCodings', () => {
  it.each([undefined, '', 'gzip', 'gzip;q=0', 'identity;q=0.5', 'zstd, dcb', '*', '*;q=0, identity'])('is fixed for %s', (value) => {
    expect(offeredCodings(false, value)).toBe(OFFERED);
    expect(offeredCodings(true, value)).toBe('identity');
  });

  it.each(['identity;q=0', 'gzip, identity;q=0.0', '*;q=0', 'gzip, *;q=0'])('forbids plain bytes where %s does', (value) => {
    expect(offeredCodings(false, value)).toBe(`${OFFERED}, identity;q=0`);
    expect(offeredCodings(true, value)).toBe(`${OFFERED}, identity;q=0`);
  });
});
