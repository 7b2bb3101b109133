import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { CONNECT_SOURCES, FORM_SOURCES } from '../../src/core/org.ts';
import { pagePolicy, policyText } from '../../src/host/headers.ts';
import { isListed, NO_REACH, readReach } from '../../src/ui/browser/policy.ts';
import { Meter } from '../../src/ui/state/meter.svelte.ts';
import { readRoute } from '../../src/ui/state/route.svelte.ts';
import { Task } from '../../src/ui/state/task.svelte.ts';

test.each([
  ['', { screen: 'home' }],
  ['#/', { screen: 'home' }],
  ['#/about', { screen: 'about' }],
  ['#/test', { screen: 'test' }],
  ['#/connection/ab12/token', { screen: 'connection', id: 'ab12', step: 'token' }],
  ['#/connection/ab12', { screen: 'connection', id: 'ab12', step: 'key' }],
  ['#/connection/ab12/rotate', { screen: 'rotate', id: 'ab12' }],
  ['#/connection/ab12/refreshed', { screen: 'refreshed', id: 'ab12' }],
  ['#/connection/ab12/nothing', { screen: 'nowhere', hash: '#/connection/ab12/nothing' }],
  ['#/elsewhere', { screen: 'nowhere', hash: '#/elsewhere' }],
])('the hash "%s" is read as the route it names', (hash, route) => {
  expect(readRoute(hash)).toEqual(route);
});

test('what the page may reach is read from the policy that the build writes', () => {
  const salesforce = [...CONNECT_SOURCES];
  const opens = FORM_SOURCES.slice(CONNECT_SOURCES.length);
  expect(readReach(policyText(pagePolicy({ proxies: [] })))).toEqual({
    salesforce,
    opens,
    practiceOrigin: null,
    proxies: [],
  });
  const site = { proxies: ['https://proxy.example'], practice: 'http://localhost:3132' };
  expect(readReach(policyText(pagePolicy(site)))).toEqual({
    salesforce,
    opens,
    practiceOrigin: 'http://localhost:3132',
    proxies: ['https://proxy.example'],
  });
  expect(readReach('')).toEqual(NO_REACH);
});

test.each([
  ['https://proxy.example', 'https://proxy.example', true],
  ['https://proxy.example/any', 'https://proxy.example', true],
  ['https://proxy.example.evil', 'https://proxy.example', false],
  ['https://proxy.example/kb', 'https://proxy.example/kb/', true],
  ['https://proxy.example/kb/', 'https://proxy.example/kb/', true],
  ['https://proxy.example/kbx', 'https://proxy.example/kb/', false],
  ['http://proxy.example', 'https://proxy.example', false],
])('the proxy %s where %s is listed: %s', (address, listed, admitted) => {
  expect(isListed(new URL(address), [listed])).toBe(admitted);
});

test('the meter counts what left the page by name, and folds what went to one host', () => {
  const meter = new Meter();
  expect(meter.text).toBe('nothing');
  meter.sent('assertion', 'a.my.salesforce.com');
  meter.sent('certificate', 'localhost:3132');
  meter.sent('assertion', 'a.my.salesforce.com');
  meter.sent('assertion', 'localhost:3132');
  expect(meter.text).toBe(
    '2 assertions to a.my.salesforce.com; 1 certificate, 1 assertion to localhost:3132',
  );
});

test('a slow first run of a task cannot replace a quick second one', async () => {
  const waiting: ((value: string) => void)[] = [];
  const task = new Task(() => new Promise<string>((resolve) => waiting.push(resolve)));
  const runs = [task.run(), task.run()];
  waiting[1]?.('second');
  await runs[1];
  waiting[0]?.('first');
  await runs[0];
  expect(task.state).toEqual({ status: 'done', value: 'second' });
});

test('what a task throws is kept as a coded error', async () => {
  const task = new Task(() => Promise.reject(new AppError('input/empty', 'nothing')));
  await task.run();
  expect(task.error?.code).toBe('input/empty');
  const broken = new Task(() => Promise.reject(new RangeError('out')));
  await broken.run();
  expect(broken.error?.code).toBe('unexpected');
});
