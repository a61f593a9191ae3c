import { expect, test } from 'vitest';
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
  const observer = createObserver(metrics.counters, recordedLog().log);
  observer.exchangeStarted('http');
  observer.exchangeStarted('http');
  observer.exchangeStarted('websocket');
  observer.exchangeEnded({ ...RECORD, kind: 'http', status: 200, addedMs: 0.2 });
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
    'sluice_exchanges_total{kind="http",status="2xx"} 1',
    'sluice_open_exchanges{kind="http"} 1',
    'sluice_open_exchanges{kind="websocket"} 1',
    'sluice_findings_total{entity="card.pan",action="mask",direction="response"} 2',
    'sluice_findings_total{entity="card.cvc",action="remove",direction="request"} 1',
    'sluice_refused_total{code="SLUICE_URL_SENSITIVE",direction="request"} 1',
    'sluice_scanned_bytes_total{route="default",direction="request"} 1000',
    'sluice_holdback_bytes 28',
    'sluice_websocket_messages_total{direction="response"} 1',
    'sluice_websocket_bytes_total{direction="response"} 99',
    'sluice_added_seconds_bucket{le="0.0001"} 0',
    'sluice_added_seconds_bucket{le="0.00025"} 1',
    'sluice_added_seconds_bucket{le="+Inf"} 1',
    'sluice_added_seconds_sum 0.0002',
    'sluice_added_seconds_count 1',
  ])
    expect(text.split('\n')).toContain(line);
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
  expect(await metrics.expose()).toContain('sluice_exchanges_total{kind="http",status="aborted"} 2\n');
});

test('every metric has help and the process metrics are there when asked for', async () => {
  const text = await createMetrics({ processMetrics: true }).expose();
  expect(text).toContain('process_cpu_user_seconds_total');
  const names = new Set([...text.matchAll(/^(sluice_\w+?)(?:_bucket|_sum|_count)?(?:\{| )/gm)].map(([, name]) => name));
  // Those that need no event first: exchanges, open, scanned, unscanned, two of WebSockets, holdback, added.
  expect(names.size).toBe(8);
  for (const name of names) expect(text).toMatch(new RegExp(`^# HELP ${name} `, 'm'));
});
