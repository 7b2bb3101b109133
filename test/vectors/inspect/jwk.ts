/** What Chromium's Web Crypto exports: JWK, PKCS#8 and SPKI. */
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../_browser.ts';
import { write } from './tools.ts';

export async function makeJwks(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no Chrome or Chromium found: set CHROME_PATH');
  const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  const page = await browser.newPage();
  // Web Crypto wants a secure context, which localhost is.
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('http://localhost/');
  const made = await page.evaluate(async () => {
    const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
    const usages: KeyUsage[] = ['sign', 'verify'];
    const { subtle } = crypto;
    const pair = await subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', ...rsa }, true, usages);
    const pss = await subtle.generateKey({ name: 'RSA-PSS', ...rsa }, true, usages);
    const ec = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, usages);
    const ed = await subtle.generateKey({ name: 'Ed25519' }, true, usages);
    const mac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, usages);
    return {
      rsa: await subtle.exportKey('jwk', pair.privateKey),
      public: await subtle.exportKey('jwk', pair.publicKey),
      pss: await subtle.exportKey('jwk', pss.privateKey),
      ec: await subtle.exportKey('jwk', ec.privateKey),
      ecPublic: await subtle.exportKey('jwk', ec.publicKey),
      ed: await subtle.exportKey('jwk', (ed as CryptoKeyPair).privateKey),
      mac: await subtle.exportKey('jwk', mac as CryptoKey),
      pkcs8: [...new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey))],
      spki: [...new Uint8Array(await subtle.exportKey('spki', pair.publicKey))],
      edPkcs8: [
        ...new Uint8Array(await subtle.exportKey('pkcs8', (ed as CryptoKeyPair).privateKey)),
      ],
    };
  });
  await browser.close();
  const json = (name: string, value: unknown) => write(name, `${JSON.stringify(value, null, 2)}\n`);
  json('rsa.jwk.json', { ...made.rsa, kid: 'pipeline' });
  json('rsa.public.jwk.json', made.public);
  json('rsa-ps256.jwk.json', made.pss);
  json('ec.jwk.json', made.ec);
  json('ed25519.jwk.json', made.ed);
  json('hmac.jwk.json', made.mac);
  const { p, q, dp, dq, qi, ...short } = made.rsa;
  json('rsa-without-primes.jwk.json', short);
  json('public.jwks.json', {
    keys: [
      { ...made.public, kid: 'rsa', use: 'sig' },
      { ...made.ecPublic, kid: 'ec', use: 'sig' },
    ],
  });
  json('private.jwks.json', { keys: [{ ...made.rsa, kid: 'pipeline' }] });
  write('chromium.pkcs8.der', Uint8Array.from(made.pkcs8));
  write('chromium.spki.der', Uint8Array.from(made.spki));
  write('chromium.ed25519.der', Uint8Array.from(made.edPkcs8));
}
