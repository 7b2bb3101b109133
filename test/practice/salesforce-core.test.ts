import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPracticeOrg } from '../../src/practice/practice-org.ts';
import { toListener } from '../../src/proxy/listener.ts';
import { temporaryFolder } from '../_files.ts';
import { salesforceLogin } from '../_salesforce.ts';
import { makePair, type Pair } from './_app.ts';

const folder = temporaryFolder();
const consumerKey = '3MVG9.salesforce_core';
const username = 'ci@acme.example';
let server: Server;
let loginUrl: string;
let mine: Pair;
let other: Pair;

beforeAll(async () => {
  [mine, other] = await Promise.all([makePair(), makePair()]);
  let handle: (request: Request) => Promise<Response>;
  server = createServer(toListener((request) => handle(request)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  loginUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  handle = createPracticeOrg({ origin: loginUrl, pages: [] }).handle;
  const registered = await fetch(`${loginUrl}/practice/app`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ certificate: mine.certificate, consumerKey, username }),
  });
  expect(registered.status).toBe(200);
});
afterAll(() => server.close());

function keyFile(pair: Pair, type: 'pkcs8' | 'pkcs1'): string {
  return folder.write(`${type}.key`, pair.privateKey.export({ type, format: 'pem' }));
}

test.each(['pkcs8', 'pkcs1'] as const)(
  'the Salesforce CLI’s library logs in with a %s key file and finds its way',
  async (type) => {
    const login = { loginUrl, consumerKey, username, keyFile: keyFile(mine, type) };
    expect(await salesforceLogin(login)).toMatchObject({
      instanceUrl: loginUrl,
      orgId: expect.stringMatching(/^00D\w{15}$/),
      orgName: 'Practice org of Keybearer',
      apiVersion: '67.0',
      frontdoor: `${loginUrl}/secur/frontdoor.jsp`,
    });
  },
);

test('the library is refused in Salesforce’s words with another key', async () => {
  const login = { loginUrl, consumerKey, username, keyFile: keyFile(other, 'pkcs8') };
  await expect(salesforceLogin(login)).rejects.toThrow(/invalid assertion/);
});
