import { describe, expect, it } from 'vitest';
import { MinuteOfBuckets, figuresOf, quantile } from '../../demo/stage/metrics.js';

const EXPOSITION = `# HELP sluice_findings_total Findings.
# TYPE sluice_findings_total counter
sluice_findings_total{entity="card.pan",action="mask",direction="request"} 3
sluice_findings_total{entity="card.pan",action="mask",direction="response"} 40
sluice_findings_total{entity="card.cvc",action="remove",direction="response"} 5
sluice_findings_total{entity="contact.email",action="observe",direction="response"} 99
sluice_refused_total{code="SLUICE_URL_SENSITIVE",direction="request"} 2
sluice_scanned_bytes_total{direction="request"} 100
sluice_scanned_bytes_total{direction="response"} 2.5e3
sluice_added_seconds_bucket{le="0.0001"} 50
sluice_added_seconds_bucket{le="0.0002"} 100
sluice_added_seconds_bucket{le="+Inf"} 100
sluice_added_seconds_count 100
`;

describe('the figures of the demo page', () => {
  it('counts what was redacted, by entity, and not what was only observed', () => {
    expect(figuresOf(EXPOSITION)).toEqual({
      findings: [
        { entity: 'card.pan', count: 43 },
        { entity: 'card.cvc', count: 5 },
      ],
      added: { p50: 0.0001, p99: expect.closeTo(0.000198, 9) as number, count: 100 },
      scannedBytes: 2600,
      refused: 2,
    });
  });

  it('has no quantile before the first exchange', () => {
    expect(figuresOf('').added).toEqual({ p50: null, p99: null, count: 0 });
  });

  it('answers with the last finite bound for what lies beyond it', () => {
    expect(
      quantile(
        [
          { upTo: 1, count: 1 },
          { upTo: Infinity, count: 100 },
        ],
        0.99,
      ),
    ).toBe(1);
  });

  it('forgets what is older than a minute', () => {
    const minute = new MinuteOfBuckets();
    const at = (seconds: number, count: number): number | undefined => minute.last([{ upTo: 1, count }], seconds * 1000)[0]?.count;
    expect([at(0, 10), at(30, 12), at(59, 20), at(61, 25), at(95, 26), at(200, 26)]).toEqual([10, 12, 20, 15, 14, 0]);
  });
});
