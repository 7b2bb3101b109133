/** What the vault's screens do with passkeys. */
import { utf8 } from '../../core/bytes.ts';
import type { Passkey, Proof } from '../../worker/protocol.ts';
import {
  askPasskey,
  forgetPasskey,
  makePasskey,
  passkeysMissing,
  type MadePasskey,
} from '../browser/passkey.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { shortDayText, timeText } from './dates.ts';
import { lookAtWays } from './ways.ts';

export { passkeysMissing };

/** One that was made and does not open the vault yet. */
export interface PendingPasskey extends MadePasskey {
  label: string;
}

/** Asks for one of the vault's passkeys. Throws `passkey/*`. */
export async function passkeyProof(passkeys: readonly Passkey[]): Promise<Proof> {
  const { at, prf } = await askPasskey(passkeys);
  return { passkey: passkeys[at]?.id ?? '', prf };
}

/** Makes a passkey, for `keepPasskey` or `dropPasskey`. Throws `passkey/*`. */
export async function beginPasskey(app: App): Promise<PendingPasskey> {
  const now = Date.now();
  // Two of one day are told apart by the time.
  const label = `${shortDayText(now)}, ${timeText(now)} UTC`;
  const made = await makePasskey(`Keybearer vault, ${label}`, app.vault.ways?.passkeys ?? []);
  return { ...made, label };
}

/** Lets it open the vault. Throws `vault/*`. */
export async function keepPasskey(
  app: App,
  { credentialId, salt, prf, label }: PendingPasskey,
  passphrase: string,
): Promise<void> {
  // The worker is handed the secret bytes themselves: a second try needs them once more.
  await worker().call('addPasskey', {
    proof: { passphrase: utf8(passphrase) },
    credentialId,
    salt,
    prf: prf.slice(),
    label,
  });
  prf.fill(0);
  await lookAtWays(app);
}

/** Leaves nothing of it behind, as far as the browser lets us. */
export async function dropPasskey({ credentialId, prf }: PendingPasskey): Promise<void> {
  prf.fill(0);
  await forgetPasskey(credentialId);
}

/** From then on it opens nothing. Throws `vault/*`. */
export async function removePasskey(app: App, passkey: Passkey, proof: Proof): Promise<void> {
  await worker().call('removePasskey', { id: passkey.id, proof });
  await forgetPasskey(passkey.credentialId);
  await lookAtWays(app);
}
