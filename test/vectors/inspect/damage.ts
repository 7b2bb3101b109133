/** What CI variables, editors, shells, YAML and copying do to files, one damage a file. */
import { bytes, read, write } from './tools.ts';

export function makeDamaged(): void {
  makeDamagedKeys();
  makeOtherDamaged();
  makeMixedUp();
  makeBinary();
}

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const oneLine = (text: string): string => text.trim().replaceAll('\n', ' ');
const escaped = (text: string): string => text.replaceAll('\n', '\\n');

function makeDamagedKeys(): void {
  const key = read('rsa.pkcs8.key');
  const lines = key.trim().split('\n');
  const body = lines.slice(1, -1);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'one-line': oneLine(key),
    'no-breaks': key.replaceAll('\n', ''),
    'no-white-space': key.replaceAll(/\s/g, ''),
    'written-out': escaped(key),
    'written-out-twice': key.replaceAll('\n', '\\\\n'),
    'written-out-crlf': key.replaceAll('\n', '\\r\\n'),
    indented: key.replaceAll(/^(?=.)/gm, '    '),
    tabs: key.replaceAll(/^(?=.)/gm, '\t'),
    base64: base64(key),
    'base64-wrapped': base64(key).replaceAll(/.{76}/g, '$&\n'),
    'base64-twice': base64(base64(key)),
    'base64-of-one-line': base64(oneLine(key)),
    crlf: key.replaceAll('\n', '\r\n'),
    cr: key.replaceAll('\n', '\r'),
    bom: `\ufeff${key}`,
    utf16: utf16(`\ufeff${key}`),
    'utf16-no-mark': utf16(key),
    'utf16-big-endian': utf16(`\ufeff${key}`).swap16(),
    quotes: `"${key}"`,
    'single-quotes': `'${key.trim()}'`,
    'typographic-quotes': `\u201c${key.trim()}\u201d`,
    json: JSON.stringify(key),
    'json-slashes': JSON.stringify(key).replaceAll('/', '\\/'),
    'in-json': JSON.stringify({ type: 'service_account', private_key: key }, null, 2),
    'in-env': `SF_USERNAME=ci@example.com\nSF_JWT_KEY="${escaped(key)}"\n`,
    'in-yaml': `deploy:\n  key: |\n${key.replaceAll(/^(?=.)/gm, '    ')}`,
    'in-env-base64': `SF_USERNAME=ci@example.com\nSF_JWT_KEY=${base64(key)}\nCI=true\n`,
    'env-base64': `SF_JWT_KEY=${base64(key)}\n`,
    'no-end-line': `${lines.slice(0, -1).join('\n')}\n`,
    'no-begin-line': `${lines.slice(1).join('\n')}\n`,
    'no-lines': `${body.join('\n')}\n`,
    'wrong-label': key.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY'),
    'wrong-end': key.replace('END PRIVATE', 'END RSA PRIVATE'),
    'certificate-label': key.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    'typographic-dashes': key.replaceAll('-----', '\u2014\u2013\u2014'),
    'zero-width': key.replace(body[3] ?? '', `${body[3]}\u200b`),
    'blank-lines': lines.join('\n\n'),
    'trailing-blanks': lines.join('   \n'),
    'cut-off': key.slice(0, 900),
    'line-missing': [...lines.slice(0, 9), ...lines.slice(10)].join('\n'),
    'first-lines-missing': lines.slice(6).join('\n'),
    'bad-character': key.replace(body[5] ?? '', `${body[5]?.slice(0, 30)}*${body[5]?.slice(31)}`),
    'one-bit': flipped(body),
    empty: '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
    'pkcs1-one-line': oneLine(read('rsa.pkcs1.key')),
    'encrypted-one-line': oneLine(read('rsa.encrypted.key')),
    'legacy-one-line': oneLine(read('rsa.legacy-aes.key')),
    'openssh-one-line': oneLine(read('rsa.openssh')),
    'ec-one-line': oneLine(read('ec-P-256.key')),
  };
  for (const [name, content] of Object.entries(files)) write(`key.${name}`, content);
}

/** One bit of a prime: still a key by its form. */
function flipped(body: readonly string[]): string {
  const der = Buffer.from(body.join(''), 'base64');
  der[700] = (der[700] ?? 0) ^ 4;
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}

function makeOtherDamaged(): void {
  const certificate = read('rsa.crt');
  const files: Readonly<Record<string, string>> = {
    'certificate.one-line': oneLine(certificate),
    'certificate.written-out': escaped(certificate),
    'certificate.base64': base64(certificate),
    'certificate.no-lines': certificate.trim().split('\n').slice(1, -1).join('\n'),
    'certificate.cut-off': certificate.slice(0, 700),
    'certificate.request-label': certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'),
    'certificate.altered': altered(certificate),
    'request.one-line': oneLine(read('rsa.csr')),
    'request.cut-off': read('rsa.csr').slice(0, 500),
    'public.one-line': oneLine(read('rsa.public.pem')),
    'public.wrong-label': read('rsa.public.pem').replaceAll('PUBLIC', 'RSA PUBLIC'),
    'openssh.cut-off': read('rsa.openssh').slice(0, 800),
    'openssh.base64': base64(read('rsa.openssh')),
    'store.base64': base64(bytes('store.p12')),
    'store.jks.base64': base64(bytes('store.jks')),
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
}

/** The organization's name with another letter: everything but the signature still reads. */
function altered(certificate: string): string {
  const der = Buffer.from(certificate.trim().split('\n').slice(1, -1).join(''), 'base64');
  for (let at = der.indexOf('Example'); at !== -1; at = der.indexOf('Example', at + 1)) {
    der[at + 6] = 'o'.charCodeAt(0);
  }
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function makeMixedUp(): void {
  const key = read('rsa.pkcs8.key');
  write('two-keys.pem', key + read('other.key'));
  write('same-key-twice.pem', key + read('rsa.pkcs1.key'));
  write('good-key-and-cut-off-certificate.pem', key + read('rsa.crt').slice(0, 600));
  write('certificate-in.key', read('rsa.crt'));
  write('public-key-in.key', read('rsa.public.pem'));
  write('key-in.crt', key + read('rsa.crt'));
  write('certificate-labelled-key.pem', read('rsa.crt').replaceAll('CERTIFICATE', 'PRIVATE KEY'));
}

function makeBinary(): void {
  const der = bytes('rsa.pkcs8.der');
  write('der.line-break', Buffer.concat([der, Buffer.from('\n')]));
  write('der.as-utf8', Buffer.from(der.toString('latin1'), 'utf8'));
  write('der.mangled', Buffer.from(der.toString('utf8'), 'utf8'));
  write('der.cut-off', der.subarray(0, 700));
  write('certificate.der.cut-off', bytes('rsa.crt.der').subarray(0, 400));
  write('store.cut-off.p12', bytes('store.p12').subarray(0, 1200));
  write('store.mangled.p12', Buffer.from(bytes('store.p12').toString('utf8'), 'utf8'));
  write('store.cut-off.jks', bytes('store.jks').subarray(0, 1000));
  write('store.mangled.jks', Buffer.from(bytes('store.jks').toString('utf8'), 'utf8'));
}
