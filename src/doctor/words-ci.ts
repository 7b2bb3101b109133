/** What is said of the secret that a pipeline holds. */
import type { Words } from './words.ts';

/** `{names}` are connections, or files. */
export const CI_WORDS = {
  'ci/present': {
    title: 'The pipeline holds the key of {names}',
    why: 'It is the present key: what it signs fits the certificate here.',
    fix: ['If the login is refused still, compare the certificate in the app with the one here.'],
  },
  'ci/next': {
    title: 'The pipeline holds the new key of {names}',
    why: 'That key is on its way in: the rotation is not finished here.',
    fix: ['Open Rotate in the connection, and go on there.'],
  },
  'ci/former': {
    title: 'The pipeline holds an earlier key of {names}',
    why: 'It was replaced here. If the app holds the present certificate, Salesforce answers invalid assertion.',
    fix: [
      'Put the present key, server.key of the connection’s first step, into the secret.',
      'Or make the earlier key the present one again there, and upload its certificate.',
    ],
  },
  'ci/file': {
    title: 'The pipeline holds the key of {names}',
    why: 'It was inspected here, and no connection has it.',
    fix: ['Compare the certificate in the app with it: they need the same public key.'],
  },
  'ci/certificate': {
    title: 'That is a certificate’s fingerprint, of {names}',
    why: 'The certificate is public; which private key the pipeline holds does not follow from it.',
    fix: ['Run the check where the secret is, and paste what it prints.'],
  },
  'ci/unknown': {
    title: 'The pipeline holds a key that is not here',
    why: 'No connection here has it, neither now nor among its earlier keys, and no file that was inspected.',
    fix: [
      'If a colleague has set the pipeline up, ask for the certificate, and compare it with the app’s.',
      'Otherwise put the key of a connection here into the secret.',
    ],
  },
  'ci/sha1': {
    title: 'That is a SHA-1, and no certificate here has it',
    why: 'The check prints a SHA-256 of 64 digits.',
    fix: ['Run the check where the secret is, and paste what it prints.'],
  },
} as const satisfies Readonly<Record<string, Words>>;
