import { expect, test } from 'vitest';
import { identify } from '../../src/doctor/identify/identify.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { fillsOf } from '../../src/ui/state/inspect-fill.ts';
import { readRoute, stepHref } from '../../src/ui/state/route.svelte.ts';
import { COMPLETE } from './_connection.ts';

const { loginUrl, consumerKey, username } = COMPLETE as Required<
  Pick<Connection, 'loginUrl' | 'consumerKey' | 'username'>
>;
const OTHER = `3MVG9${'AbCdEfGh1.'.repeat(8)}`;

/** What a jwt.json with these would do, over connections as given: by their place in the list. */
async function fills(
  json: Record<string, unknown>,
  connections: readonly Partial<Connection>[],
  from?: number,
) {
  const app = new App();
  const ids = connections.map((given) => app.connections.create(given).id);
  if (from !== undefined) app.router.before = readRoute(stepHref(ids[from] ?? '', 'token'));
  const [thing] = await identify(JSON.stringify({ sandbox: true, expiresIn: 180, ...json }));
  if (thing === undefined) throw new Error('it was not recognised');
  return fillsOf(app, thing).map(({ connection, changes }) => [
    ids.indexOf(connection.id),
    changes.map(({ name, from, to }) => [name, from, to]),
  ]);
}

test('a connection of the same app is offered, with what is new', async () => {
  const json = { consumerKey, subject: 'other@acme.example.uat', loginUrl, expiresIn: 120 };
  expect(await fills(json, [{ consumerKey: OTHER }, COMPLETE])).toEqual([
    [
      1,
      [
        ['Username', username, 'other@acme.example.uat'],
        ['Assertion lifetime (seconds)', '180', '120'],
      ],
    ],
  ]);
});

test('one of the same user in the same org is, by whatever address of it', async () => {
  const json = { consumerKey: OTHER, subject: username.toUpperCase(), loginUrl };
  const lightning = loginUrl.replace('.my.salesforce.com', '.lightning.force.com');
  const [found] = await fills(json, [{ ...COMPLETE, loginUrl: lightning }]);
  expect(found).toEqual([0, [['Consumer key', consumerKey, OTHER]]]);
});

test.each<[string, Partial<Connection>]>([
  ['the same user in another org', { username, loginUrl: 'https://other.my.salesforce.com' }],
  ['the same org with another user', { username: 'a@b.example', loginUrl }],
  ['nothing at all', {}],
])('%s is no reason to offer a connection', async (_, given) => {
  expect(await fills({ consumerKey: OTHER, subject: username, loginUrl }, [given])).toEqual([]);
});

test('the one that the user came from is offered, whatever it holds', async () => {
  const json = { consumerKey, subject: username, loginUrl };
  const all = [
    ['Login URL', '', loginUrl],
    ['Consumer key', '', consumerKey],
    ['Username', '', username],
  ];
  expect(await fills(json, [{}, {}], 1)).toEqual([[1, all]]);
});

test('one that has it all is told to have it, and a lesser address changes nothing', async () => {
  const json = { consumerKey, subject: username, loginUrl: 'https://test.salesforce.com' };
  expect(await fills(json, [COMPLETE])).toEqual([[0, []]]);
});

test('a lifetime that Salesforce does not take is not carried over', async () => {
  const json = { consumerKey, subject: username, loginUrl, expiresIn: 900 };
  expect(await fills(json, [COMPLETE])).toEqual([[0, []]]);
});

test('of many connections of one app the three with the least to change are offered', async () => {
  const users = ['a@b.example', 'c@d.example', username, 'e@f.example', ''];
  const connections = users.map((user) => ({ ...COMPLETE, username: user }));
  const found = await fills({ consumerKey, subject: username, loginUrl }, connections);
  expect(found.map(([at]) => at)).toEqual([2, 0, 1]);
});
