/** Runs in the page: signatures a second through the worker, and by Web Crypto alone beside it. */
import type { KeySize } from '../../src/core/key.ts';
import { worker } from '../../src/ui/browser/worker.ts';

export interface Rates {
  throughWorker: number;
  bare: number;
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Signs for `milliseconds` each way, one call after the other. */
async function rates(bits: KeySize, milliseconds: number): Promise<Rates> {
  const key = await worker().call('createKey', { bits });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: '3MVG9.bench',
    sub: 'bench@example.com',
    aud: 'https://login.salesforce.com',
    exp: now + 180,
    iat: now,
  };
  const sign = () => worker().call('signAssertion', { keyId: key.id, claims });
  const { jwt } = await sign();

  const { privateKey } = await crypto.subtle.generateKey(
    { ...ALGORITHM, modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) },
    false,
    ['sign', 'verify'],
  );
  const bytes = new TextEncoder().encode(jwt.slice(0, jwt.lastIndexOf('.')));
  const bare = () => crypto.subtle.sign(ALGORITHM, privateKey, bytes);
  await bare();
  return { throughWorker: await rate(sign, milliseconds), bare: await rate(bare, milliseconds) };
}

async function rate(act: () => Promise<unknown>, milliseconds: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  for (; elapsed < milliseconds; elapsed = performance.now() - start) {
    await act();
    count += 1;
  }
  return (count / elapsed) * 1000;
}

Object.assign(globalThis, { rates });
