import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { deskOf } from '../../src/ui/state/desk.ts';
import { aboutOf, proofOf, prove } from '../../src/ui/state/repair.ts';
import { COMPLETE, keySet, NOW } from './_connection.ts';

/** A repair whose pipeline was seen to log in. */
function repaired() {
  const app = new App();
  const { id } = app.connections.create({ ...COMPLETE, current: keySet(365) });
  const desk = deskOf(app, id);
  desk.repair.begin('file');
  desk.repair.enter(`${COMPLETE.consumerKey}2`);
  desk.repair.edit({ named: { orgId: '00D5e000001AbCdEAK', userId: '' } });
  for (const [stage, by] of [
    ['key', 'check'],
    ['test', 'token'],
    ['login', 'login'],
  ] as const) {
    const about = aboutOf(desk.connection, stage);
    desk.update(prove(desk.connection, stage, { by, about, seen: 'seen', at: NOW }));
  }
  expect(proofOf(desk.connection, 'ci')?.by).toBe('login');
  return desk;
}

test('a text that is no login says nothing against the login that was seen', async () => {
  const desk = repaired();
  for (const text of ['', 'npm ci: 1,203 packages']) {
    desk.repair.printed = text;
    await desk.repair.compareLogin.run();
    await desk.repair.compareSecret.run(text);
    expect(desk.repair.compareLogin.error).not.toBeNull();
    expect(desk.repair.compareSecret.error).not.toBeNull();
  }
  expect(proofOf(desk.connection, 'login')).not.toBeNull();
  expect(proofOf(desk.connection, 'ci')).not.toBeNull();
});

test('a fingerprint of another key disproves what an earlier login said of CI', async () => {
  const desk = repaired();
  await desk.repair.compareSecret.run('ab'.repeat(32));
  expect(desk.repair.compareSecret.error?.code).toBe('rotation/neither');
  expect(proofOf(desk.connection, 'ci')).toBeNull();
  expect(proofOf(desk.connection, 'login')).toBeNull();
});

test('what went wrong in one repair is not said in the next', async () => {
  const desk = repaired();
  await desk.repair.compareSecret.run('ab'.repeat(32));
  desk.repair.printed = 'nothing of a login';
  await desk.repair.compareLogin.run();
  desk.repair.abandon();
  desk.repair.begin('file');
  expect(desk.repair.printed).toBe('');
  expect(desk.repair.compareLogin.error).toBeNull();
  expect(desk.repair.compareSecret.error).toBeNull();
});
