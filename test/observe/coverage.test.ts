/** The ledger: what was seen, what was not and why, by route and direction, in the metrics and at /api/coverage. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Admin, createAdmin } from '../../src/admin/admin.js';
import type { CoverageReport } from '../../src/admin/status.js';
import { Ledger } from '../../src/observe/coverage.js';
import { type Metrics, createMetrics } from '../../src/observe/metrics.js';
import { createObserver } from '../../src/observe/recorder.js';
import { recordedLog } from '../support/log.js';
import { coded, ask } from '../support/coded.js';
import { proxied } from '../support/proxy.js';

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(92)]);

let admin: Admin | undefined;
afterEach(async () => {
  await admin?.close();
  admin = undefined;
});

async function report(metrics: Metrics): Promise<CoverageReport> {
  const facts = (): never => {
    throw new Error('not asked for');
  };
  admin = createAdmin({ metrics, facts });
  const { url } = await admin.listen('127.0.0.1', 0);
  return (await (await fetch(`${url}/api/coverage`)).json()) as CoverageReport;
}

describe('the ledger', () => {
  it('tells an idle Sluice as one route of which all is seen', () => {
    const nothing = { scannedBytes: 0, unscannedBytes: 0, unscanned: {}, share: 1 };
    expect(new Ledger().routes()).toEqual([{ route: 'default', request: nothing, response: nothing }]);
  });

  it('does not tell of a default route where only others have traffic', () => {
    const ledger = new Ledger();
    ledger.scanned(75, 'request', 'crm');
    expect(ledger.routes().map(({ route }) => route)).toEqual(['crm']);
    ledger.scanned(1, 'response');
    expect(ledger.routes().map(({ route }) => route)).toEqual(['default', 'crm']);
  });

  it('adds up by route, direction and reason', () => {
    const ledger = new Ledger();
    ledger.scanned(75, 'request');
    ledger.unscanned(20, 'request', 'image');
    ledger.unscanned(5, 'request', 'document');
    ledger.unscanned(7, 'response', 'image', 'other');
    const [first, second] = ledger.routes();
    expect(first?.request).toEqual({ scannedBytes: 75, unscannedBytes: 25, unscanned: { image: 20, document: 5 }, share: 0.75 });
    expect(first?.response.share).toBe(1);
    expect(second).toMatchObject({ route: 'other', response: { unscanned: { image: 7 }, share: 0 } });
    expect([ledger.total('scannedBytes'), ledger.total('unscannedBytes')]).toEqual([
      { request: 75, response: 0 },
      { request: 25, response: 7 },
    ]);
  });

  it('is told in the metrics and at /api/coverage, each reason with its meaning', async () => {
    const metrics = createMetrics();
    const observer = createObserver(metrics.counters, recordedLog().log);
    observer.scanned(300, 'response');
    observer.unscanned(100, 'response', 'image');
    const text = await metrics.expose();
    expect(text).toContain('sluice_scanned_bytes_total{route="default",direction="response"} 300\n');
    expect(text).toContain('sluice_unscanned_bytes_total{route="default",direction="response",reason="image"} 100\n');
    expect(text).toContain('sluice_unscanned_bytes_total{route="default",direction="request",reason="document"} 0\n');
    const { routes, reasons } = await report(metrics);
    expect(routes).toMatchObject([{ route: 'default', response: { scannedBytes: 300, unscannedBytes: 100, share: 0.75 } }]);
    expect(reasons.image.isDeclared).toBe(false);
    expect(reasons.image.what).toContain('Pictures');
  });
});

describe('traffic', () => {
  it('counts a picture as not seen, wherever it is cut and whatever it claims to be, and text as seen', async () => {
    let at = 0;
    const { port, observer } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (at > 0) response.write(PNG.subarray(0, at));
      setImmediate(() => response.end(PNG.subarray(at)));
    });
    const headers = { 'content-type': 'image/png' };
    for (at = 0; at < 14; at++) await ask(port, '/', { headers, body: Buffer.from('{"no":"picture"}') });
    expect(observer.unscannedBytes).toEqual({ image: 14 * PNG.length });
    expect(observer.scannedBytes).toBe(14 * '{"no":"picture"}'.length);
  });

  it('counts a coded body once, by its content', async () => {
    const { gzipSync } = await import('node:zlib');
    const { port, observer } = await coded({ coding: 'gzip', coded: gzipSync(Buffer.alloc(5000, 'well ')) });
    await ask(port, '/length', { headers: { 'accept-encoding': 'gzip' } });
    expect([observer.scannedBytes, observer.unscannedBytes]).toEqual([5000, {}]);
  });

  it('counts a body shorter than any signature', async () => {
    const { port, observer } = await proxied((_, response) => response.end('ok'));
    await ask(port, '/');
    expect([observer.scannedBytes, observer.unscannedBytes]).toEqual([2, {}]);
  });
});
