/** The zip a user takes away. The same input and date give the same bytes. */
import { zipSync, type Zippable } from 'fflate';
import { utf8, type Bytes } from '../core/bytes.ts';
import { writeConfig, type JwtConfig } from '../core/config.ts';
import { readmeText } from './readme.ts';

export interface BundleInput {
  key: { pem: string; encrypted: boolean };
  /** PEM. */
  certificate: string;
  /** The certificate signing request, PEM. */
  request?: string;
  /** Only when the connection is complete. */
  config?: JwtConfig;
  /** The date the files bear. */
  date: Date;
}

/** Keeps the private key out of git, wherever the bundle is unpacked. */
const GITIGNORE = `# The private key never belongs into version control.
*.key
*.key.enc
*.p12
*.jks
`;

/** Unix, so that unzip sets the modes: a regular file, read and written by its owner alone. */
const UNIX = 3;
const PRIVATE = (0o100600 << 16) >>> 0;
const PUBLIC = (0o100644 << 16) >>> 0;

/** `certs/server.key`, `certs/server.crt` and what goes with them, as a zip file. */
export function createBundle(input: BundleInput): Bytes {
  const mtime = zipTime(input.date);
  const file = (text: string, attrs = PUBLIC): Zippable[string] => [
    utf8(text),
    { os: UNIX, attrs, mtime },
  ];
  const files: Zippable = {
    'README.md': file(readmeText(input)),
    '.gitignore': file(GITIGNORE),
    'certs/server.key': file(input.key.pem, PRIVATE),
    'certs/server.crt': file(input.certificate),
  };
  if (input.request !== undefined) files['certs/server.csr'] = file(input.request);
  if (input.config !== undefined) files['jwt.json'] = file(writeConfig(input.config));
  return zipSync(files, { level: 6 });
}

/**
 * Zip files hold local time from 1980 to 2099. UTC is written whatever the time zone, so that two
 * machines make the same file.
 */
function zipTime(date: Date): Date {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2099);
  return new Date(
    year,
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  );
}
