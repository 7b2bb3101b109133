import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Connection, KeySet } from '../../src/ui/state/connections.svelte.ts';
import { begin } from '../../src/ui/state/repair.ts';
import { findHeld, requireHeld, requireLogin } from '../../src/ui/state/repair-proof.ts';
import { thrown } from '../_thrown.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const print = (letter: string) => `${letter}:`.repeat(32).slice(0, -1);
const PRINT = { own: print('AA'), earlier: print('BB'), other: print('CC'), lone: print('DD') };
const printed = (sha256: string) =>
  `SHA2-256(stdin)= ${sha256.replaceAll(':', '').toLowerCase()}\n`;

function set(name: keyof typeof PRINT, certified = true): KeySet {
  const { key, certificate } = keySet(365);
  const made = { ...key, id: name, publicKeySha256: PRINT[name] };
  return certified ? { key: made, certificate: certificate! } : { key: made };
}

/** Two connections, and a key that none holds. */
function world(): { app: App; one: Connection } {
  const app = new App();
  const one = app.connections.create({
    ...COMPLETE,
    current: set('own'),
    former: [{ ...set('earlier'), consumerKey: '3MVG9.app.of.an.earlier.key' }],
  });
  app.connections.create({ current: set('other') });
  app.vault.keys = [set('lone', false).key];
  return { app, one };
}

test.each([
  ['own', true],
  ['earlier', true],
  ['other', true],
  ['lone', false],
] as const)('the key that CI names is found wherever it is: %s', (name, certified) => {
  const { app, one } = world();
  // The app of an earlier key is gone with the sandbox, too.
  expect(findHeld(app, one, printed(PRINT[name]))).toEqual(set(name, certified));
});

test('a deleted connection still has its key', () => {
  const { app, one } = world();
  app.connections.remove(app.connections.list[1]!.id);
  expect(findHeld(app, one, printed(PRINT.other))).toEqual(set('other'));
});

test('of one key in two connections the one with a certificate is taken', () => {
  const { app, one } = world();
  const bare = { ...one, current: set('other', false) };
  expect(findHeld(app, bare, printed(PRINT.other)).certificate).toBeDefined();
});

test.each([
  ['of a key that is not here', printed(print('EE')), 'repair/key-elsewhere'],
  ['that is none', 'unable to load key', 'rotation/no-fingerprint'],
  ['that is the key itself', '-----BEGIN PRIVATE KEY-----\nMII', 'rotation/private-key'],
])('a text %s finds nothing', async (_, text, code) => {
  const { app, one } = world();
  expect((await thrown(() => findHeld(app, one, text))).code).toBe(code);
});

test.each([
  ['earlier', 'rotation/still-old'],
  ['other', 'rotation/neither'],
] as const)('CI that holds another key than the present one is told so: %s', async (name, code) => {
  const { one } = world();
  expect(requireHeld(one, printed(PRINT.own))).toBe(PRINT.own);
  expect((await thrown(() => requireHeld(one, printed(PRINT[name])))).code).toBe(code);
});

const ORG = '00D7Q000000ABCdUAG';
const USER = '0057Q000001XyZaQAK';
const NAME = COMPLETE.username!;

function named(orgId: string, userId = USER): Connection {
  const one = connection({ ...COMPLETE, current: set('own') });
  const begun = { ...one, ...begin(one, 'vault', NOW) };
  return { ...begun, repair: { ...begun.repair!, named: { orgId, userId } } };
}

const line = (user: string, org: string) => `Successfully authorized ${user} with org ID ${org}`;
const display = (clientId: string) =>
  JSON.stringify({ status: 0, result: { id: ORG, username: NAME, clientId } });

test.each([
  ['sf’s line', line(NAME, ORG)],
  ['another spelling of the username', line(NAME.toUpperCase(), ORG)],
  ['the shorter form of the id', line(NAME, ORG.slice(0, 15))],
  ['the identity', `https://test.salesforce.com/id/${ORG}/${USER}`],
  ['sf org display with our app', display(COMPLETE.consumerKey!)],
])('%s proves CI’s login', (_, text) => {
  expect(requireLogin(named(ORG), text)).toBe(
    `CI has logged in to org ${text.includes(ORG) ? ORG : ORG.slice(0, 15)} as ${NAME}`,
  );
});

test.each([
  ['to the sandbox from before the refresh', line(NAME, '00D7Q000000ABCcUAG'), 'login/other'],
  ['of another user', line('else@acme.example.uat', ORG), 'login/other'],
  ['of another user, by id', `https://x/id/${ORG}/0057Q000001XyZbQAK`, 'login/other'],
  ['through another app', display(`${COMPLETE.consumerKey}x`), 'login/other'],
  ['that was refused', '{"error":"app_not_found","error_description":"x"}', 'login/refused'],
  ['that is none', 'Done in 3 s.', 'login/none'],
])('a login %s does not', async (_, text, code) => {
  expect((await thrown(() => requireLogin(named(ORG), text))).code).toBe(code);
});

test('where the token named no org, a login proves nothing: it may be one from before', async () => {
  const { code, message } = await thrown(() => requireLogin(named('', ''), line(NAME, ORG)));
  expect([code, message]).toEqual(['login/other', expect.stringContaining('did not say')]);
});
