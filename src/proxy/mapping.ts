/**
 * Host mapping of a reverse proxy: the upstream believes that it is asked under its own name, the browser that it asks ours. What names the
 * one is turned into the other, in headers alone: addresses and origins, the scope of cookies, the sources of a security policy. Addresses
 * in bodies are never changed, so an application that writes its own into them belongs on a route that keeps the host.
 *
 * Addresses become paths, which are right whatever name and scheme the downstream uses. A mapped header holds nothing that was not in it
 * or in the request's Host.
 */

/** Where the downstream believes to be. */
export interface Place {
  readonly scheme: 'http' | 'https';
  /** With the port, if it is not the scheme's own. */
  readonly host: string;
}

const HOST = /^[a-z0-9._-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i;

const REFERENCE = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#\\]*)(.*)$/i;

export class HostMapping {
  /** Host names and ports that are the upstream, by scheme. */
  readonly #hosts: ReadonlySet<string>;
  readonly #origin: string;
  readonly #hostname: string;
  readonly #prefix: string;
  readonly #keepsHost: boolean;

  /** `origins` are those of the upstream's servers, by the first of which it is asked; `prefix` is its path without its last slash. */
  constructor(origins: readonly URL[], prefix: string, keepsHost: boolean) {
    const [first] = origins;
    this.#hosts = new Set(origins.flatMap(authoritiesOf));
    this.#origin = first?.origin ?? '';
    this.#hostname = first?.hostname.toLowerCase() ?? '';
    this.#prefix = prefix;
    this.#keepsHost = keepsHost;
  }

  /** Turns our own name into the upstream's in a request. The Origin that was turned, if there was one. */
  up(headers: string[], place: Place): string | undefined {
    if (this.#keepsHost) return undefined;
    let asked: string | undefined;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i]?.toLowerCase();
      if (name !== 'origin' && name !== 'referer') continue;
      const value = headers[i + 1] ?? '';
      const [, scheme = '', host = '', rest = ''] = REFERENCE.exec(value) ?? [];
      if (host.toLowerCase() !== place.host.toLowerCase() || !couldBe(scheme.toLowerCase(), place)) continue;
      if (name === 'referer') headers[i + 1] = this.#origin + this.#prefix + rest;
      else if (rest === '') {
        asked = value;
        headers[i + 1] = this.#origin;
      }
    }
    return asked;
  }

  /** Turns the upstream's name into ours in an answer. `asked` is what `up` returned. */
  down(headers: string[], place: Place, asked: string | undefined): void {
    for (let i = headers.length - 2; i >= 0; i -= 2) {
      const value = headers[i + 1] ?? '';
      const mapped = this.#mapped(headers[i]?.toLowerCase() ?? '', value, place, asked);
      if (mapped === undefined) headers.splice(i, 2);
      else if (mapped !== value) headers[i + 1] = mapped;
    }
  }

  /** Undefined: the header says something of the upstream's host that is not true of ours. */
  #mapped(name: string, value: string, place: Place, asked: string | undefined): string | undefined {
    switch (name) {
      case 'location':
      case 'content-location':
      case 'sourcemap':
        return this.#local(value);
      case 'link':
        return value.replace(/<([^>]*)>/g, (_, target: string) => `<${this.#local(target)}>`);
      case 'refresh':
        return value.replace(
          /^(\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?)(.*)$/i,
          (_, before: string, target: string) => before + this.#local(target),
        );
      case 'set-cookie':
        return this.#cookie(value);
      default:
        return this.#keepsHost || !HOST.test(place.host) ? value : this.#hosted(name, value, place, asked);
    }
  }

  #hosted(name: string, value: string, place: Place, asked: string | undefined): string | undefined {
    switch (name) {
      case 'access-control-allow-origin':
      case 'timing-allow-origin':
        return value
          .split(/(\s*,\s*)/)
          .map((part) => (this.#isOrigin(part) ? (asked ?? `${place.scheme}://${place.host}`) : part))
          .join('');
      case 'content-security-policy':
      case 'content-security-policy-report-only':
        return value
          .split(/([\s;,]+)/)
          .map((source) => this.#source(source, place))
          .join('');
      case 'strict-transport-security':
        return undefined;
      default:
        return value;
    }
  }

  /** A reference to the upstream as a path below us; any other as it is. */
  #local(reference: string): string {
    const match = REFERENCE.exec(reference);
    if (match === null) return this.#below(reference);
    const [, scheme = '', host = '', rest = ''] = match;
    if (!/^(?:https?)?$/i.test(scheme) || !this.#isOwn(host)) return reference;
    const path = this.#below(rest.startsWith('/') ? rest : `/${rest}`);
    // two slashes at the beginning would name another host
    return /^\/[/\\]/.test(path) ? `/.${path}` : path;
  }

  #below(path: string): string {
    if (this.#prefix === '' || !path.startsWith(this.#prefix)) return path;
    const rest = path.slice(this.#prefix.length);
    if (rest === '') return '/';
    if (/^[?#]/.test(rest)) return `/${rest}`;
    if (!rest.startsWith('/')) return path;
    return /^\/[/\\]/.test(rest) ? `/.${rest}` : rest;
  }

  /** Without a Domain that is the upstream's or above it, which makes the cookie ours alone; with its Path below us. */
  #cookie(value: string): string {
    if (!/;\s*(?:domain|path)\s*=/i.test(value)) return value;
    const [pair = '', ...attributes] = value.split(';');
    const kept = attributes.flatMap((attribute) => {
      const [, name = '', setting = ''] = /^\s*([^=\s]*)\s*=?\s*(.*?)\s*$/.exec(attribute) ?? [];
      if (name.toLowerCase() === 'domain') return !this.#keepsHost && this.#isAbove(setting) ? [] : [attribute];
      if (name.toLowerCase() !== 'path' || this.#below(setting) === setting) return [attribute];
      return [` Path=${this.#below(setting)}`];
    });
    return [pair, ...kept].join(';');
  }

  #isAbove(domain: string): boolean {
    const name = domain.replace(/^\./, '').toLowerCase();
    return name !== '' && (this.#hostname === name || this.#hostname.endsWith(`.${name}`));
  }

  /** A source of a Content-Security-Policy (CSP Level 3, section 2.3.1): what allows the upstream allows us. */
  #source(source: string, place: Place): string {
    const match = /^(?:(https?|wss?):\/\/)?([^/\s;,'"]+)(\/.*)?$/i.exec(source);
    if (match === null) return source;
    const [, scheme, host = '', path] = match;
    if (scheme === undefined && !/[.:]/.test(host)) return source; // a directive or a keyword
    const web = /^ws/i.test(scheme ?? '') ? 'ws' : 'http';
    const ours = scheme === undefined ? place.host : `${web}${place.scheme === 'https' ? 's' : ''}://${place.host}`;
    if (this.#isOwn(host)) return path === undefined ? ours : ours + this.#below(path);
    if (
      !host.startsWith('*.') ||
      !this.#hostname.endsWith(
        host
          .slice(1)
          .replace(/:(?:\d+|\*)$/, '')
          .toLowerCase(),
      )
    )
      return source;
    return `${source} ${ours}`;
  }

  #isOrigin(text: string): boolean {
    const match = REFERENCE.exec(text);
    return match !== null && match[3] === '' && /^https?$/i.test(match[1] ?? '') && this.#isOwn(match[2] ?? '');
  }

  #isOwn(host: string): boolean {
    return this.#hosts.has(host.toLowerCase());
  }
}

/** How an address may name a server: with its port, and without where that is the scheme's own. */
function authoritiesOf({ hostname, port, protocol }: URL): string[] {
  const host = hostname.toLowerCase();
  return port === '' ? [host, `${host}:${protocol === 'https:' ? 443 : 80}`] : [`${host}:${port}`];
}

/** Behind a plain listener somebody may have taken TLS off. */
function couldBe(scheme: string, place: Place): boolean {
  return scheme === place.scheme || (place.scheme === 'http' && scheme === 'https');
}
