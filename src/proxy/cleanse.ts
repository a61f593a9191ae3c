/**
 * What a browser stored of a host before Sluice stood in front of it (HTTP cache, service workers, IndexedDB) still holds clear text. An
 * option has each browser forget it once: the first page that it opens comes with `Clear-Site-Data`, and with a cookie that remembers it.
 * Cookies stay, so nobody is signed out by it, but what an application keeps in local storage is gone; therefore it is an option.
 */
import type { DownstreamRequest } from './downstream.js';

const REMEMBERED = 'sluice-cleansed';
const REMEMBERED_SECONDS = 34_560_000; // 400 days, the longest that browsers keep a cookie

/** Whether this answer is the first page that a browser opens here. Fetch Metadata tells a page from what a page asks for. */
export function isFirstPage({ method, rawHeaders }: DownstreamRequest, status: number): boolean {
  if (method !== 'GET' || status !== 200) return false;
  let isPage = false;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase();
    if (name === 'sec-fetch-dest') isPage = rawHeaders[i + 1] === 'document';
    if (name === 'cookie' && rawHeaders[i + 1]?.split(';').some((pair) => pair.trim() === `${REMEMBERED}=1`) === true) return false;
  }
  return isPage;
}

/** Flat headers that have the browser forget, and remember that it did. */
export function cleansing(scheme: 'http' | 'https'): readonly string[] {
  const secure = scheme === 'https' ? '; Secure' : '';
  return [
    'Clear-Site-Data',
    '"cache", "storage"',
    'Set-Cookie',
    `${REMEMBERED}=1; Path=/; Max-Age=${REMEMBERED_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
  ];
}
