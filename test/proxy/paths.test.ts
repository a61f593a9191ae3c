/** Rules that name a path, in a proxy with real sockets: bodies in both directions, and the query of a URL. */
import { expect, it } from 'vitest';
import { engineOf } from '../support/paths.js';
import { proxied, read } from '../support/proxy.js';

const engine = await engineOf(['**.secret', 'a.b']);

it('hides what stands at a path in both directions', async () => {
  let seen = '';
  const { url } = await proxied(
    (request, response) => {
      void read(request).then((body) => {
        seen = body;
        response.setHeader('content-type', 'application/json').end('{"a":{"b":"Berg"},"n":1}');
      });
    },
    { engine },
  );
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ 'a[b]': 'Berg & Dahl', x: '1' }) });
  expect(await response.text()).toBe('{"a":{"b":"****"},"n":1}');
  expect(seen).toBe('a%5Bb%5D=***********&x=1');
});

it('hides it in the fields of a multipart form', async () => {
  let seen = '';
  const { url } = await proxied(
    (request, response) => {
      void read(request).then((body) => {
        seen = body;
        response.end();
      });
    },
    { engine },
  );
  const form = new FormData();
  form.set('secret', 'Berg');
  form.set('a', new Blob(['{"b":["Berg",7]}'], { type: 'application/json' }));
  await fetch(url, { method: 'POST', body: form });
  expect(seen).toContain('name="secret"\r\n\r\n****\r\n');
  expect(seen).toContain('{"b":["****",0]}');
});

it.each(['/?secret=Berg', '/x?y=1&a%5Bb%5D=Berg'])('refuses a URL whose query names it: %#', async (path) => {
  let reached = false;
  const { url, observer } = await proxied(
    (_, response) => {
      reached = true;
      response.end();
    },
    { engine },
  );
  const response = await fetch(url + path);
  expect([response.status, reached]).toEqual([403, false]);
  expect(observer.refusals).toEqual(['SLUICE_URL_SENSITIVE']);
  expect((await fetch(`${url}/?secrets=Berg&a=1`)).status).toBe(200);
});

it('a document that is nested too deeply is refused in both directions', async () => {
  const deep = '['.repeat(2000);
  const { url, observer } = await proxied(
    (request, response) => {
      void read(request).then(() => response.setHeader('content-type', 'application/json').end(deep), () => response.destroy()); // prettier-ignore
    },
    { engine },
  );
  const type = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', body: deep, headers: type })).status).toBe(400);
  expect((await fetch(url)).status).toBe(502);
  expect(observer.refusals).toEqual(['SLUICE_PATH_TOO_DEEP', 'SLUICE_PATH_TOO_DEEP']);
});
