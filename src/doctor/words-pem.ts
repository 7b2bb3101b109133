/**
 * The words for PEM text as editors, shells, secret stores and pipelines leave it: what cannot be mended,
 * and what was mended but will stop the next program as well.
 */
import type { Words } from './words.ts';

const AGAIN = 'Take it again from where it was made, or from a backup.';
const STORE =
  'In a pipeline store it as a file, or as base64 in one line that the job decodes (base64 -w0 server.key).';

export const PEM = {
  /** Read only after something was mended; the sentences stand in `Thing.mended`. */
  'pem/mended': {
    title: 'The text was damaged, and could be mended exactly',
    why: 'Nothing was guessed: what is left decodes whole. But the same damage sits where the text came from, and other programs stop at it.',
    fix: ['Download the mended file and put it in its place.', STORE],
  },
  /** The content ends before its own length, or the block before its END line. */
  'pem/cut-off': {
    title: 'The end of {what} is missing',
    why: 'It says how long it is, and there is less: {fault}. A clipboard, a column of a database or a limit of a secret store cut it off.',
    fix: [AGAIN, 'Compare the number of characters after storing it.', STORE],
  },
  'pem/no-begin': {
    title: 'The BEGIN line is missing',
    why: 'The END {label} line stands there without its beginning, so the first lines were not copied.',
    fix: ['Copy it again from the line -----BEGIN {label}----- on.', AGAIN],
  },
  'pem/no-end': {
    title: 'The END line is missing',
    why: 'The last lines were not copied, and with them a part of the content.',
    fix: ['Copy it again to the end of the line -----END {label}-----.', AGAIN],
  },
  'pem/labels-differ': {
    title: 'BEGIN and END name two things',
    why: '{fault}: two files ran into one another, or one of the two lines was typed by hand.',
    fix: [AGAIN, 'Where files are joined, end each with a line break first.'],
  },
  'pem/strange-character': {
    title: 'A character stands in it that base64 has not',
    why: '{fault}. Chat programs, word processors and HTML put such characters in.',
    fix: ['Copy it as plain text from the file itself.', AGAIN],
  },
  'pem/empty': {
    title: 'There is nothing between BEGIN and END',
    why: 'The variable or the template that was to fill it was empty.',
    fix: ['Check that the secret exists in this job and has a value.', AGAIN],
  },
  'pem/not-mendable': {
    title: '{what} cannot be read',
    why: '{fault}.',
    fix: [AGAIN],
  },
  /** The label says one thing and the content is another; the content counts. */
  'pem/wrong-header': {
    title: 'The BEGIN line names another thing than what is in it',
    why: 'It says {label}, and holds {what}. Programs that go by the line refuse it.',
    fix: ['Download it with the right BEGIN and END lines.'],
  },
  'pem/certificate-as-key': {
    title: 'A certificate stands where a private key belongs',
    why: 'The BEGIN line says {label}, but it holds a certificate: the public half, which cannot sign.',
    fix: ['Use the key file that was made with it, usually server.key.'],
  },
  'pem/public-as-key': {
    title: 'A public key stands where a private key belongs',
    why: 'The BEGIN line says {label}, but it holds a public key, which cannot sign.',
    fix: ['Use the private key, usually server.key.'],
  },
  'pem/key-as-certificate': {
    title: 'A private key stands where a certificate belongs',
    why: 'The BEGIN line says {label}, but it holds a private key. Whoever got it as a certificate can log in with it.',
    fix: [
      'Upload and send on only the certificate, usually server.crt.',
      'If it was sent to anybody, make a new key and certificate.',
    ],
  },
  'pem/two-keys': {
    title: 'There are {count} different private keys in it',
    why: 'Programs take the first or the last of them, and the certificate fits one.',
    fix: ['Keep the one whose public key is that of the certificate, in a file of its own.'],
  },
  'pem/repeated': {
    title: 'The same {what} stands in it {count} times',
    why: 'It was appended instead of replaced. Most programs take the first.',
    fix: ['Keep one.'],
  },
} as const satisfies Record<string, Words>;
