/**
 * Every parser that a user's text reaches, whatever the text: within 100 ms it ends with a result or an
 * error of ours. Those of keys' bytes are tried in test/core/hostile-keys.test.ts.
 */
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAddress } from '../../src/core/address.ts';
import { readAssertion } from '../../src/core/assertion.ts';
import { readApproval, readCallback } from '../../src/core/authorize.ts';
import { BATCH_FIELDS, readBatch, withoutRows } from '../../src/core/batch-lines.ts';
import { readCertificate } from '../../src/core/certificate.ts';
import { readConfig } from '../../src/core/config.ts';
import { checkConsumerKey, checkLifetime, checkUsername } from '../../src/core/details.ts';
import { AppError } from '../../src/core/errors.ts';
import { readFingerprints } from '../../src/core/fingerprint.ts';
import { importPrivateKey } from '../../src/core/key.ts';
import { readLogin } from '../../src/core/login-text.ts';
import { markdownText } from '../../src/core/markdown.ts';
import { readLoginUrl } from '../../src/core/org.ts';
import { readPem, readPemBlocks } from '../../src/core/pem.ts';
import {
  readRevokeResponse,
  readSingleAccessResponse,
  readUserinfoResponse,
} from '../../src/core/session-answer.ts';
import { readSfOutput } from '../../src/core/sf-org.ts';
import { checkSubjectField } from '../../src/core/subject.ts';
import { readTokenResponse } from '../../src/core/token-answer.ts';
import { harmless } from '../../src/core/token-secrets.ts';
import { readTokenText } from '../../src/core/token-text.ts';
import { askWellKnown } from '../../src/core/well-known.ts';
import { factsIn } from '../../src/doctor/error/facts-in-text.ts';
import { explainText, searchFailures, verdictsOn } from '../../src/doctor/failures.ts';
import { identify } from '../../src/doctor/identify/identify.ts';
import { readParts } from '../../src/doctor/jwt/parts.ts';
import { readJwt } from '../../src/doctor/jwt/read.ts';
import { findJwt } from '../../src/doctor/jwt/text.ts';
import { explainSecret } from '../../src/doctor/known-keys.ts';
import { maskText, replaceBlocks } from '../../src/doctor/mask.ts';
import { explainCall, explainRefusal } from '../../src/doctor/refusal.ts';
import { checkText } from '../../src/doctor/text.ts';
import { amount } from '../_tools.ts';
import { expectQuick } from '../_cpu.ts';
import { hostile, MEGABYTE, mutatedOf, noise, WHOLE } from './identify/_hostile.ts';
import { JWT, NOW, REFUSED, TOKEN_ANSWER } from './identify/_samples.ts';

const ORG = readLoginUrl('https://acme.my.salesforce.com');
const TOKEN = readTokenText(JSON.stringify(TOKEN_ANSWER), new Date(NOW));
const VECTORS = 'test/vectors/inspect/files';
const vector = (name: string) => readFileSync(`${VECTORS}/${name}`, 'utf8');

/** Where the page refuses a text first, so is it here. */
const looked = (look: (text: string) => unknown) => (text: string) => {
  const error = checkText(text);
  if (error) throw error;
  return look(text);
};

type Parser = (text: string) => unknown;

/** By the function's own name. */
const PARSERS: Readonly<Record<string, Parser>> = {
  readPem,
  readPemBlocks,
  importPrivateKey: (text) => importPrivateKey(text, { now: new Date(NOW) }),
  readCertificate: (text) => readCertificate(text),
  readConfig,
  readBatch,
  withoutRows: (text) => withoutRows(text, new Set([1])),
  readAddress,
  readLoginUrl: (text) => readLoginUrl(text),
  readCallback: (text) => readCallback(text, { state: 'fake-state' }),
  readApproval: (text) => readApproval(text, new Date(NOW)),
  readSfOutput: (text) => readSfOutput(text),
  readLogin,
  readTokenText: (text) => readTokenText(text, new Date(NOW)),
  readTokenResponse: (text) => readTokenResponse(new Response(text)),
  readUserinfoResponse: (text) => readUserinfoResponse(new Response(text)),
  readSingleAccessResponse: (text) => readSingleAccessResponse(new Response(text), TOKEN),
  readRevokeResponse: (text) => readRevokeResponse(new Response(text, { status: 400 })),
  askWellKnown: (text) => askWellKnown(ORG, { fetch: async () => new Response(text) }),
  readFingerprints,
  readAssertion,
  checkConsumerKey,
  checkUsername,
  checkLifetime,
  checkSubjectField: (text) => checkSubjectField('commonName', text),
  harmless,
  markdownText,
  identify: (text) => identify(text, { now: NOW }),
  findJwt,
  readJwt: (text) => readJwt(text, { now: NOW }),
  readParts,
  explainText: looked((text) => explainText(text)),
  searchFailures: looked((text) => searchFailures(text)),
  verdictsOn: looked((text) => verdictsOn(text, {})),
  factsIn: looked(factsIn),
  explainRefusal: looked((description) => explainRefusal({ error: '', description })),
  explainCall: looked((description) => explainCall({ error: '', description })),
  explainSecret: (text) => explainSecret(text, []),
  maskText: looked(maskText),
  replaceBlocks: (text) => replaceBlocks(text, () => '[PEM]'),
};

/** What else people paste, for those parsers that the samples of identify do not lead into. */
const SAMPLES: readonly string[] = [
  ...WHOLE,
  vector('rsa.pkcs8.key'),
  vector('rsa.crt'),
  `${BATCH_FIELDS.join(',')}\n"UAT, nightly",https://acme.my.salesforce.com,3MVG9x,a@b.example\n`,
  'Successfully authorized deploy@acme.example with org ID 00D5e000001AbCdEAK\n',
  `HTTP/1.1 200 OK\ncontent-type: application/json\n\n${JSON.stringify(TOKEN_ANSWER)}`,
  `curl: (6) Could not resolve host\nError authenticating with JWT.\n${JSON.stringify(REFUSED)}`,
  `SHA2-256(stdin)= ${'0f'.repeat(32)}\nsha256 Fingerprint=${'AB:'.repeat(31)}AB`,
  `2026-11-02T10:11:12Z \u001b[31mError\u001b[39m: user hasn’t approved this consumer\n  at x`,
  `Authorization: Bearer ${JWT}`,
  '{"issuer":"https://acme.my.salesforce.com","token_endpoint":"https://a.b/services/oauth2/token"}',
];

/** An error of ours says what happened: any other is a case that nobody thought of. */
async function survive(name: string, text: string): Promise<void> {
  try {
    await PARSERS[name]?.(text);
  } catch (thrown) {
    const code = thrown instanceof AppError ? thrown.code : String(thrown);
    expect(code, name).toMatch(/^[a-z-]+\/[a-z-]+$/);
  }
}

const NAMES = Object.keys(PARSERS);
const RANDOM = fc.string({ unit: 'binary', maxLength: 300 });

test.each(NAMES)('%s ends with a result or an error of ours, whatever the text', async (name) => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutatedOf(SAMPLES), mutatedOf(WHOLE), RANDOM), (text) =>
      survive(name, text),
    ),
    { numRuns: amount(`texts for ${name}`, 100, 5_000) },
  );
});

/** Limits of ours at which a parser still looks, and a megabyte. */
const SIZES = [8_192, 16_384, 65_536, 262_144, MEGABYTE];
const long = fc.oneof(
  hostile,
  fc
    .tuple(mutatedOf(SAMPLES), fc.constantFrom(...SIZES))
    .filter(([text]) => text !== '')
    .map(([text, size]) => text.repeat(Math.ceil(size / text.length)).slice(0, size)),
  fc
    .tuple(fc.nat(), fc.constantFrom(...SIZES))
    .map(([seed, size]) => new TextDecoder('latin1').decode(noise(seed, size))),
);
const LONG_RUNS = amount('long texts for each parser', 8, 300);
/** What is measured is the same in every `npm test`; the full run looks further. */
const SEED = LONG_RUNS > 8 ? {} : { seed: 22 };

test.each(NAMES)(
  '%s takes no more than 100 ms for up to a megabyte, whatever is in it',
  async (name) => {
    await survive(name, SAMPLES.join('\n'));
    await fc.assert(
      fc.asyncProperty(long, (text) => expectQuick(() => survive(name, text))),
      { numRuns: LONG_RUNS, ...SEED },
    );
  },
  600_000,
);

// Each thought out against the parser it is for.
test.each([
  [
    'withoutRows',
    'blank lines before its rows',
    '\n'.repeat(MEGABYTE - 8_000) + 'a,b,c,d\n'.repeat(999),
  ],
  ['readBatch', 'one line of cells', ','.repeat(MEGABYTE)],
  ['readBatch', 'a heading of cells', '\t#'.repeat(MEGABYTE / 2)],
  ['readTokenText', 'lists in each other', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
  ['readTokenText', 'braces that do not match', '}{'.repeat(MEGABYTE / 2)],
  [
    'readTokenText',
    'white space behind the CLI’s error',
    'Error authenticating with JWT'.padEnd(MEGABYTE),
  ],
  ['readLogin', 'ids of nothing', `"id":${' '.repeat(80)}`.repeat(12_000)],
  ['readLogin', 'names of nobody', 'Successfully authorized '.repeat(43_000)],
  ['readSfOutput', 'addresses of nobody', 'force://a:b:'.repeat(80_000)],
  ['readSfOutput', 'links that do not end', '\u001b]8;;'.repeat(200_000)],
  ['readFingerprints', 'pairs of digits', 'ab:'.repeat(MEGABYTE / 3)],
  ['findJwt', 'beginnings', 'eyJ.'.repeat(MEGABYTE / 4)],
  ['maskText', 'digits', '0'.repeat(262_144)],
  ['replaceBlocks', 'beginnings', '-----BEGIN '.repeat(90_000)],
])('%s takes no more than 100 ms for %s', async (name, _, text) => {
  expect(NAMES).toContain(name);
  await expectQuick(() => survive(name, text.slice(0, MEGABYTE)));
});

const ZIP = zipSync(
  { 'a/jwt.json': strToU8(WHOLE.join('\n')), 'a/b.zip': zipSync({ 'key.pem': strToU8(JWT) }) },
  { level: 1 },
);

test('a zip with bytes changed, cut off or put in ends with things, and no error', async () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(changes, fc.nat(), async (places, cut) => {
      const bytes = Uint8Array.from(ZIP);
      // Half of them at the end, where its directory is.
      for (const [at, byte] of places)
        bytes.set([byte], at % 2 ? at % ZIP.length : -(at % 200) + ZIP.length - 1);
      const end = cut % 4 === 0 ? cut % ZIP.length : ZIP.length;
      await identify(bytes.slice(0, end), { now: NOW });
    }),
    { numRuns: amount('zips', 200, 5_000) },
  );
});

test.each([
  ['a directory of nothing', () => filled(Uint8Array.of(0x50, 0x4b, 1, 2))],
  ['ends of directories', () => filled(Uint8Array.of(0x50, 0x4b, 5, 6))],
  ['its own beginning, over and over', () => filled(ZIP)],
])('a zip of %s, a megabyte in all, takes no more than 100 ms', async (_, make) => {
  const bytes = make();
  bytes.set([0x50, 0x4b, 3, 4]);
  await expectQuick(() => identify(bytes, { now: NOW }));
});

function filled(piece: Uint8Array) {
  return Uint8Array.from({ length: MEGABYTE }, (_, at) => piece[at % piece.length] ?? 0);
}

/** What those above, or the readers of keys, call: with which of them it is tried. */
const WITHIN: Readonly<Record<string, string>> = {
  parseJson: 'readConfig',
  readLines: 'readBatch',
  readAnswer: 'readTokenResponse',
  readPkcs1: 'importPrivateKey',
  readPkcs8: 'importPrivateKey',
  readDer: 'identify',
  readBinary: 'identify',
  readEntries: 'identify',
  readEntry: 'identify',
  readZip: 'identify',
  readKeyText: 'identify',
  readKeystore: 'identify',
};

test('every parser in core and doctor is tried', () => {
  const FORM =
    /export (?:async )?function ((?:parse|read|identify|find|explain|search|mask)\w*)(?:<[^>]*>)?\(\s*\w+: (?:string|Bytes|Response)\b/g;
  const sources = ['src/core', 'src/doctor'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const parsers = sources.flatMap((source) =>
    [...source.matchAll(FORM)].map(([, name = '']) => name),
  );
  expect(parsers.length).toBeGreaterThan(40);
  const keys = readFileSync('test/core/hostile-keys.test.ts', 'utf8');
  const tried = (name: string) =>
    NAMES.includes(WITHIN[name] ?? name) || new RegExp(`^  '?${name}\\b`, 'm').test(keys);
  expect(parsers.filter((name) => !tried(name))).toEqual([]);
});
