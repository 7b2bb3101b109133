/** The headers in the words of each host kind. Paths count from the root of the host name. */
import { COMMON_HEADERS, headerRules, policyText, type Rule, type Site } from './headers.ts';

/** Files that tell a host what to do; they are neither served nor part of the app. */
export const HOSTING_FOLDER = 'hosting';
export const HEADERS_FILE = '_headers';

/** By path in the build's folder. */
export function hostingFiles(site: Site): Record<string, string> {
  return {
    [HEADERS_FILE]: netlifyHeaders(site),
    [`${HOSTING_FOLDER}/nginx.conf`]: nginxConfig(site),
    [`${HOSTING_FOLDER}/Caddyfile`]: caddyfile(site),
  };
}

/** `_headers` as Netlify and Cloudflare Pages read it. */
export function netlifyHeaders(site: Site): string {
  const block = (path: string, headers: Readonly<Record<string, string>>): string =>
    [path, ...lines(headers, ([name, value]) => `  ${name}: ${value}`)].join('\n');
  const rules = headerRules(site).map((rule) => block(rule.path, headersOf(rule)));
  return [block('/*', COMMON_HEADERS), ...rules].join('\n\n') + '\n';
}

/**
 * A file for /etc/nginx/conf.d. Maps rather than locations, because nginx drops all outer
 * `add_header` lines where an inner block has one of its own.
 */
export function nginxConfig(site: Site): string {
  const rules = headerRules(site);
  const map = (variable: string, value: (rule: Rule) => string): string =>
    [
      `map $uri $${variable} {`,
      ...rules.map((rule) => `    ${nginxPattern(rule.path)} "${value(rule)}";`),
      '}',
    ].join('\n');
  return `# Keybearer behind nginx: set server_name, certificates and root, then put it into conf.d.
${map('keybearer_policy', (rule) => policyText(rule.policy))}

${map('keybearer_cache', (rule) => rule.cache)}

server {
    listen 8080;
    server_name _;
    root /usr/share/nginx/html;
    charset utf-8;
    server_tokens off;

${lines(COMMON_HEADERS, ([name, value]) => `    add_header ${name} "${value}" always;`).join('\n')}
    add_header Content-Security-Policy $keybearer_policy always;
    # Without "always": a missing file must not be remembered for a year.
    add_header Cache-Control $keybearer_cache;

    location / {
        try_files $uri $uri/ =404;
    }
    location = /manifest.webmanifest {
        default_type application/manifest+json;
    }
    location ~ ^/(${HEADERS_FILE}$|${HOSTING_FOLDER}/) {
        return 404;
    }
}
`;
}

/** A Caddyfile; Caddy gets the HTTPS certificate itself. */
export function caddyfile(site: Site): string {
  const rules = headerRules(site).map((rule) =>
    [
      `    header ${rule.path} {`,
      ...lines(headersOf(rule), ([name, value]) => `        ${name} "${value}"`),
      '    }',
    ].join('\n'),
  );
  return `# Keybearer behind Caddy: set the host name and root.
keybearer.example.org {
    root * /srv/keybearer
    encode zstd gzip

    header {
${lines(COMMON_HEADERS, ([name, value]) => `        ${name} "${value}"`).join('\n')}
    }
${rules.join('\n')}
    header /manifest.webmanifest Content-Type application/manifest+json

    @hosting path /${HEADERS_FILE} /${HOSTING_FOLDER}/*
    respond @hosting 404
    file_server

    # A missing file must not be remembered for a year.
    handle_errors {
        header Cache-Control no-store
        respond "{err.status_code} {err.status_text}"
    }
}
`;
}

function headersOf(rule: Rule): Record<string, string> {
  return { 'Content-Security-Policy': policyText(rule.policy), 'Cache-Control': rule.cache };
}

function nginxPattern(path: string): string {
  return path.endsWith('/*') ? `~^${path.slice(0, -1)}` : path;
}

function lines(
  headers: Readonly<Record<string, string>>,
  line: (entry: [name: string, value: string]) => string,
): string[] {
  return Object.entries(headers).map(line);
}
