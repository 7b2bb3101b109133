/**
 * The one source of every security header. The meta tag, `_headers`, the nginx and Caddy files and
 * the local server are all written from here, so that no host kind can differ from another.
 */
import { CONNECT_SOURCES, FORM_SOURCES } from '../core/org.ts';

/** What one deployment allows beyond Salesforce's hosts. */
export interface Site {
  /** Proxies that the page may send to, as `readProxies` returns them. */
  proxies: readonly string[];
  /** Origin of the practice org; only the local start script has one. */
  practice?: string;
}

export type Policy = Readonly<Record<string, readonly string[]>>;

/** The one Trusted Types policy: it makes the URLs of the worker and of the service worker. */
export const SCRIPT_URL_POLICY = 'keybearer-script-url';

const NONE = ["'none'"];
const SELF = ["'self'"];
const NOTHING: Policy = {
  'default-src': NONE,
  'base-uri': NONE,
  'form-action': NONE,
  'frame-ancestors': NONE,
};

/** The page: no inline code or style, and no host but Salesforce's and those the site lists. */
export function pagePolicy({ proxies, practice }: Site): Policy {
  const own = practice === undefined ? [] : [practice];
  return {
    ...NOTHING,
    'script-src': SELF,
    'style-src': SELF,
    'img-src': SELF,
    'manifest-src': SELF,
    'worker-src': SELF,
    'connect-src': [...SELF, ...CONNECT_SOURCES, ...proxies, ...own],
    // A form post opens the org, and where its frontdoor redirects to counts as well.
    'form-action': [...FORM_SOURCES, ...own],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': [SCRIPT_URL_POLICY],
  };
}

/** The worker that holds the keys: no network at all, and alone WASM. */
export const WORKER_POLICY: Policy = {
  ...NOTHING,
  'script-src': [...SELF, "'wasm-unsafe-eval'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': NONE,
};

/** The service worker: fetches the build's own files and runs nothing else. */
const SERVICE_WORKER_POLICY: Policy = {
  ...NOTHING,
  'script-src': SELF,
  'connect-src': SELF,
  'require-trusted-types-for': ["'script'"],
  'trusted-types': NONE,
};

/** A policy as the header's value: directives with their sources, separated by semicolons. */
export function policyText(policy: Policy): string {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
}

/** The page's policy for its meta tag, where `frame-ancestors` has no meaning (CSP 3, 4.2). */
export function metaTag(site: Site): string {
  const { 'frame-ancestors': _, ...policy } = pagePolicy(site);
  return `<meta http-equiv="Content-Security-Policy" content="${policyText(policy)}" />`;
}

/** Sent with every answer, found or not. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  // Browsers heed it over HTTPS only (RFC 6797 section 8.1).
  'Strict-Transport-Security': 'max-age=63072000',
  'Permissions-Policy': [
    'accelerometer=()',
    'autoplay=()',
    'camera=()',
    'clipboard-read=()',
    'clipboard-write=(self)',
    'display-capture=()',
    'encrypted-media=()',
    'fullscreen=()',
    'geolocation=()',
    'gyroscope=()',
    'hid=()',
    'idle-detection=()',
    'local-fonts=()',
    'magnetometer=()',
    'microphone=()',
    'midi=()',
    'payment=()',
    'picture-in-picture=()',
    'publickey-credentials-create=(self)',
    'publickey-credentials-get=(self)',
    'screen-wake-lock=()',
    'serial=()',
    'usb=()',
    'xr-spatial-tracking=()',
  ].join(', '),
};

/** Headers by path, one rule for any path: hosts that find two would join or drop a header. */
export interface Rule {
  /** From the app's own folder: exact, or ending in `/*` for the files of one folder. */
  path: string;
  policy: Policy;
  cache: string;
}

/** For every name without a hash, whether a rule names it or not. */
export const REVALIDATE = 'no-cache';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Where the build puts the worker and its chunks, apart from the page's. */
export const WORKER_FOLDER = 'worker';
export const ASSET_FOLDER = 'assets';

/** What public/ holds, for hosts that cannot say "everything else". No rule is needed elsewhere. */
export const PUBLIC_FILES: readonly string[] = [
  '/manifest.webmanifest',
  '/icon.svg',
  '/icon-192.png',
  '/icon-512.png',
  '/icon-maskable-512.png',
];

/** What no rule names has the common headers and is revalidated. */
export function headerRules(site: Site): Rule[] {
  const page = pagePolicy(site);
  return [
    { path: '/', policy: page, cache: REVALIDATE },
    { path: '/index.html', policy: page, cache: REVALIDATE },
    { path: '/sw.js', policy: SERVICE_WORKER_POLICY, cache: REVALIDATE },
    { path: `/${WORKER_FOLDER}/*`, policy: WORKER_POLICY, cache: FOR_EVER },
    { path: `/${ASSET_FOLDER}/*`, policy: NOTHING, cache: FOR_EVER },
  ];
}

/**
 * A rule's path as a regular expression for the end of an address, because the app may lie under any
 * path: `/app/worker/a.js` must have the worker's policy too. In the common part of PCRE, RE2 and ours.
 */
export function pathPattern({ path }: Rule): string {
  return path.endsWith('/*') ? `${path.slice(0, -1)}[^/]+$` : `${path.replaceAll('.', '\\.')}$`;
}

/** The headers of one path, as the local server sends them. */
export function headersFor(path: string, site: Site): Record<string, string> {
  const rule = headerRules(site).find((one) => new RegExp(pathPattern(one)).test(path));
  return {
    ...COMMON_HEADERS,
    ...(rule && { 'Content-Security-Policy': policyText(rule.policy) }),
    'Cache-Control': rule?.cache ?? REVALIDATE,
  };
}

/**
 * Reads the list of proxies that a site's owner sets at build time (`KEYBEARER_PROXIES`, separated
 * by spaces or commas) into CSP sources. Throws for what is no https address: the page would have to
 * refuse it, and http on this machine means the practice org.
 */
export function readProxies(text: string | undefined): string[] {
  const entries = (text ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.map((entry) => {
    const url = URL.canParse(entry) ? new URL(entry) : null;
    const plain = url && !url.username && !url.password && !url.search && !url.hash;
    if (!plain || url.protocol !== 'https:' || /[;,'"]/.test(url.pathname)) {
      throw new Error(`KEYBEARER_PROXIES: ${entry} is not an https:// address of a proxy`);
    }
    // A path ending in a slash covers what is below it (CSP 3, 6.7.2.12); a bare origin covers all.
    const path = url.pathname.replace(/\/+$/, '');
    return path === '' ? url.origin : `${url.origin}${path}/`;
  });
}
