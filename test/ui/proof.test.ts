import { expect, test, vi } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { AppError } from '../../src/core/errors.ts';
import { Task } from '../../src/ui/state/task.svelte.ts';
import { VaultState } from '../../src/ui/state/vault.svelte.ts';
import type { Proof } from '../../src/worker/protocol.ts';

const RIGHT = 'plum orbit lantern quiet';
const proofOf = (passphrase: string): Proof => ({ passphrase: utf8(passphrase) });

/** Work as the worker does it: it wants the right passphrase and empties what it was given. */
async function guarded(proof?: Proof): Promise<string> {
  if (!proof || !('passphrase' in proof)) throw new AppError('vault/proof-needed', 'no proof');
  const given = new TextDecoder().decode(proof.passphrase);
  proof.passphrase.fill(0);
  if (given !== RIGHT) throw new AppError('vault/passphrase-wrong', 'no');
  return 'done';
}

/** Waits for the dialog, as a person does. */
async function asked(vault: VaultState) {
  await vi.waitFor(() => expect(vault.dialog).toBe('prove'));
  return vault.proving!;
}

test('work that needs no proof asks for none', async () => {
  const vault = new VaultState();
  expect(await vault.proved(async () => 'done')).toBe('done');
  expect(vault.dialog).toBeNull();
});

test('a wrong passphrase is said in the dialog, the right one then ends the work', async () => {
  const vault = new VaultState();
  const work = vault.proved(guarded);
  const proving = await asked(vault);
  await expect(proving.attempt(proofOf('plum'))).rejects.toMatchObject({
    code: 'vault/passphrase-wrong',
  });
  await proving.attempt(proofOf(RIGHT));
  expect(await work).toBe('done');
  // Closing the dialog afterwards takes nothing back.
  proving.cancel();
  expect(await work).toBe('done');
});

test('what fails with a good proof fails where it was asked for, not in the dialog', async () => {
  const vault = new VaultState();
  const work = vault.proved(async (proof) => {
    await guarded(proof);
    throw new AppError('key/sealed', 'it is sealed');
  });
  const failed = expect(work).rejects.toMatchObject({ code: 'key/sealed' });
  await (await asked(vault)).attempt(proofOf(RIGHT));
  await failed;
});

test('a button whose proof was called off is as it was, and says no error', async () => {
  const vault = new VaultState();
  const task = new Task(() => vault.proved(guarded));
  const running = task.run();
  (await asked(vault)).cancel();
  await running;
  expect(task.state).toEqual({ status: 'idle' });
});

test('a second question calls the first one off', async () => {
  const vault = new VaultState();
  const first = vault.proved(guarded);
  const called = expect(first).rejects.toMatchObject({ code: 'vault/proof-cancelled' });
  const before = await asked(vault);
  const second = vault.proved(guarded);
  await vi.waitFor(() => expect(vault.proving).not.toBe(before));
  await called;
  await (await asked(vault)).attempt(proofOf(RIGHT));
  expect(await second).toBe('done');
});
