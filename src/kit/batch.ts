/** The one zip of a batch: a folder for each connection, and a table of them without secrets. */
import { Zip, ZipDeflate } from 'fflate';
import { utf8, type Bytes } from '../core/bytes.ts';
import type { CertificateRecord } from '../core/certificate.ts';
import { KEY_FILE, loginUrlOf, writeConfig, type JwtConfig } from '../core/config.ts';
import { toCsv } from './report.ts';
import { fileAttributes, GITIGNORE } from './zip-file.ts';

/** What one connection's folder is made of. */
export interface BatchFiles {
  name: string;
  /** By `folderNames`. */
  folder: string;
  /** PEM. */
  key: string;
  certificate: Pick<CertificateRecord, 'pem' | 'notAfter' | 'sha256' | 'publicKeySha256'>;
  /** Only where the details are known. */
  config?: JwtConfig;
}

export interface BatchZip {
  add(files: BatchFiles): void;
  /** Writes the table and ends the file. */
  end(): void;
}

const LONGEST_NAME = 60;
/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A folder name for each name, in the same order: letters, digits, dots, underscores and hyphens alone,
 * which every file system takes, and no two the same where case does not count.
 */
export function folderNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeName(name);
    let unique = safe;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1) unique = `${safe}-${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-');
  const short = [...plain].slice(0, LONGEST_NAME).join('');
  // A dot in front hides a folder, and Windows drops one at the end.
  const trimmed = short.replace(/^[.-]+|[.-]+$/g, '') || 'connection';
  return DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
}

/**
 * Writes the zip piece by piece, so that no more of it is in memory than `onchunk` keeps. `date` is what
 * its files bear.
 */
export function createBatchZip(
  { date, encrypted }: { date: Date; encrypted: boolean },
  onchunk: (chunk: Bytes) => void,
): BatchZip {
  const rows: string[][] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // fflate makes all its bytes over buffers of their own.
    onchunk(chunk as Bytes);
  });

  function write(path: string, text: string, options?: { secret: boolean }): void {
    const file = new ZipDeflate(path, { level: 6 });
    Object.assign(file, fileAttributes(date, options));
    zip.add(file);
    file.push(utf8(text), true);
  }

  write('README.md', readme(date, encrypted));
  write('.gitignore', GITIGNORE);
  return {
    add({ name, folder, key, certificate, config }) {
      write(`${folder}/server.key`, key, { secret: true });
      write(`${folder}/server.crt`, certificate.pem);
      if (config !== undefined) write(`${folder}/jwt.json`, writeConfig(besideKey(config)));
      rows.push([
        folder,
        name,
        config ? loginUrlOf(config) : '',
        config?.subject ?? '',
        new Date(certificate.notAfter).toISOString().slice(0, 10),
        certificate.sha256,
        certificate.publicKeySha256,
      ]);
    },
    end() {
      write('index.csv', toCsv([HEAD, ...rows]));
      zip.end();
    },
  };
}

const HEAD = [
  'Folder',
  'Name',
  'Login URL',
  'Username',
  'Valid until',
  'Certificate SHA-256',
  'Public key SHA-256',
];

/** In a batch the key lies in the same folder. */
function besideKey(config: JwtConfig): JwtConfig {
  return config.privateKeyFile === KEY_FILE
    ? { ...config, privateKeyFile: './server.key' }
    : config;
}

function readme(date: Date, encrypted: boolean): string {
  const keep = encrypted
    ? 'The private keys are encrypted with the passphrase you chose. Keep it in another place than these files.'
    : 'The private keys are not encrypted. Move each to the secrets manager it is for, then delete this copy.';
  return `# Files for the Salesforce JWT bearer flow, many connections

Made by Keybearer in your browser on ${date.toISOString().slice(0, 10)}; the private keys were sent nowhere.

Each connection has a folder of its own. \`index.csv\` lists them, with fingerprints and without secrets.

| file | what it is |
| --- | --- |
| server.key | the private key; whoever has it can log in as the app's user |
| server.crt | the certificate; upload this one to Salesforce |
| jwt.json | consumer key, username and login URL, where they are known; holds no private key |

${keep}
Folders whose public key has the same SHA-256 in \`index.csv\` hold the same private key.
`;
}
