/**
 * A token says for how long its bearer has a role; connections last longer. Attack stories: an agent who was given the role of a supervisor for
 * an hour opens a socket, a stream of events or a connection in the fifty-ninth minute, and reads card numbers for the rest of the day;
 * whoever stole the key of an issuer goes on signing tokens after it was withdrawn.
 */
import { type IncomingMessage, type ServerResponse, Agent, createServer, get } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { NOBODY } from '../../../src/policy/principal.js';
import { resolvePolicies } from '../../../src/policy/resolve.js';
import { createIdentity, type Identity } from '../../../src/proxy/identity/identity.js';
import type { JwtSpec } from '../../../src/proxy/identity/spec.js';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import { closeLater } from '../../support/cleanup.js';
import { backend, eventually, MASKED, PAN, type ProxyChanges, startProxy } from '../../support/proxy.js';
import { rules } from '../../support/rules.js';
import { connect, startUpstream } from '../../support/websocket.js';

const pairs = { one: await generateKeyPair('ES256'), two: await generateKeyPair('ES256') };
type KeyName = keyof typeof pairs;

/** What the issuer publishes. */
let published: KeyName[] = ['one'];
let keysUrl = '';

beforeAll(async () => {
  const sets = { one: await exportJWK(pairs.one.publicKey), two: await exportJWK(pairs.two.publicKey) };
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ keys: published.map((kid) => ({ ...sets[kid], kid, alg: 'ES256' })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  keysUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/keys`;
  return () => server.close();
});

afterEach(() => {
  vi.useRealTimers();
  published = ['one'];
});

/** Dates go by our clock; timers by the real one. */
const stopClock = (): void => void vi.useFakeTimers({ toFake: ['Date'] });
const passMs = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

async function tokenFor(ms: number, kid: KeyName = 'one'): Promise<string> {
  const token = new SignJWT({ role: 'supervisor' }).setProtectedHeader({ alg: 'ES256', kid }).setSubject('u-1').setAudience('crm');
  return `Bearer ${await token.setIssuer('i').setExpirationTime((Date.now() + ms) / 1000).sign(pairs[kid].privateKey)}`; // prettier-ignore
}

function identityOf(): Identity {
  const jwt: JwtSpec = { header: 'authorization', jwks: { url: keysUrl }, issuer: 'i', audience: ['crm'], algorithms: ['ES256'], roleClaim: ['role'], roles: undefined, tenantClaim: undefined, clockToleranceMs: 0 }; // prettier-ignore
  return createIdentity({ roles: ['supervisor'], jwt, certificate: undefined, header: undefined });
}

/** Supervisors see card numbers. */
function changes(): ProxyChanges {
  const policies = resolvePolicies([{ entities: ['card.pan'], roles: ['supervisor'], action: 'allow' }], rules.actions, 'enforce');
  return { identity: identityOf(), policies, upgrade: createWebSocketHalf() };
}

/** A stream of events, as a downstream reads it. */
async function reading(authorization: string) {
  let crm: ServerResponse | undefined;
  const { url } = await backend((_, response) => {
    crm = response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
  });
  const proxy = await startProxy(url, changes());
  const answer = await new Promise<IncomingMessage>((resolve) => get(proxy.url, { headers: { authorization } }, resolve));
  let text = '';
  let end = '';
  answer.on('data', (piece: Buffer) => (text += piece.toString()));
  answer.on('end', () => (end ||= 'end')).on('error', () => (end ||= 'cut'));
  closeLater(() => Promise.resolve(answer.destroy()));
  return { crm: crm!, observer: proxy.observer, text: () => text, end: () => end };
}

const event = `data: card ${PAN}\n\n`;

describe('when a token expires', () => {
  test('the next request on a connection is a stranger’s', async () => {
    stopClock();
    const crm = await backend((_, response) => response.end(PAN));
    const { url } = await startProxy(crm.url, changes());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closeLater(() => Promise.resolve(agent.destroy()));
    const headers = { authorization: await tokenFor(60_000) };
    const ask = (): Promise<string> =>
      new Promise((resolve, reject) => {
        get(url, { agent, headers }, (answer) => {
          answer.on('data', (piece: Buffer) => resolve(piece.toString()));
        }).on('error', reject);
      });
    expect(await ask()).toBe(PAN);
    passMs(59_000);
    expect(await ask()).toBe(PAN);
    passMs(1_000);
    expect(await ask()).toBe(MASKED);
  });

  test('a WebSocket is closed by the next message, whichever way it goes, and that does not arrive', async () => {
    stopClock();
    for (const direction of ['down', 'up'] as const) {
      const crm = await startUpstream();
      closeLater(() => crm.stop());
      const { url } = await startProxy(crm.url.href.replace(/^ws/, 'http'), changes());
      const desktop = await connect(url.replace(/^http/, 'ws'), [], { authorization: await tokenFor(60_000) });
      const peer = await crm.next();
      const [from, to] = direction === 'down' ? [peer, desktop] : [desktop, peer];
      from.ws.send(`card ${PAN}`);
      expect(await to.received(1)).toMatchObject([{ text: `card ${PAN}` }]);
      passMs(60_000);
      from.ws.send(`card ${PAN}`);
      expect(await desktop.closed).toMatchObject({ code: 1008, reason: 'SLUICE_CALLER_EXPIRED' });
      expect(to.messages).toHaveLength(1);
    }
  });

  test('a stream of events is cut, at once and in the middle of its silence', async () => {
    const { crm, observer, text, end } = await reading(await tokenFor(400));
    crm.write(event);
    await eventually(() => text() === event);
    await eventually(() => end() === 'cut');
    expect(observer.refusals).toEqual(['SLUICE_CALLER_EXPIRED']);
    expect(text()).toBe(event);
  });

  test('parts of a second count', async () => {
    const identity = identityOf();
    const ask = { rawHeaders: ['authorization', await tokenFor(300)], socket: {} };
    expect(await identity.identify(ask)).toMatchObject({ role: 'supervisor' });
    await new Promise((resolve) => setTimeout(resolve, 320));
    expect(await identity.identify(ask)).toMatchObject({ role: NOBODY });
  });
});

describe('when the keys of an issuer change', () => {
  const who = async (identity: Identity, authorization: string): Promise<string> =>
    (await identity.identify({ rawHeaders: ['authorization', authorization], socket: {} })).role;

  test('one that was withdrawn counts no longer than is said', async () => {
    stopClock();
    const identity = identityOf();
    const token = await tokenFor(86_400_000);
    expect(await who(identity, token)).toBe('supervisor');
    published = ['two'];
    passMs(LIMITS.tokenKeysMs - 1_000);
    // asked for again, by the keys of before
    expect(await who(identity, await tokenFor(86_400_000))).toBe('supervisor');
    passMs(1_001);
    expect(await who(identity, token)).toBe(NOBODY);
    expect(await who(identity, await tokenFor(86_400_000, 'two'))).toBe('supervisor');
  });

  test('the first token by a new one is good at once, or a second after the keys may be asked for again', async () => {
    stopClock();
    const identity = identityOf();
    expect(await who(identity, await tokenFor(86_400_000))).toBe('supervisor');
    published = ['one', 'two'];
    const token = await tokenFor(86_400_000, 'two');
    expect(await who(identity, token)).toBe(NOBODY); // they were asked for a moment ago
    passMs(30_001);
    expect(await who(identity, token)).toBe('supervisor');
    expect(await who(identity, await tokenFor(86_400_000))).toBe('supervisor');
  });

  test('a WebSocket notices', async () => {
    stopClock();
    const crm = await startUpstream();
    closeLater(() => crm.stop());
    const { url } = await startProxy(crm.url.href.replace(/^ws/, 'http'), changes());
    const desktop = await connect(url.replace(/^http/, 'ws'), [], { authorization: await tokenFor(86_400_000) });
    const peer = await crm.next();
    published = ['two'];
    passMs(LIMITS.tokenMs + LIMITS.tokenKeysMs + 1);
    peer.ws.send(`card ${PAN}`);
    expect(await desktop.closed).toMatchObject({ code: 1008 });
    expect(desktop.messages).toEqual([]);
  });
});
