import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to the web shell: pages of this server in a browser that was given the token, and token bearers. */
export interface Guard {
  readonly token: string;
  /** A token that lets one page in, once. Command lines of browsers are seen by every user of the machine. */
  createOneTimeToken(): string;
  /** True when Host and Origin name this server. Shuts out other sites' pages and rebound names. */
  isOwnOrigin(request: IncomingMessage): boolean;
  /** True when the request carries the token: as a bearer, as this server's cookie, or in the address of the page. */
  isAuthorised(request: IncomingMessage, url: URL): boolean;
  /** Value of Set-Cookie that lets the page go on without the token in its address. */
  cookie(): string;
}

export function createGuard(port: () => number): Guard {
  const token = randomBytes(24).toString('base64url');
  const expected = Buffer.from(token);
  const oneTimeTokens = new Set<string>();
  // Cookies do not know ports: two data folders may be open at once.
  const cookieName = () => `tandem-${port()}`;
  const matches = (value: string | undefined | null) => {
    const given = Buffer.from(value ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const hosts = () => [`127.0.0.1:${port()}`, `localhost:${port()}`];

  return {
    token,
    createOneTimeToken() {
      const once = randomBytes(24).toString('base64url');
      oneTimeTokens.add(once);
      return once;
    },
    isOwnOrigin({ headers }) {
      if (!headers.host || !hosts().includes(headers.host)) return false;
      if (headers.origin !== undefined && !hosts().some((host) => headers.origin === `http://${host}`)) return false;
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    isAuthorised({ headers, method }, url) {
      const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return matches(bearer);
      const cookies = (headers.cookie ?? '').split(/;\s*/).map((item) => item.split('='));
      if (matches(cookies.find(([name]) => name === cookieName())?.[1])) return true;
      if (method !== 'GET' || url.pathname !== '/') return false;
      const given = url.searchParams.get('token');
      return matches(given) || (given !== null && oneTimeTokens.delete(given));
    },
    cookie: () => `${cookieName()}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  };
}
