import { beforeAll, expect, test } from 'vitest';
import { exchangeAssertion, probeOrg, tokenEndpoint } from '../../src/core/token.ts';
import { readLoginUrl } from '../../src/core/org.ts';
import { REGISTER_PATH, type Switches } from '../../src/practice/app.ts';
import { createPractice } from '../../src/practice/fetch.ts';
import { thrown } from '../_thrown.ts';
import { claims, makePair, NOW, ORIGIN, PAGE, registration, sign, type Pair } from './_app.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await makePair();
});

const login = readLoginUrl(ORIGIN, { practice: ORIGIN });
const endpoint = tokenEndpoint(login);

async function inPage(switches: Partial<Switches> = {}) {
  const { fetch } = createPractice({ origin: ORIGIN, page: PAGE, now: () => NOW });
  const body = registration(pair.certificate, switches);
  expect((await fetch(ORIGIN + REGISTER_PATH, { method: 'POST', body })).status).toBe(200);
  return fetch;
}

test('the whole exchange runs in the page', async () => {
  const fetch = await inPage();
  const token = await exchangeAssertion(sign(claims(), pair.privateKey), { endpoint, fetch });
  expect(token.instanceUrl).toBe(ORIGIN);
  expect(await probeOrg(login, { fetch })).toBe('answers');
});

test('a refusal can be read, an answer without CORS cannot', async () => {
  const jwt = sign(claims({ exp: Math.floor(NOW.getTime() / 1000) - 1 }), pair.privateKey);
  const send = async (switches = {}) =>
    thrown(async () => exchangeAssertion(jwt, { endpoint, fetch: await inPage(switches) }));
  expect((await send()).code).toBe('exchange/refused');
  expect((await send({ corsOff: true })).code).toBe('exchange/unreadable');
});

test('no other address exists', async () => {
  const fetch = await inPage();
  await expect(fetch('https://acme.my.salesforce.com/')).rejects.toThrow(TypeError);
});

test('a request that was given up is not answered', async () => {
  const fetch = await inPage();
  const signal = AbortSignal.abort();
  await expect(fetch(`${ORIGIN}/services/data`, { signal })).rejects.toThrow(/abort/i);
});
