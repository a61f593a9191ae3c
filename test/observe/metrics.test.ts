import { expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { Counters, type CountersDump } from '../../src/observe/counters.js';
import { createMetrics } from '../../src/observe/metrics.js';
import { createObserver } from '../../src/observe/recorder.js';
import { recordedLog } from '../support/log.js';

const RECORD = {
  exchange: 'e1',
  method: 'GET',
  requestBytes: 0,
  responseBytes: 10,
  findings: 0,
  code: undefined,
  durationMs: 3,
} as const;

test('what the data plane counts is what Prometheus reads', async () => {
  const metrics = createMetrics();
  const observer = createObserver(metrics.counters, recordedLog().log).onRoute('crm');
  observer.exchangeStarted('http');
  observer.exchangeStarted('http');
  observer.exchangeStarted('websocket');
  observer.exchangeEnded({ ...RECORD, kind: 'http', status: 200, addedMs: 0.2, upstreamMs: 30, firstByteMs: 31 });
  observer.finding('card.pan', 'mask', 'response');
  observer.finding('card.pan', 'mask', 'response');
  observer.finding('card.cvc', 'remove', 'request');
  observer.refused('SLUICE_URL_SENSITIVE', 'request');
  observer.scanned(1_000, 'request');
  observer.heldBack(40);
  observer.heldBack(-12);
  observer.webSocketMessage('response', 99);
  const text = await metrics.expose();
  for (const line of [
    'sluice_exchanges_total{kind="http",route="crm",method="read",status="2xx"} 1',
    'sluice_response_bytes_total{route="crm",kind="http"} 10',
    'sluice_open_exchanges{kind="http"} 1',
    'sluice_open_exchanges{kind="websocket"} 1',
    'sluice_findings_total{route="crm",entity="card.pan",action="mask",direction="response"} 2',
    'sluice_findings_total{route="crm",entity="card.cvc",action="remove",direction="request"} 1',
    'sluice_refused_total{route="crm",code="SLUICE_URL_SENSITIVE",direction="request"} 1',
    'sluice_scanned_bytes_total{route="crm",direction="request"} 1000',
    'sluice_holdback_bytes 28',
    'sluice_websocket_messages_total{direction="response"} 1',
    'sluice_websocket_bytes_total{direction="response"} 99',
    'sluice_added_seconds_bucket{le="0.0001"} 0',
    'sluice_added_seconds_bucket{le="0.00025"} 1',
    'sluice_added_seconds_bucket{le="+Inf"} 1',
    'sluice_added_seconds_sum 0.0002',
    'sluice_added_seconds_count 1',
    'sluice_upstream_seconds_bucket{route="crm",le="0.025"} 0',
    'sluice_upstream_seconds_bucket{route="crm",le="0.05"} 1',
    'sluice_upstream_seconds_sum{route="crm"} 0.03',
    'sluice_first_byte_seconds_count{route="crm"} 1',
  ])
    expect(text.split('\n')).toContain(line);
});

test('routes beyond the limit are counted together, so that labels stay few', async () => {
  const metrics = createMetrics();
  const observer = createObserver(metrics.counters, recordedLog().log);
  for (let at = 0; at < LIMITS.metricRoutes + 10; at++) observer.onRoute(`r${at}`).finding('card.pan', 'mask', 'request');
  const routes = metrics.counters.routes();
  expect(routes).toHaveLength(LIMITS.metricRoutes + 1);
  expect(routes.at(-1)?.findings.get('card.pan')?.get('mask')?.request).toBe(11);
  expect(metrics.counters.findings.get('card.pan')?.get('mask')?.request).toBe(LIMITS.metricRoutes + 10);
});

test('counters of several processes add up, and what is open in one that is gone is open no more', () => {
  const dumps = ['a', 'b'].map((route) => {
    const counters = new Counters();
    const observer = createObserver(counters, recordedLog().log).onRoute(route);
    observer.exchangeStarted('http');
    observer.exchangeStarted('websocket');
    observer.exchangeEnded({ ...RECORD, kind: 'http', method: 'POST', status: 200, addedMs: 2, upstreamMs: 1 });
    observer.finding('card.pan', 'mask', 'response');
    observer.refused('SLUICE_BAD_REQUEST', 'request');
    observer.scanned(10, 'request');
    observer.unscanned(3, 'response', 'image');
    observer.heldBack(7);
    observer.webSocketMessage('request', 5);
    return JSON.parse(JSON.stringify(counters.dump())) as CountersDump;
  });
  const sum = new Counters();
  sum.add(dumps[0]);
  sum.add(dumps[1], true);
  expect(sum.open).toEqual({ http: 0, websocket: 1 });
  expect(sum.heldBackBytes).toBe(7);
  expect(sum.exchanges.http[2]).toBe(2);
  expect(sum.findings.get('card.pan')?.get('mask')).toEqual({ request: 0, response: 2 });
  expect(sum.refused.get('SLUICE_BAD_REQUEST')).toEqual({ request: 2, response: 0 });
  expect(sum.ledger.total('scannedBytes')).toEqual({ request: 20, response: 0 });
  expect(sum.ledger.total('unscannedBytes')).toEqual({ request: 0, response: 6 });
  expect(sum.webSocketBytes).toEqual({ request: 10, response: 0 });
  expect([sum.added.count, sum.added.sumUs]).toEqual([2, 4_000]);
  expect(sum.route('b').upstream.count).toBe(1);
  expect(sum.route('b').exchanges.http[1]?.[2]).toBe(1);
});

test('scraping twice does not count twice', async () => {
  const metrics = createMetrics();
  createObserver(metrics.counters, recordedLog().log).scanned(5, 'response');
  await metrics.expose();
  expect(await metrics.expose()).toContain('sluice_scanned_bytes_total{route="default",direction="response"} 5\n');
});

test('an exchange that broke before its head, and a status from outer space, count as aborted', async () => {
  const metrics = createMetrics();
  const observer = createObserver(metrics.counters, recordedLog().log);
  observer.exchangeEnded({ ...RECORD, kind: 'http', status: 0, addedMs: 0 });
  observer.exchangeEnded({ ...RECORD, kind: 'http', status: 999, addedMs: 0 });
  expect(await metrics.expose()).toContain('sluice_exchanges_total{kind="http",route="-",method="read",status="aborted"} 2\n');
});

test('every metric has help and the process metrics are there when asked for', async () => {
  const text = await createMetrics({ processMetrics: true }).expose();
  expect(text).toContain('process_cpu_user_seconds_total');
  const names = new Set([...text.matchAll(/^(sluice_\w+?)(?:_bucket|_sum|_count)?(?:\{| )/gm)].map(([, name]) => name));
  // Those that need no event and no worker first.
  expect(names.size).toBe(14);
  for (const name of names) expect(text).toMatch(new RegExp(`^# HELP ${name} `, 'm'));
});
