import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { expect, test } from 'vitest';
import * as plain from '../../src/core/certificate.ts';
import { generateKey } from '../../src/core/key.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { shaken, shakePkijs } from '../../src/host/shake.ts';
import { temporaryFolder } from '../_files.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

async function bundle(name: string, plugins: Plugin[]): Promise<{ code: string; file: string }> {
  const built = await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins,
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: 'src/core/certificate.ts', formats: ['es'] },
    },
  });
  const [chunk] = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  if (chunk?.type !== 'chunk') throw new TypeError('no chunk');
  return { code: chunk.code, file: folder.write(name, chunk.code) };
}

test('pkijs shaken makes and reads what pkijs whole does, in less than half the bytes', async () => {
  const whole = await bundle('whole.mjs', []);
  const { code, file } = await bundle('shaken.mjs', [shakePkijs()]);
  expect(code.length).toBeLessThan(whole.code.length / 2);
  for (const unused of ['EnvelopedData', 'TimeStampReq', 'NameConstraints', 'PBES2Params']) {
    expect(whole.code.includes(unused), unused).toBe(true);
    expect(code.includes(unused), unused).toBe(false);
  }

  const small = (await import(pathToFileURL(file).href)) as typeof plain;
  const now = new Date();
  const keys = await generateKey(2048, now);
  const options = { keys, subject: { ...SUBJECT_DEFAULTS, organization: 'Müller' }, days: 30, now };
  const made = await small.createSelfSigned(options);
  expect(new X509Certificate(made.pem).verify(new X509Certificate(made.pem).publicKey)).toBe(true);
  expect(await plain.readCertificate(made.pem)).toEqual(made);
  const others = await plain.createSelfSigned(options);
  expect(await small.readCertificate(others.pem)).toEqual(others);
  // A request has no serial number and RSA signs alike each time: byte for byte.
  const request = await small.createRequest(keys, options.subject);
  expect(request).toEqual(await plain.createRequest(keys, options.subject));
});

test('core does not ask for what is cut', () => {
  const files = readdirSync(`${ROOT}/src/core`, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const code = readFileSync(`${ROOT}/src/core/${file}`, 'utf8');
    expect(code, file).not.toMatch(/\.parsedValue\b|\b[gs]etEngine\b|\bCryptoEngine\b/);
  }
});

test('another pkijs fails the build rather than grow it unseen', () => {
  const pkijs = readFileSync(`${ROOT}/node_modules/pkijs/build/index.js`, 'utf8');
  expect(shaken(pkijs)).not.toBe(pkijs);
  expect(() => shaken(pkijs.replaceAll('static {', 'static{'))).toThrow(/pkijs has no/);
  expect(() => shaken(pkijs.replace('initCryptoEngine();', ''))).toThrow(/pkijs has no/);
});
