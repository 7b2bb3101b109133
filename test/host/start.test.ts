import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runAsync } from '../_tools.ts';

const COMMAND = ['--import', 'tsx', 'src/host/start.ts'];

test.each([
  [['--port', 'abc'], 'abc is not a port from 0 to 65534'],
  [['--port', '65535'], '65535 is not a port from 0 to 65534'],
  [['--port', '-1'], 'port'],
  [['--nonsense'], '--nonsense'],
  [['8080'], '8080'],
])('npm start with %j says what it takes', async (args, words) => {
  const { status, stdout, stderr } = await runAsync(process.execPath, [...COMMAND, ...args]);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(words);
  expect(stderr).toContain('npm start -- [--port 3131] [--no-open] [--no-build]');
});

test('npm start with a port in use is one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const args = [...COMMAND, '--no-open', '--no-build', '--port', String(port)];
  const { status, stderr } = await runAsync(process.execPath, args);
  taken.close();
  expect(status).toBe(1);
  expect(stderr).toBe(
    `port ${port} is in use, which Keybearer needs: choose another, as in npm start -- --port 4000\n`,
  );
});

test('npm start builds the app, prints the addresses it serves, and stops when told', async () => {
  const child = spawn(process.execPath, [...COMMAND, '--no-open', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('Stop with')) break;
  }
  const address = (name: string) => new RegExp(`^${name} +(\\S+)$`, 'm').exec(said)?.[1] ?? name;
  const page = await (await fetch(address('Keybearer'))).text();
  expect(page).toContain('<h1');
  expect(page).toContain(` ${address('Practice org')};`);
  const org = await fetch(`${address('Practice org')}/.well-known/openid-configuration`);
  expect(await org.json()).toMatchObject({ issuer: address('Practice org') });
  expect((await fetch(`${address('Proxy')}/a/b`, { method: 'POST' })).status).toBe(403);
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(0);
});
