/**
 * The headers in the words of each host kind. nginx and Caddy match the end of an address, so that the
 * app may lie under any path; `_headers` knows no pattern for that and counts from the root.
 */
import {
  COMMON_HEADERS,
  headerRules,
  pathPattern,
  policyText,
  PUBLIC_FILES,
  REVALIDATE,
  type Rule,
  type Site,
} from './headers.ts';

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

const NETLIFY_LIMIT = `# For an app at the root of its host name. A path here is a whole path: where the app lies under a
# prefix such as /app/, put the prefix before every path but /*, as in /app/worker/*.`;

/**
 * `_headers` as Netlify and Cloudflare Pages read it: a `*` stands at the end only, and of two rules
 * for one path the values are joined, so the rules are for the root and name every file.
 */
export function netlifyHeaders(site: Site): string {
  const block = (path: string, headers: Readonly<Record<string, string>>): string =>
    [path, ...lines(headers, ([name, value]) => `  ${name}: ${value}`)].join('\n');
  const blocks = [
    NETLIFY_LIMIT,
    block('/*', COMMON_HEADERS),
    ...headerRules(site).map((rule) => block(rule.path, headersOf(rule))),
    ...PUBLIC_FILES.map((path) => block(path, { 'Cache-Control': REVALIDATE })),
  ];
  return blocks.join('\n\n') + '\n';
}

/**
 * A file for /etc/nginx/conf.d. Maps rather than locations, because nginx drops all outer
 * `add_header` lines where an inner block has one of its own.
 */
export function nginxConfig(site: Site): string {
  const rules = headerRules(site);
  const map = (variable: string, otherwise: string, value: (rule: Rule) => string): string =>
    [
      `map $uri $${variable} {`,
      `    default "${otherwise}";`,
      ...rules.map((rule) => `    "~${pathPattern(rule)}" "${value(rule)}";`),
      '}',
    ].join('\n');
  return `# Keybearer behind nginx: set server_name, certificates and root, then put it into conf.d.
${map('keybearer_policy', '', ({ policy }) => policyText(policy))}

${map('keybearer_cache', REVALIDATE, ({ cache }) => cache)}

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
    location ~ /manifest\\.webmanifest$ {
        default_type application/manifest+json;
    }
    location ~ /(${HEADERS_FILE}$|${HOSTING_FOLDER}/) {
        return 404;
    }
}
`;
}

/** A Caddyfile; Caddy gets the HTTPS certificate itself. */
export function caddyfile(site: Site): string {
  const rules = headerRules(site).map((rule, index) =>
    [
      `    @rule${index} path_regexp ${pathPattern(rule)}`,
      `    header @rule${index} {`,
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
        # The question mark: where no rule below says more.
        ?Cache-Control "${REVALIDATE}"
    }
${rules.join('\n')}
    @manifest path_regexp /manifest\\.webmanifest$
    header @manifest Content-Type application/manifest+json

    @hosting path_regexp /(${HEADERS_FILE}$|${HOSTING_FOLDER}/)
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

function lines(
  headers: Readonly<Record<string, string>>,
  line: (entry: [name: string, value: string]) => string,
): string[] {
  return Object.entries(headers).map(line);
}
