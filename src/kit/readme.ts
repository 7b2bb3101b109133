/** The README inside the bundle: only what is true of the files beside it. */
import { KEY_FILE, loginUrlOf, type JwtConfig } from '../core/config.ts';
import type { BundleInput } from './bundle.ts';
import { sfLoginCommand } from './commands.ts';

/** Markdown, adapted to what the bundle holds. */
export function readmeText({ key, request, config, date }: BundleInput): string {
  const pkcs1 = key.pem.includes('BEGIN RSA PRIVATE KEY');
  return (
    [
      '# Files for the Salesforce JWT bearer flow',
      about(config, date),
      table(request !== undefined, config !== undefined),
      '## Before anything else',
      keepPrivate(key.encrypted),
      '## Where each file goes',
      places(key.encrypted, config),
      ...(config ? ['## Log in', logIn(config, key.encrypted)] : []),
      '## Check the files',
      checks(key.encrypted, request !== undefined, pkcs1),
      '## Rotation',
      ROTATION,
    ].join('\n\n') + '\n'
  );
}

function about(config: JwtConfig | undefined, date: Date): string {
  const made = `Made by Keybearer in your browser on ${date.toISOString().slice(0, 10)}; the private key was sent nowhere.`;
  if (config === undefined) return made;
  const { loginUrl, subject } = config;
  return `${made}\n\nFor the user \`${subject}\`${loginUrl ? ` at ${loginUrl}` : ''}. The certificate's last day is in it: see "Check the files".`;
}

function logIn(config: JwtConfig, encrypted: boolean): string {
  const command = sfLoginCommand({
    shell: 'bash',
    username: config.subject,
    consumerKey: 'CONSUMER_KEY',
    keyFile: encrypted ? 'server-plain.key' : 'certs/server.key',
    loginUrl: loginUrlOf(config),
  });
  return `With the Salesforce CLI, in this folder, in bash, \`CONSUMER_KEY\` being the one in \`jwt.json\`:

    ${command}

The CLI keeps the key's path and reads the file again whenever it renews the token: leave it in place for as long as the job runs.`;
}

function table(request: boolean, config: boolean): string {
  const rows = [
    ['certs/server.key', 'the private key; whoever has it can log in as your user'],
    ['certs/server.crt', 'the certificate; upload this one to Salesforce'],
    request && [
      'certs/server.csr',
      'the certificate signing request; only for a certificate authority, Salesforce does not need it',
    ],
    config && [
      'jwt.json',
      'consumer key, username and login URL, as sf-jwt-tool and Keybearer read them; holds no private key',
    ],
    ['.gitignore', 'keeps the private key out of git'],
  ].filter((row) => row !== false);
  return [
    '| file | what it is |',
    '| --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

function keepPrivate(encrypted: boolean): string {
  const first = `Let only yourself read the private key, and never commit it:

    chmod 600 certs/server.key
    git check-ignore certs/server.key

The second command, run in your repository, must print the file's name. If it prints nothing, copy the lines of \`.gitignore\` into your repository's own.`;
  const second = encrypted
    ? `The private key is encrypted with the passphrase you chose. Keep the passphrase in another place than the file. Most clients, the Salesforce CLI among them, cannot read an encrypted key; give them a decrypted copy that lives only as long as the job:

    openssl pkey -in certs/server.key -out server-plain.key`
    : `The private key is not encrypted. Keep it in a secrets manager rather than in a folder, and delete this copy once it is there.`;
  return `${first}\n\n${second}`;
}

function places(encrypted: boolean, config: JwtConfig | undefined): string {
  const key = encrypted
    ? '- `certs/server.key` goes to your secrets manager or to your pipeline as a secret file, its passphrase as a second secret.'
    : '- `certs/server.key` goes to your secrets manager, or to your pipeline as a secret file. Where only text fits, store `base64 < certs/server.key` and decode it in the job: line breaks are easily lost otherwise.';
  return [
    '- `certs/server.crt` goes to Salesforce: Setup, External Client App Manager, your app, Settings, OAuth Settings, Enable JWT Bearer Flow, Upload Files. In an older Connected App it is Use digital signatures.',
    key,
    config !== undefined &&
      `- \`jwt.json\` ${whereConfigGoes(config)} It may be committed if your consumer key and username may be seen.`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

function whereConfigGoes({ privateKeyFile }: JwtConfig): string {
  return privateKeyFile === KEY_FILE
    ? 'stays beside the folder `certs`: it names the key as a path from there.'
    : 'names the key as the file you opened did; change `privateKeyFile` in it where the key stands elsewhere.';
}

function checks(encrypted: boolean, request: boolean, pkcs1: boolean): string {
  const commands = [
    `openssl ${pkcs1 ? 'rsa' : 'pkey'} -in certs/server.key -check -noout`,
    'openssl x509 -in certs/server.crt -noout -subject -enddate -fingerprint -sha256',
    'openssl pkey -in certs/server.key -pubout',
    'openssl x509 -in certs/server.crt -noout -pubkey',
    request && 'openssl req -in certs/server.csr -verify -noout',
  ].filter((line) => line !== false);
  const asks = encrypted ? ' openssl asks for the passphrase where it reads the key.' : '';
  return `${commands.map((line) => `    ${line}`).join('\n')}

The third and the fourth must print the same public key: then key and certificate belong together.${asks}`;
}

const ROTATION = `An app holds one certificate, so there is no overlap: when a new one is uploaded, the old one stops working.

- To renew before the certificate runs out, make a new certificate for the same key and upload it. Pipelines keep their secret.
- To rotate the key, make a new pair, upload the new certificate, and replace the secret at once.
- If the private key may have been seen by somebody else, rotate it now, then revoke the app's sessions in Setup.
- After a sandbox refresh an app made in that sandbox is usually gone. Make it again with the same certificate; only the consumer key changes.`;
