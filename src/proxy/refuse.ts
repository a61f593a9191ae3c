/**
 * Refusals: the only answers Sluice gives itself. They are built from the table of errors and the exchange's id alone,
 * so they cannot echo a value.
 */
import { STATUS_CODES } from 'node:http';
import { ERRORS, type Direction, type ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { UNDERSTOOD } from '../wire/acceptance.js';
import { prefersHtml } from '../wire/headers.js';

/** Methods of which a refusal says that they are forwarded. */
export const ALLOWED = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

export interface Refusal {
  readonly status: number;
  /** Flat `[name, value, …]`, with Content-Length. */
  readonly headers: string[];
  readonly body: Buffer;
}

/** The answer for `code`: a small page when the browser asks for one, JSON otherwise. `challenge`: how to sign in, where that is missing. */
export function refusalOf(
  code: ErrorCode,
  direction: Direction,
  exchange: string,
  accept: string | undefined,
  challenge: readonly string[] = [],
): Refusal {
  const entry = ERRORS[code];
  const status = entry.status[direction];
  const html = prefersHtml(accept);
  const body = Buffer.from(html ? pageOf(code, status, exchange) : jsonOf(code, exchange));
  const headers = [
    'Content-Type',
    html ? 'text/html; charset=utf-8' : 'application/json',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    'X-Sluice-Exchange',
    exchange,
  ];
  if (html) headers.push('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
  if (status === 503 || status === 429) headers.push('Retry-After', retryAfter(code));
  if (code === 'SLUICE_CODING_UNSUPPORTED' && direction === 'request') headers.push('Accept-Encoding', UNDERSTOOD);
  if (status === 405) headers.push('Allow', ALLOWED);
  for (const scheme of challenge) headers.push('Proxy-Authenticate', scheme);
  if (status === 426) headers.push('Upgrade', 'websocket');
  return { status, headers, body };
}

/** In seconds. Whoever was refused for overload at the same time must not come back at the same time. */
function retryAfter(code: ErrorCode): string {
  return code === 'SLUICE_OVERLOADED' ? String(1 + Math.floor(Math.random() * LIMITS.retryAfterSeconds)) : '1';
}

/** The same answer as bytes for a socket that no HTTP response owns: failed upgrades and unreadable requests. The connection ends. */
export function rawRefusal(
  code: ErrorCode,
  direction: Direction,
  exchange: string,
  accept: string | undefined,
  challenge?: readonly string[],
): Buffer {
  const { status, headers, body } = refusalOf(code, direction, exchange, accept, challenge);
  const options = status === 426 ? 'close, Upgrade' : 'close';
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: ${options}\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i] ?? ''}: ${headers[i + 1] ?? ''}\r\n`;
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]);
}

function jsonOf(code: ErrorCode, exchange: string): string {
  const { what, todo } = ERRORS[code];
  return JSON.stringify({ error: { code, message: `${what} ${todo}`, exchange } });
}

function pageOf(code: ErrorCode, status: number, exchange: string): string {
  const { what, todo } = ERRORS[code];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${status} – refused by Sluice</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 0; padding: 0 1.5rem; color: #1c2430; background: #f6f7f9 }
  h1 { font-size: 1.4rem } small { color: #5b6675 } code { font-size: .9em }
  @media (prefers-color-scheme: dark) { body { color: #e6e9ee; background: #14181e } small { color: #98a3b3 } }
</style>
<h1>This page was not passed on</h1>
<p>${escape(what)}</p>
<p>${escape(todo)}</p>
<p><small><code>${code}</code> · exchange <code>${escape(exchange)}</code></small></p>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
