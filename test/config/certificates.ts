/** Certificates, keys and key sets that configurations of tests name, made anew in each run. */
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authority } from '../support/certificates.js';

export interface NamedFiles {
  /** Writes them into a folder. */
  into(folder: string): void;
}

/** Of no secret. */
const HASH = `scrypt$16384$8$5$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const DAY_MS = 86_400_000;

export async function namedFiles(): Promise<NamedFiles> {
  const ca = await authority();
  const agents = await ca.leaf(['crm.example.com', '*.example.com']);
  const other = await ca.leaf(['other.example.com']);
  const past = new Date(Date.now() - DAY_MS);
  const expired = await ca.leaf(['crm.example.com'], { notBefore: new Date(past.getTime() - DAY_MS), notAfter: past });
  const [revoked, outdated, foreign] = [
    await ca.revoked([other]),
    await ca.revoked([], { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') }),
    await (await authority('Others')).revoked([]),
  ];
  const locked = createPrivateKey(agents.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'test' });
  const jwk = createPrivateKey(other.key).export({ format: 'jwk' });
  const files: Readonly<Record<string, string>> = {
    'agents.pem': agents.chain,
    'agents.key': agents.key,
    'other.pem': other.chain,
    'other.key': other.key,
    'expired.pem': expired.chain,
    'expired.key': expired.key,
    'locked.key': locked.toString(),
    'revoked.pem': revoked,
    'outdated.pem': outdated,
    'foreign.pem': foreign,
    'users.txt': `# people\nann agent ${HASH}\r\n\nbob supervisor ${HASH}\n`,
    'bad-users.txt': `ann agent secret\nbob agnet ${HASH}\ncarl agent ${HASH}\ncarl agent ${HASH}\n`,
    'nobody.txt': '# nobody\n',
    'ca.pem': ca.cert,
    'ca.key': ca.key,
    'secret-keys.json': JSON.stringify({ keys: [jwk] }),
    'keys.json': JSON.stringify({ keys: [{ ...jwk, d: undefined }] }),
  };
  return {
    into(folder) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    },
  };
}
