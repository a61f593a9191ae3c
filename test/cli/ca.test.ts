/** `sluice ca` as the operator runs it. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run, runHere } from '../support/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-ca-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('sluice ca', () => {
  it('makes an authority once, its key for its owner alone, and says how to install it', async () => {
    const out = join(folder, 'new/place');
    const { status, stdout } = await run(['ca', '--out', out, '--name', 'Example CA', '--permit', '*.CRM.example']);
    expect(status).toBe(0);
    const certificate = new X509Certificate(readFileSync(join(out, 'sluice-ca.pem')));
    expect([certificate.subject, certificate.ca]).toEqual(['CN=Example CA', true]);
    expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(join(out, 'sluice-ca.key'))))).toBe(true);
    expect(statSync(join(out, 'sluice-ca.key')).mode & 0o777).toBe(0o600);
    expect(stdout).toContain(certificate.fingerprint256);
    expect(stdout).toMatch(/good for +crm\.example, and names below/);
    expect(stdout).toMatch(/certutil -addstore Root/);
    expect(stdout).not.toMatch(/PRIVATE KEY/);
    const again = await runHere(['ca', '--out', out]);
    expect(again.status).not.toBe(0);
    expect(again.stderr).toMatch(/exists already; nothing was written/);
    expect(readFileSync(join(out, 'sluice-ca.pem'), 'utf8')).toBe(certificate.toString());
  });

  it('refuses what is no host, no number of days and no place', async () => {
    for (const args of [
      ['--permit', 'http://crm.example'],
      ['--days', '0'],
      ['--days', 'many'],
      ['--name', ''],
      ['--out', '/dev/null/x'],
    ]) {
      const { status, stdout } = await runHere(['ca', '--out', join(folder, 'none'), ...args]);
      expect([status === 0, stdout]).toEqual([false, '']);
    }
    expect(readdirSync(folder)).toEqual(['new']);
  });
});
