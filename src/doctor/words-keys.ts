/** The words for what is found in keys, certificates and keystores. */
import { help } from './links.ts';
import { worded, type Said, type Values, type Words } from './words.ts';
import type { Finding } from './finding.ts';

const FLOW = [help('xcloud.remoteaccess_oauth_jwt_flow')];
const NEW_KEY = ['Make a new key and certificate in step 1, and upload the certificate.'];
const AGAIN = ['Take it from its source again: this copy cannot be mended.'];
const RENEW = ['Renew the certificate for the same key in step 1, and upload it.'];

const KEYS = {
  'inspect/key-good': {
    title: 'A key that Salesforce can use',
    why: 'It is RSA with {bits} bits, its numbers agree, and what it signs verifies.',
    fix: ['Compare its public key’s SHA-256 with that of the certificate in the app.'],
  },
  'inspect/key-not-rsa': {
    title: 'Salesforce cannot use {kind}',
    why: 'The JWT bearer flow takes RS256 alone, which needs an RSA key.',
    fix: NEW_KEY,
    links: FLOW,
  },
  'inspect/key-pss': {
    title: 'An RSA-PSS key cannot sign RS256',
    why: 'It is marked for PS256, which Salesforce does not take; libraries refuse it for RS256.',
    fix: NEW_KEY,
  },
  'inspect/key-short': {
    title: 'An RSA key of {bits} bits is too short',
    why: 'sf and most libraries refuse fewer than 2048 bits for RS256.',
    fix: NEW_KEY,
  },
  'inspect/key-long': {
    title: 'An RSA key of {bits} bits is longer than is usual',
    why: 'Salesforce’s own key store takes 2048, 3072 and 4096 bits; for this flow it names no upper limit.',
    fix: ['If a login fails, try a key of 4096 bits.'],
  },
  'inspect/key-exponent': {
    title: 'The public exponent is {exponent}',
    why: 'Almost every RSA key has 65537; some programs may refuse another.',
    fix: ['If a program refuses the key, make a new one.'],
  },
  'inspect/key-inconsistent': {
    title: 'The numbers of this key do not agree',
    why: 'A copy was damaged on its way: what it signs does not verify.',
    fix: AGAIN,
  },
  'inspect/key-encrypted': {
    title: 'A passphrase protects this key',
    why: 'sf and most libraries cannot be told the passphrase, and refuse the file.',
    fix: [
      'Enter the passphrase, and take the key away without it.',
      'Or convert it yourself: openssl pkey -in server.key -out new.key',
    ],
  },
  'inspect/key-legacy-encrypted': {
    title: 'The key is encrypted in OpenSSL’s old form',
    why: 'It is not opened here, and sf refuses it, too.',
    fix: ['Convert it: openssl pkcs8 -topk8 -nocrypt -in server.key -out new.key'],
  },
  'inspect/encryption-unread': {
    title: 'It is encrypted with what is not read here',
    why: 'No passphrase opens it in this page.',
    fix: ['Convert it: openssl pkcs8 -topk8 -nocrypt -in server.key -out new.key'],
  },
  'inspect/key-form': {
    title: 'sf does not read a key in this form',
    why: 'It wants a PEM text: BEGIN PRIVATE KEY (PKCS#8) or BEGIN RSA PRIVATE KEY (PKCS#1).',
    fix: ['Take it away as PKCS#8.'],
  },
  'inspect/key-openssh-encrypted': {
    title: 'OpenSSH’s own form, with a passphrase',
    why: 'It is not opened here, and sf reads neither the form nor the passphrase.',
    fix: ['If it is RSA, convert a copy: ssh-keygen -p -m PKCS8 -N "" -f copy.key'],
  },
  'inspect/key-parts': {
    title: 'The key lacks its primes',
    why: 'A PEM file holds them; they are optional in a JWK.',
    fix: ['Export it again from where it was made, with p, q, dp, dq and qi.'],
  },
  'inspect/several-keys': {
    title: 'There are {count} different private keys in it',
    why: 'A program takes one of them and passes over the others.',
    fix: ['Keep each in a file of its own.'],
  },
  'inspect/key-in-certificate': {
    title: 'A private key is in a file that is named as a certificate',
    why: 'Whoever gets the file can log in with it.',
    fix: [
      'Upload the certificate alone.',
      'Where this file was uploaded or sent, make a new key and certificate.',
    ],
  },
  'inspect/certificate-as-key': {
    title: 'No private key is in a file that is named as one',
    why: 'What is in it cannot sign.',
    fix: ['Look for the file that begins with BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY.'],
  },
  'inspect/public-key': {
    title: 'A public key alone',
    why: 'It cannot sign, and Setup wants a certificate.',
    fix: ['Look for the private key of the same SHA-256, and make a certificate for it in step 1.'],
  },
  'inspect/request': {
    title: 'A request is not a certificate',
    why: 'Setup takes the certificate that an authority makes from it.',
    fix: ['Upload the certificate, or make a self-signed one for the same key in step 1.'],
  },
  'inspect/mended': {
    title: 'It is damaged, and was mended',
    why: 'Programs may refuse it as it is. Nothing of the content is lost.',
    fix: [
      'Take the mended file away, and put it where this one came from.',
      'For a CI variable take it as base64, which has no line breaks to lose, and decode it in the job.',
    ],
  },
  'inspect/base64': {
    title: 'It is base64 of a file',
    why: 'A CI variable holds it well so, but no program reads it.',
    fix: ['Decode it in the job before it is used: base64 -d'],
  },
  'inspect/damaged': {
    title: 'It is damaged',
    why: 'What is missing or changed cannot be found again from the rest.',
    fix: AGAIN,
  },
  'inspect/binary-as-text': {
    title: 'A binary file that was saved as text',
    why: 'Every byte that is no text was replaced, and is lost.',
    fix: ['Take the file from its source again, and carry it as base64.'],
  },
  'inspect/wrong-label': {
    title: 'Its BEGIN line says something else',
    why: 'Programs go by that line, and refuse the file.',
    fix: ['Take the mended file away.'],
  },
  'inspect/certificate-good': {
    title: 'A certificate that Salesforce takes',
    why: 'It is for an RSA key of {bits} bits, within its dates, and under 4 KB.',
    fix: ['Upload it in the app; sign with the private key of the same SHA-256.'],
  },
  'inspect/certificate-expired': {
    title: 'The certificate ran out on {date}',
    why: 'Whether Salesforce refuses it is reported both ways; its own pages will show it as expired.',
    fix: RENEW,
  },
  'inspect/certificate-expiring': {
    title: 'The certificate runs out on {date}',
    why: 'After that it may be refused.',
    fix: RENEW,
  },
  'inspect/certificate-early': {
    title: 'The certificate is valid only from {date} on',
    why: 'Before that it may be refused; the clock that made it may be wrong.',
    fix: RENEW,
  },
  'inspect/certificate-large': {
    title: 'The certificate is larger than 4 KB',
    why: 'Setup refuses it in this form.',
    fix: [
      'Take it as DER, which is smaller; if that is over 4 KB too, make one with a shorter subject.',
    ],
    links: FLOW,
  },
  'inspect/certificate-weak': {
    title: 'It is signed with {signature}',
    why: 'Modern programs no longer trust this hash.',
    fix: RENEW,
  },
  'inspect/certificate-altered': {
    title: 'Its own signature does not verify',
    why: 'It was changed after it was made.',
    fix: AGAIN,
  },
  'inspect/chain': {
    title: 'A chain of {count} certificates; this one is the leaf',
    why: 'Setup wants one certificate of at most 4 KB, the one that was made for your key.',
    fix: ['Take this one away alone, and upload it.'],
  },
  'inspect/bundle': {
    title: '{count} certificates that do not form one chain',
    why: 'A store of authorities holds many; none of them is yours to upload.',
    fix: ['Look for the file with the one certificate that was made for your key.'],
  },
  'inspect/pair-differs': {
    title: 'The key and the certificate in it do not belong together',
    why: 'Salesforce would answer “invalid assertion”.',
    fix: ['Look for the certificate with the key’s SHA-256, or make one for this key in step 1.'],
  },
  'inspect/passphrase-needed': {
    title: 'A passphrase opens it',
    why: 'Without it only what lies open can be seen.',
    fix: ['Enter its passphrase, and press **Open**.'],
  },
  'inspect/passphrase-wrong': {
    title: 'This passphrase does not open it',
    why: 'It is another, or the file is damaged.',
    fix: ['Enter the passphrase again.'],
  },
  'inspect/keystore': {
    title: 'sf does not read a keystore',
    why: 'It wants the private key alone, as a PEM text.',
    fix: ['Take the key away as PKCS#8, and its certificate by itself.'],
  },
  'inspect/keystore-unread': {
    title: 'A part of it is not read here',
    why: 'It is protected in a way that this page does not know.',
    fix: ['Convert it: {command}'],
  },
  'inspect/convert': {
    title: 'It is known by name alone here',
    why: 'What is in it is not read.',
    fix: ['Convert it: {command}'],
  },
  'inspect/crl': {
    title: 'A list of revoked certificates is not needed here',
    why: 'It holds neither a key nor a certificate.',
    fix: ['Look for the file that begins with BEGIN CERTIFICATE.'],
  },
} as const satisfies Record<string, Words>;

export type KeyCode = keyof typeof KEYS;

/** A finding of this table. */
export function say(said: Said<KeyCode>, values?: Values): Finding {
  return worded(KEYS, said, values);
}
