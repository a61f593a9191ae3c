/**
 * A mask never destroys data. The story of all of them: the desktop loads a record, shows `************1111`, changes something else, and saves
 * the whole form. A CRM that stores what it is sent has lost the card for good, and nobody notices before it is needed.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/engine.js';
import { keeperOf } from '../support/conversations.js';
import { MASKED, PAN, type ProxyChanges, proxied, read } from '../support/proxy.js';
import { rules } from '../support/rules.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const BACK = JSON.stringify({ name: 'B', card: MASKED });

interface Crm {
  readonly url: string;
  /** What the CRM holds, by path. */
  readonly records: Map<string, string>;
  readonly findings: readonly string[];
}

/** A CRM that stores what it is sent. */
async function crm(records: Record<string, string>, changes: ProxyChanges = {}): Promise<Crm> {
  const held = new Map(Object.entries(records));
  const proxy = await proxied((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method === 'GET') response.writeHead(200, JSON_TYPE).end(held.get(path));
    else void read(request).then((body) => response.end(held.set(path, body).get(path)), () => response.destroy()); // prettier-ignore
  }, changes);
  return { url: proxy.url, records: held, findings: proxy.observer.findings };
}

async function save(url: string, body: string | Buffer, headers: Record<string, string> = JSON_TYPE, method = 'PUT'): Promise<string> {
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  return response.ok ? 'saved' : `${String(response.status)} ${(JSON.parse(text) as { error: { code: string } }).error.code}`;
}

const load = async (url: string): Promise<string> => (await fetch(url)).text();
const REFUSED = '409 SLUICE_MASK_WRITTEN';

describe('a record that is saved with its mask', () => {
  it.each<[story: string, record: string, body: (shown: string) => string | Buffer, headers: Record<string, string>]>([
    ['as it was shown', `{"name":"A","card":"${PAN}"}`, (shown) => shown, JSON_TYPE],
    ['with another name', `{"name":"A","card":"${PAN}"}`, (shown) => shown.replace('A', 'B'), JSON_TYPE],
    ['as a number', `{"card":${PAN}}`, (shown) => JSON.stringify(JSON.parse(shown)), JSON_TYPE],
    ['as a note with the card in its text', `{"note":"card ${PAN}, calls back"}`, (shown) => shown.replace('back', 'twice'), JSON_TYPE],
    ['with an identifier', '{"ssn":"219-09-9999"}', (shown) => shown, JSON_TYPE],
    ['as a form', `{"card":"${PAN}"}`, () => `name=B&card=${MASKED}`, FORM_TYPE],
    ['as a form that encodes all signs', `{"card":"${PAN}"}`, () => `card=${MASKED.replaceAll('*', '%2A')}`, FORM_TYPE],
    ['as an action of Aura, JSON in a form that encodes all but the asterisks', `{"card":"${PAN}"}`, (shown) => `message=${encodeURIComponent(`{"actions":[{"params":${shown}}]}`)}`, FORM_TYPE], // prettier-ignore
    ['that has no-break spaces', '{"card":"4111\u00a01111\u00a01111\u00a01111"}', (shown) => shown, JSON_TYPE],
    ['as a number of Java', `{"card":${PAN}.0}`, (shown) => shown, JSON_TYPE],
    ['as JSON Patch', `{"card":"${PAN}"}`, () => `[{"op":"replace","path":"/card","value":"${MASKED}"}]`, { 'content-type': 'application/json-patch+json' }], // prettier-ignore
    ['as a mutation of GraphQL', `{"card":"${PAN}"}`, () => `{"query":"mutation($c:C!){save(c:$c){id}}","variables":{"c":{"card":"${MASKED}"}}}`, JSON_TYPE], // prettier-ignore
    ['in a change set', `{"card":"${PAN}"}`, () => `--b\r\nContent-Type: application/http\r\n\r\nPATCH /c/1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"card":"${MASKED}"}\r\n--b--\r\n`, { 'content-type': 'multipart/mixed; boundary=b' }], // prettier-ignore
    ['as a part of a form', `{"card":"${PAN}"}`, () => `--b\r\nContent-Disposition: form-data; name="card"\r\n\r\n${MASKED}\r\n--b--\r\n`, { 'content-type': 'multipart/form-data; boundary=b' }], // prettier-ignore
    ['as XML', `{"card":"${PAN}"}`, () => `<c><card>${MASKED}</card></c>`, { 'content-type': 'application/xml' }],
    ['compressed', `{"card":"${PAN}"}`, (shown) => gzipSync(shown), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ])('%s is refused, and nothing of it reaches the CRM', async (_, record, body, headers) => {
    const { url, records } = await crm({ '/c/7': record });
    for (const method of ['PUT', 'PATCH', 'POST'])
      expect(await save(`${url}/c/7`, body(await load(`${url}/c/7?view=full`)), headers, method)).toBe(REFUSED);
    expect(records.get('/c/7')).toBe(record);
  });

  it('is refused by a Sluice that has only just started and has shown nothing', async () => {
    const { url, findings } = await crm({});
    expect(await save(`${url}/c/7`, BACK)).toBe(REFUSED);
    expect(findings).toEqual(['request mask block']);
  });

  it('is refused where the body is long and streamed, and the CRM never sees its end', async () => {
    const { url, records } = await crm({ '/c/7': 'as it was' });
    const body = `{"a":"${'x'.repeat(3_000_000)}","card":"${MASKED}"}`;
    await expect(save(`${url}/c/7`, body)).resolves.toBe(REFUSED);
    expect(records.get('/c/7')).toBe('as it was');
  });
});

describe('a mask that is what the CRM holds', () => {
  it('is saved again: a card that was typed in through Sluice is a mask from then on', async () => {
    const { url, records } = await crm({ '/c/7': '{}' });
    expect(await save(`${url}/c/7`, `{"name":"A","card":"${PAN}"}`)).toBe('saved');
    const shown = await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, shown.replace('A', 'B'))).toBe('saved');
    expect(records.get('/c/7')).toBe(`{"name":"B","card":"${MASKED}"}`);
  });

  it('that nobody has loaded is refused until it was loaded', async () => {
    const { url } = await crm({ '/c/7': `{"card":"${MASKED}"}` });
    expect(await save(`${url}/c/7`, BACK)).toBe(REFUSED);
    await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, BACK)).toBe('saved');
  });

  it('in a list is known when one of the list is saved', async () => {
    const { url } = await crm({ '/c': `[{"card":"${MASKED}"}]` });
    await load(`${url}/c`);
    expect(await save(`${url}/c/7`, BACK)).toBe('saved');
  });

  it('and hides a card elsewhere is told apart by the record', async () => {
    const { url } = await crm({ '/c/7': `{"card":"${PAN}"}`, '/c/8': `{"card":"${MASKED}"}` });
    for (const path of ['/c/8', '/c/7', '/c/8']) await load(url + path);
    expect(await save(`${url}/c/7`, BACK)).toBe(REFUSED);
    expect(await save(`${url}/c/8`, BACK)).toBe('saved');
  });

  it('beside one that hides a card with the same end is refused', async () => {
    const { url } = await crm({ '/c/7': `{"old":"${MASKED}","card":"${PAN}"}` });
    await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, BACK)).toBe(REFUSED);
  });

  it('is saved when the card behind it is gone', async () => {
    const { url, records } = await crm({ '/c/7': `{"card":"${PAN}"}` });
    await load(`${url}/c/7`);
    records.set('/c/7', `{"card":"${MASKED}"}`);
    await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, BACK)).toBe('saved');
  });
});

describe('where only known masks are refused', () => {
  const changes = { maskedWrites: 'refuse-known' } as const;

  it('one that Sluice has never seen passes and is counted: a payment page wrote it into the form', async () => {
    const { url, findings } = await crm({}, changes);
    expect(await save(`${url}/c/7`, BACK)).toBe('saved');
    expect(findings).toEqual(['request mask observe']);
  });

  it('one that Sluice made is refused, on its own record and on others', async () => {
    const { url, records } = await crm({ '/c/7': `{"card":"${PAN}"}` }, changes);
    await load(`${url}/c/7`);
    for (const path of ['/c/7', '/c/8']) expect(await save(url + path, BACK)).toBe(REFUSED);
    expect(records.get('/c/7')).toBe(`{"card":"${PAN}"}`);
  });

  it('one that Sluice made is refused also behind one that it does not know', async () => {
    const { url } = await crm({ '/c/7': `{"card":"${PAN}"}` }, changes);
    await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, `{"old":"************0004","card":"${MASKED}"}`)).toBe(REFUSED);
  });

  it("one that the CRM holds passes, and is nobody's concern", async () => {
    const { url, findings } = await crm({ '/c/7': BACK }, changes);
    await load(`${url}/c/7`);
    expect(await save(`${url}/c/7`, BACK)).toBe('saved');
    expect(findings).toEqual([]);
  });
});

describe('a mask passes', () => {
  it('that somebody quotes in a chat: nothing is lost by it', async () => {
    const { url } = await crm({}, { conversations: keeperOf(rules) });
    expect(await save(`${url}/conversations/7/messages`, `{"text":"I see ${MASKED} here"}`, JSON_TYPE, 'POST')).toBe('saved');
  });

  it('where the route takes masks, or nothing is enforced, and is counted', async () => {
    for (const changes of [{ maskedWrites: 'pass' } as const, { engine: createEngine({ rules, mode: 'observe' }) }]) {
      const { url, findings } = await crm({}, changes);
      expect(await save(`${url}/c/7`, BACK)).toBe('saved');
      expect(findings).toEqual(['request mask observe']);
    }
  });
});
