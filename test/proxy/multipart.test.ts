/** Uploads of forms through the proxy, written and read by other people's code. */
import { describe, expect, it } from 'vitest';
import { MASKED, PAN, proxied, read } from '../support/proxy.js';

describe('an upload', () => {
  it('of FormData arrives as the same form with its cards masked', async () => {
    let type = '';
    let body = '';
    const { url } = await proxied((request, response) => {
      type = request.headers['content-type'] ?? '';
      void read(request).then((text) => {
        body = text;
        response.end('ok');
      });
    });
    const form = new FormData();
    form.append('pan', PAN);
    form.append('data', JSON.stringify({ card: Number(PAN), note: 'x' }));
    form.append('file', new Blob([`line\n${PAN}\n`], { type: 'text/plain' }), `scan_${PAN}.txt`);
    await fetch(url, { method: 'POST', body: form });
    const received = await new Response(Buffer.from(body, 'latin1'), { headers: { 'content-type': type } }).formData();
    expect(received.get('pan')).toBe(MASKED);
    expect(received.get('data')).toBe('{"card":8888888888881111,"note":"x"}');
    const file = received.get('file') as File;
    expect(file.name).toBe(`scan_${MASKED}.txt`);
    expect(await file.text()).toBe(`line\n${MASKED}\n`);
  });

  it('without its last boundary is refused', async () => {
    const { url, observer } = await proxied((request, response) => {
      void read(request).then(() => response.end('ok'));
    });
    const body = `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n`;
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'multipart/form-data; boundary=b' } });
    expect(response.status).toBe(400);
    expect(observer.refusals).toEqual(['SLUICE_MULTIPART_MALFORMED']);
  });
});
