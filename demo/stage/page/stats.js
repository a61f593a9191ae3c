/** Shows the findings and the added latency, as the demo's own server reads them from Sluice's metrics. */

const EVERY_MS = 1000;
const byId = (id) => document.getElementById(id);

export function followStats() {
  const next = async () => {
    try {
      const response = await fetch('/stats');
      if (response.ok) show(await response.json());
    } catch {
      // the demo is stopping; the last numbers stay
    }
    setTimeout(next, EVERY_MS);
  };
  void next();
}

function show({ findings, added, roundTrip, scannedBytes, refused }) {
  const total = findings.reduce((sum, { count }) => sum + count, 0);
  byId('total').textContent = total.toLocaleString('en');
  byId('entities').replaceChildren(
    ...findings.map(({ entity, count }) => {
      const item = document.createElement('li');
      const number = document.createElement('b');
      number.textContent = count.toLocaleString('en');
      item.append(entity, number);
      return item;
    }),
  );
  byId('p50').textContent = milliseconds(added.p50);
  byId('p99').textContent = milliseconds(added.p99);
  byId('added-note').textContent = `sluice_added_seconds, last minute, ${added.count.toLocaleString('en')} exchanges`;
  byId('direct').textContent = milliseconds(roundTrip.direct);
  byId('through').textContent = milliseconds(roundTrip.through);
  byId('trip-note').textContent = `${kilobytes(roundTrip.bodyBytes)} of clean JSON, median of ${roundTrip.samples}`;
  byId('scanned').textContent = kilobytes(scannedBytes);
  byId('refused').textContent = refused === 0 ? 'no message refused' : `${refused} refused`;
}

function milliseconds(seconds) {
  if (seconds === null) return '–';
  return `${(seconds * 1000).toFixed(seconds < 0.1 ? 2 : 0)} ms`;
}

function kilobytes(bytes) {
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
