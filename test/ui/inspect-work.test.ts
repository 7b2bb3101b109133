import { createPrivateKey, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { InspectWork } from '../../src/ui/state/inspect-work.svelte.ts';
import { connect } from '../worker/_client.ts';

const { client } = vi.hoisted(() => ({ client: { current: null as unknown } }));

// The worker's own handlers over a real port: only the thread is missing here.
vi.mock('../../src/ui/browser/worker.ts', () => ({ worker: () => client.current }));

const connected = connect();
client.current = connected.client;
afterAll(() => void connected.client.stop());

const bytes = (name: string) => readFileSync(`test/vectors/inspect/files/${name}`);
const file = (name: string, content: Uint8Array | string = bytes(name), lastModified = 1) =>
  new File([Uint8Array.from(Buffer.from(content))], name, { lastModified });
const KEY = bytes('rsa.pkcs8.key').toString();

let app = new App();
let work = new InspectWork(app);
beforeEach(() => {
  app = new App();
  work = new InspectWork(app);
});

const kinds = () => work.things.map(({ kind, from }) => [kind, from]);

test('a text that holds a secret leaves the field, and goes on under a name', async () => {
  app.inspect = KEY;
  await work.readText.run();
  expect(app.inspect).toBe('');
  expect(kinds()).toEqual([['private-key/pkcs8', 'pasted text']]);
  app.inspect = bytes('rsa.crt').toString();
  await work.readText.run();
  expect(app.inspect).toContain('BEGIN CERTIFICATE');
  expect(kinds()).toEqual([
    ['private-key/pkcs8', 'pasted text'],
    ['certificate/x509', ''],
  ]);
});

test('another text takes the place of the one before', async () => {
  for (const text of ['invalid_grant: expired authorization code', 'nobody has seen this']) {
    app.inspect = text;
    await work.readText.run();
  }
  expect(work.things).toEqual([]);
  expect(work.sources.map(({ name }) => name)).toEqual(['']);
});

test('an error in a text is explained, and in a file too', async () => {
  const log = 'Error (JwtGrantError): expired authorization code\n';
  app.inspect = log;
  await work.readText.run();
  await work.readFiles.run([file('ci.log', log)]);
  const codes = work.things.map(({ findings }) => findings[0]?.code);
  expect(codes).toEqual([codes[0], codes[0]]);
  expect(codes[0]).toMatch(/^refusal\//);
});

test('the same file again takes its own place, another of its name stands beside it', async () => {
  await work.readFiles.run([file('rsa.crt')]);
  await work.readFiles.run([file('rsa.crt')]);
  expect(work.files.map(({ name }) => name)).toEqual(['rsa.crt']);
  await work.readFiles.run([file('rsa.crt', bytes('rsa.crt'), 2)]);
  expect(work.files.map(({ name }) => name)).toEqual(['rsa.crt', 'rsa.crt (2)']);
  expect(work.things.map(({ from }) => from)).toEqual(['rsa.crt', 'rsa.crt (2)']);
});

test('a file that cannot be read is left out by name, and refused where it is the only one', async () => {
  const [empty, large] = [file('empty.txt', ''), file('disk.img', new Uint8Array(2 ** 21))];
  await work.readFiles.run([empty, file('rsa.crt'), large]);
  expect(kinds()).toEqual([['certificate/x509', 'rsa.crt']]);
  expect(work.notes).toEqual([
    expect.stringMatching(/^Left out empty\.txt: /),
    expect.stringMatching(/^Left out disk\.img: /),
  ]);
  await work.readFiles.run([large]);
  expect(work.readFiles.error?.code).toBe('input/too-large');
  expect(work.readFiles.error?.message).toContain('disk.img');
});

test('in a zip, what one passphrase has opened stays open when another opens the next', async () => {
  const locked = { 'a.p12': bytes('store.p12'), 'b.key': Buffer.from(lockedKey()) };
  await work.readFiles.run([file('both.zip', zipSync(locked))]);
  const open = async (from: string, passphrase: string) => {
    const thing = work.things.find((one) => one.from === from && one.locked);
    await work.unlock(thing?.id ?? '', passphrase);
  };
  const shut = () => work.things.filter((one) => one.locked).map(({ from }) => from);
  expect(shut()).toEqual(['both.zip/a.p12', 'both.zip/b.key']);
  await open('both.zip/b.key', 'correct horse');
  expect(shut()).toEqual(['both.zip/a.p12']);
  await open('both.zip/a.p12', 'secret12');
  expect(shut()).toEqual([]);
  expect(kinds()).toContainEqual(['private-key/encrypted-pkcs8', 'both.zip/b.key']);
});

test('a wrong passphrase is said to be wrong, and nothing changes', async () => {
  await work.readFiles.run([file('b.key', lockedKey())]);
  const [thing] = work.things;
  const wrong = work.unlock(thing?.id ?? '', 'wrong');
  await expect(wrong).rejects.toMatchObject({ code: 'key/passphrase-wrong' });
  expect(work.things).toEqual([thing]);
});

test('taking out the last file leaves what is being typed', async () => {
  app.inspect = 'half a log';
  await work.readFiles.run([file('rsa.crt')]);
  const [source] = work.sources;
  if (source) work.remove(source);
  expect([work.sources, work.things, work.readFiles.state.status]).toEqual([[], [], 'idle']);
  expect(app.inspect).toBe('half a log');
  work.clear();
  expect(app.inspect).toBe('');
});

test('a JWT is verified by the certificate that comes after it', async () => {
  const jwt = file('a.jwt', assertion());
  await work.readFiles.run([jwt]);
  const codes = () => work.things.flatMap(({ findings }) => findings.map(({ code }) => code));
  expect(codes()).not.toContain('jwt/signature-good');
  await work.readFiles.run([file('rsa.crt')]);
  expect(codes()).toContain('jwt/signature-good');
});

function assertion(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'a', sub: 'b@example.com', aud: 'https://login.salesforce.com', exp: 1 };
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(KEY, 'base64url')}`;
}

function lockedKey(): string {
  return createPrivateKey(KEY)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'correct horse' })
    .toString();
}

test('what is cleared away while it is read does not come back', async () => {
  app.inspect = KEY;
  const reading = work.readText.run();
  work.clear();
  await reading;
  expect(work.sources).toEqual([]);
  const files = work.readFiles.run([file('rsa.crt'), file('rsa.pkcs8.key')]);
  work.clear();
  await files;
  expect(work.sources).toEqual([]);
});

test('after a lock nothing is read any more, what was chosen before included', async () => {
  const reading = work.readFiles.run([file('rsa.pkcs8.key')]);
  work.close();
  await reading;
  expect(work.sources).toEqual([]);
  app.inspect = KEY;
  await work.readText.run();
  expect(work.readText.error?.code).toBe('worker/stopped');
});

test('an answer about one log is none about the next', async () => {
  const log = "user hasn't approved this consumer";
  await work.readFiles.run([file('a.log', log)]);
  work.asked.give('before', 'refreshed');
  work.explainAgain();
  const first = () => work.things.map(({ findings }) => findings[0]?.code);
  expect(first()).toEqual(['refusal/sandbox-refreshed']);
  await work.readFiles.run([file('b.log', log)]);
  expect(first()).not.toContain('refusal/sandbox-refreshed');
});
