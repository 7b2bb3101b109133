/** What goes wrong with the key file before anything is sent: rows 12 to 18. */
import type { Failure } from './failure.ts';
import { cli, help, issue } from './links.ts';

/** What leaves the job without a key file, whatever reads it next. */
const DECRYPTING = ['client/decrypt', 'client/no-openssl'];
const CHECKED = 'openssl rsa -in server.key -check -noout says “RSA key ok”.';

const FILES: readonly Failure[] = [
  {
    id: 'client/key-damaged',
    row: 12,
    texts: [
      'no start line',
      'DECODER routines::unsupported',
      'Could not deserialize key data',
      'Neither PUB key nor PRIV key',
      'Could not parse PKey',
      'must be a PEM encoded PKCS1 or PKCS8',
      'OpenSSL unable to sign data',
      'OpenSSL unable to validate key',
      'bad base64 decode',
      'bad end line',
      'unable to load private key',
      'Could not read private key',
      'Unable to load PEM file',
      'Invalid PEM formatted message',
      'No supported key formats were found',
      'cannot be coerced into a private key',
    ],
    after: DECRYPTING,
    title: 'The key file has lost its form',
    cause:
      'Line breaks were lost in a CI variable, stand there as \\n, the text is still base64, or it is another file.',
    fix: [
      'Open the text with “Import a key or certificate”: it says what is wrong and mends what can be mended.',
      'Store the key as a secret file, or as base64 that the job decodes.',
    ],
    proof: CHECKED,
    certainty: 'likely',
    links: [
      issue('forcedotcom/sfdx-travisci', 135),
      issue('restforce/restforce', 702),
      issue('jpadilla/pyjwt', 609),
      issue('octokit/auth-app.js', 332),
    ],
  },
  {
    id: 'client/key-kind',
    row: 13,
    texts: [
      'secretOrPrivateKey must be an asymmetric key when using RS256',
      'secretOrPrivateKey is not valid key material',
      'Key for the RS256 algorithm must be',
      "'_RSAPublicKey' object has no attribute 'sign'",
      'private key is encrypted',
      'bad password read',
    ],
    after: DECRYPTING,
    title: 'The file is no plain private key',
    cause:
      'The file holds an encrypted key, a public key or a certificate, or a key on one line, indented, in base64 or in DER.',
    fix: [
      'Open it with “Import a key or certificate”, which says what it is.',
      'Download it again as PKCS#8 without a passphrase.',
    ],
    proof: CHECKED,
    certainty: 'certain',
    links: [issue('salesforceidentity/jwt', 2), issue('octokit/auth-app.js', 465)],
  },
  {
    id: 'client/key-empty',
    row: 13,
    texts: ['secretOrPrivateKey must have a value'],
    after: [...DECRYPTING, 'client/key-gone'],
    title: 'The key file is empty',
    cause: 'The CI variable is not set, or not available to this branch.',
    fix: ['Check that the variable exists in this job and has a value.'],
    proof: CHECKED,
    certainty: 'certain',
    links: [cli(81)],
  },
  {
    id: 'client/key-short',
    row: 14,
    texts: [
      'minimum key size of 2048 bits for RS256',
      'modulusLength to be 2048 bits or larger',
      'not secure enough for the RS256 algorithm',
      'below the minimum recommended size of 2048 bits',
    ],
    title: 'The key is too short',
    cause: 'The RSA key has fewer than 2048 bits.',
    fix: ['Make a new key and certificate, and upload the certificate.'],
    certainty: 'certain',
    links: [issue('auth0/node-jsonwebtoken', 888)],
  },
  {
    id: 'client/key-not-rsa',
    row: 15,
    texts: ['"alg" parameter for "ec" key type', '"alg" parameter for "rsa-pss" key type'],
    title: 'The key is not a plain RSA key',
    cause: 'Salesforce takes RS256 only, which needs an RSA key: no elliptic curve, no RSA-PSS.',
    fix: ['Make a new key and certificate, and upload the certificate.'],
    certainty: 'certain',
    links: [
      issue('simstudioai/sim', 6526),
      'https://docs.withampersand.com/customer-guides/salesforce-jwt',
    ],
  },
  {
    id: 'client/certificate-refused',
    row: 15,
    texts: [],
    symptom: 'Setup refuses the certificate file',
    title: 'The certificate is too large, or not for RSA',
    cause:
      'Setup takes an X.509 certificate of up to 4 KB. A file with a whole chain is larger, and a certificate for another kind of key does not work.',
    fix: [
      'Upload the certificate alone, without its chain.',
      'If it is too large still, choose DER under Certificate format: the same certificate is smaller.',
      'Make it for an RSA key.',
    ],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Enable JWT Bearer Flow',
    page: 'clientApps',
    proof: 'The app’s Settings tab shows the certificate.',
    certainty: 'likely',
    links: [help('xcloud.remoteaccess_oauth_jwt_flow')],
  },
  {
    id: 'client/key-gone',
    row: 16,
    texts: [
      'ENOENT: no such file or directory',
      'No such file or directory',
      'cannot find the file',
    ],
    common: true,
    where: /\.key\b|\.pem\b|key-?file/,
    after: DECRYPTING,
    title: 'sf no longer finds the key file',
    cause:
      'The Salesforce CLI remembers the path of the key and reads it again when the token runs out.',
    fix: ['Keep the key file at the same path until the job ends.'],
    certainty: 'likely',
    links: [cli(81), cli(124), cli(363), cli(381)],
  },
  {
    id: 'client/key-other-form',
    row: 17,
    texts: [
      'Private Key is in PKCS#1 format, but only PKCS#8 is supported',
      'must be PKCS#8 formatted string',
      'algid parse error, not a sequence',
      'private key should be a PEM or plain PKCS1 or PKCS8',
      'must begin with -----BEGIN',
      'use ParsePKCS8PrivateKey instead',
      'use ParsePKCS1PrivateKey instead',
    ],
    title: 'The library wants the other PEM form',
    cause:
      'Some libraries read only BEGIN PRIVATE KEY (PKCS#8), others only BEGIN RSA PRIVATE KEY (PKCS#1).',
    fix: ['Choose the other form under Private key format and download the key again.'],
    proof: 'The library signs with it.',
    certainty: 'likely',
    links: [
      issue('pozil/pub-sub-api-node-client', 65),
      issue('grafana/grafana-infinity-datasource', 954),
    ],
  },
  {
    id: 'client/decrypt',
    row: 18,
    texts: [
      'bad decrypt',
      'wrong final block length',
      'bad magic number',
      'iv undefined',
      'hex string is too short',
      'gpg: decryption failed',
    ],
    title: 'The encrypted key file does not decrypt',
    cause:
      'server.key.enc was made with another password, digest or OpenSSL version, or was cut off.',
    fix: [
      'Encrypt it again, naming -md sha256 and -pbkdf2 on both sides, or store the key as a base64 secret.',
    ],
    proof: CHECKED,
    certainty: 'likely',
    links: [issue('forcedotcom/sfdx-bitbucket-org', 11)],
  },
  {
    id: 'client/no-openssl',
    texts: ['openssl: command not found', "'openssl' is not recognized"],
    title: 'openssl is not installed',
    cause: 'The command line tool is missing on this machine.',
    fix: ['It is not needed here: make key and certificate in step 1.'],
    proof: 'Step 1 shows the key’s fingerprint.',
    certainty: 'certain',
    links: [],
  },
];

/** Nothing was sent yet, so Login History knows of nothing. */
export const KEY_FILES: readonly Failure[] = FILES.map((failure) => ({
  loginHistory: [],
  ...failure,
}));
