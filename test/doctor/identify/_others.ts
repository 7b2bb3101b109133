/**
 * Files of kinds that the doctor does not know: a hundred and more, from the packages that this project
 * installs (each with its own licence, none copied here), from this repository, and made here.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import { utf8, type Bytes } from '../../../src/core/bytes.ts';

export interface OtherFile {
  name: string;
  content: Bytes;
}

const PACKAGES: Record<string, readonly string[]> = {
  acorn: [
    'README.md',
    'LICENSE',
    'package.json',
    'dist/acorn.js',
    'dist/acorn.d.ts',
    'CHANGELOG.md',
  ],
  'axe-core': ['README.md', 'LICENSE', 'package.json', 'axe.min.js', 'axe.d.ts'],
  svelte: ['README.md', 'LICENSE.md', 'package.json', 'elements.d.ts', 'src/version.js'],
  vite: ['README.md', 'LICENSE.md', 'package.json', 'client.d.ts'],
  prettier: [
    'README.md',
    'LICENSE',
    'package.json',
    'standalone.js',
    'index.d.ts',
    'plugins/yaml.js',
  ],
  'csv-parse': ['README.md', 'LICENSE', 'package.json', 'dist/cjs/index.cjs'],
  chai: ['README.md', 'LICENSE', 'package.json'],
  devalue: ['README.md', 'LICENSE', 'package.json'],
  esrap: ['README.md', 'LICENSE', 'package.json'],
  'fast-check': ['README.md', 'LICENSE', 'package.json', 'CHANGELOG.md'],
  idb: ['README.md', 'LICENSE', 'package.json', 'build/index.js', 'build/index.cjs'],
  'hash-wasm': ['README.md', 'LICENSE', 'package.json', 'dist/sha1.umd.min.js'],
  clsx: ['readme.md', 'license', 'package.json', 'dist/clsx.js', 'clsx.d.ts'],
  'form-data': ['README.md', 'License', 'package.json', 'index.d.ts', 'lib/form_data.js'],
  colorette: ['README.md', 'LICENSE.md', 'package.json', 'index.js'],
  'estree-walker': ['README.md', 'LICENSE', 'package.json'],
  fflate: ['README.md', 'LICENSE', 'package.json', 'umd/index.js', 'esm/browser.js'],
  chokidar: ['README.md', 'LICENSE', 'package.json'],
  typescript: [
    'LICENSE.txt',
    'package.json',
    'lib/lib.es5.d.ts',
    'lib/lib.dom.d.ts',
    'SECURITY.md',
  ],
};

const installed = Object.entries(PACKAGES).flatMap(([name, files]) =>
  files.map((file) => `node_modules/${name}/${file}`),
);
const OWN = [
  ...['package-lock.json', 'package.json', 'index.html', 'vite.config.ts', 'tsconfig.json'],
  ...['public/icon.svg', 'public/icon-192.png', 'public/manifest.webmanifest', 'src/app.css'],
];
const MOST = 1024 * 1024;

const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** What holds long runs of letters and digits, names of secrets, dots and equals signs. */
const MADE: Record<string, string | Uint8Array> = {
  'accounts.csv': lines(500, (at) => `${at};"Account ${at}";account${at}@example.com;${at * 7}.50`),
  'prose.txt': lines(200, (at) => `Chapter ${at}. It was a bright cold day in April.`),
  'letter.txt': 'Dear team,\n\nplease rotate the client secret and the access token.\n\nRegards\n',
  'requirements.txt': lines(40, (at) => `package-${at}==1.${at}.0 --hash=sha256:${hex(`p${at}`)}`),
  'go.sum': lines(40, (at) => `example.com/m${at} v1.0.${at} h1:${base64Of(`m${at}`)}`),
  'yarn.lock': lines(
    40,
    (at) => `"a${at}@^1.0.0":\n  version "1.0.${at}"\n  checksum ${hex(`y${at}`)}`,
  ),
  'Cargo.lock': lines(40, (at) => `[[package]]\nname = "c${at}"\nchecksum = "${hex(`c${at}`)}"`),
  'git-log.txt': lines(
    40,
    (at) => `commit ${hex(`g${at}`).slice(0, 40)}\nAuthor: A <a@example.com>`,
  ),
  'sha256sums.txt': lines(40, (at) => `${hex(`s${at}`)}  file-${at}.tar.gz`),
  'uuids.txt': lines(40, (at) =>
    hex(`u${at}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'),
  ),
  'numbers.txt': lines(40, (at) => String(4_000_000_000_000_000 + at * 7_919)),
  'salesforce-ids.csv': lines(
    40,
    (at) => `001${String(at).padStart(12, '0')},003${String(at).padStart(12, 'A')}`,
  ),
  'soql.txt': "SELECT Id, Name FROM Account WHERE OwnerId = '0055e000002XyZw' LIMIT 10",
  'apex.cls': 'public class Token { private String access_token; public String error; }',
  'package.xml':
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>62.0</version></Package>',
  'sfdx-project.json':
    '{"packageDirectories":[{"path":"force-app"}],"sfdcLoginUrl":"https://login.salesforce.com"}',
  'error.json': '{"error":"not_found","message":"There is no such page","code":404}',
  'npm-error.json': '{"error":{"code":"E404","summary":"Not Found"}}',
  'github.json': '{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}',
  'graphql.json': '{"errors":[{"message":"Field does not exist","locations":[{"line":1}]}]}',
  'user.json': '{"username":"jane","id":17,"email":"jane@example.com","instance":"a"}',
  'geo.json': '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}',
  'list.json': JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ at, name: `n${at}` }))),
  'settings.ini': '[server]\nhost = localhost\nport = 8080\nuser = web\n',
  'compose.yml': 'services:\n  web:\n    image: nginx:1.27\n    ports: ["80:80"]\n',
  'workflow.yml':
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n',
  Dockerfile: 'FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  'page.html': '<!doctype html><html><body><form><input name="password"></form></body></html>',
  'style.min.css':
    '.a{color:#fff}.b{background:url(data:image/gif;base64,R0lGODlhAQABAAAAACw=)}'.repeat(50),
  'bundle.min.js': 'var e=function(t){return t.code===200?t.data.map(n=>n.id):null};'.repeat(500),
  'source.map': `{"version":3,"sources":["a.ts"],"mappings":"${'AAAA,SAAS;'.repeat(2_000)}"}`,
  'script.py': 'import os\n\ndef main():\n    token = os.environ["TOKEN"]\n    print(len(token))\n',
  'query.sql': lines(100, (at) => `INSERT INTO t VALUES (${at}, 'row ${at}');`),
  'access.log': lines(
    300,
    (at) =>
      `10.0.0.${at % 250} - - [22/Nov/2026:12:00:01 +0000] "GET /a?code=${at} HTTP/1.1" 200 512`,
  ),
  'build.log': lines(300, (at) => `2026-11-22T12:00:01Z [INFO] compiled module ${at} in ${at} ms`),
  'diff.patch': '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-const a = 1;\n+const a = 2;\n',
  'mail.eml':
    'From: a@example.com\nTo: b@example.com\nSubject: The sandbox\n\nIt is refreshed on Monday.\n',
  'links.md': lines(40, (at) => `- [page ${at}](https://example.com/a/${at}?code=${at}&state=b)`),
  known_hosts: `example.com ssh-unknown ${base64Of('a host')}\n`,
  'letters.txt': 'abcdefghijklmnopqrstuvwxyz'.repeat(200),
  'base64.txt': base64Of(lines(50, (at) => `plain line ${at}`)),
  'image-uri.txt': `data:image/png;base64,${base64Of('not really an image')}`,
  'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h24v24H0z"/></svg>',
  'page.pdf': concatText('%PDF-1.7\n%\u00e2\u00e3\n', deflateSync('stream'.repeat(500))),
  'archive.gz': gzipSync('text '.repeat(5_000)),
  'picture.gif': concatText('GIF89a', new Uint8Array(600).fill(44)),
  'sound.wav': concatText('RIFF\u0024\u0000\u0000\u0000WAVEfmt ', new Uint8Array(4_000).fill(127)),
  'store.sqlite': concatText('SQLite format 3\u0000', new Uint8Array(4_080)),
  'program.elf': concatText('\u007fELF\u0002\u0001\u0001', new Uint8Array(2_000).fill(144)),
  'module.wasm': concatText('\u0000asm\u0001\u0000\u0000\u0000', new Uint8Array(200).fill(1)),
  'zeros.bin': new Uint8Array(10_000),
};

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64');
}

function concatText(start: string, rest: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(start, 'latin1'), rest]);
}

const bytesOf = (content: string | Uint8Array): Bytes =>
  typeof content === 'string' ? utf8(content) : new Uint8Array(content);

export const OTHER_FILES: readonly OtherFile[] = [
  ...[...installed, ...OWN]
    .filter((path) => existsSync(path))
    .map((name) => ({ name, content: bytesOf(readFileSync(name)) }))
    .filter(({ content }) => content.length <= MOST),
  ...Object.entries(MADE).map(([name, content]) => ({ name, content: bytesOf(content) })),
];
