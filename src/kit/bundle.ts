/** The zip a user takes away. The same input and date give the same bytes. */
import { zipSync, type Zippable } from 'fflate';
import { utf8, type Bytes } from '../core/bytes.ts';
import { writeConfig, type JwtConfig } from '../core/config.ts';
import { readmeText } from './readme.ts';
import { fileAttributes, GITIGNORE } from './zip-file.ts';

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

/** `certs/server.key`, `certs/server.crt` and what goes with them, as a zip file. */
export function createBundle(input: BundleInput): Bytes {
  const file = (text: string, options?: { secret: boolean }): Zippable[string] => [
    utf8(text),
    fileAttributes(input.date, options),
  ];
  const files: Zippable = {
    'README.md': file(readmeText(input)),
    '.gitignore': file(GITIGNORE),
    'certs/server.key': file(input.key.pem, { secret: true }),
    'certs/server.crt': file(input.certificate),
  };
  if (input.request !== undefined) files['certs/server.csr'] = file(input.request);
  if (input.config !== undefined) files['jwt.json'] = file(writeConfig(input.config));
  return zipSync(files, { level: 6 });
}
