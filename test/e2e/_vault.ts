/** What a person does with the vault beyond making and unlocking it. */
import { expect, type CDPSession, type Page } from '@playwright/test';
import {
  asFile,
  button,
  choose,
  copied,
  createVault,
  download,
  field,
  generate,
  NAMES,
  newConnection,
  PASSPHRASE,
  saved,
  secret,
  the,
  type Downloaded,
} from './_do.ts';

const { vault } = NAMES;

export const dialog = (page: Page, name: string) => the(page, 'dialog', name);

/** A vault with one connection that has a key, open, on the screen with the settings. */
export async function vaultInSettings(page: Page): Promise<void> {
  await newConnection(page);
  await generate(page);
  await createVault(page);
  await settings(page);
}

export async function settings(page: Page): Promise<void> {
  await the(page, 'link', NAMES.frame.settings).click();
  await expect(the(page, 'heading', NAMES.frame.settings)).toBeVisible();
}

/** To the connection made first. */
export async function firstConnection(page: Page): Promise<void> {
  await the(page, 'link', NAMES.frame.connections).click();
  await the(page, 'list', NAMES.home.list).getByRole('link').first().click();
}

/** From the press to the key, which is shown and not kept yet. */
export async function recoveryShown(page: Page, name: string = vault.recovery): Promise<string> {
  await button(page, name).click();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await button(dialog(page, name), name).click();
  return copied(page, vault.copyRecovery);
}

/** Makes a recovery key and keeps it. */
export async function makeRecovery(page: Page, name: string = vault.recovery): Promise<string> {
  const key = await recoveryShown(page, name);
  await button(dialog(page, name), vault.continue).click();
  await field(page, vault.lastGroup).fill(key.slice(-4));
  await button(dialog(page, name), vault.recoveryKeep).click();
  await button(dialog(page, name), vault.close).click();
  await expect(dialog(page, name)).toBeHidden();
  return key;
}

/** Answers the dialog that asks for proof. */
export async function prove(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await secret(page, vault.passphrase).fill(passphrase);
  await button(dialog(page, vault.prove), vault.continue).click();
}

/** Presses a button that downloads a file after proof. */
export async function downloadWithProof(page: Page, name: string): Promise<Downloaded> {
  await button(page, name).click();
  const downloading = page.waitForEvent('download');
  await prove(page);
  const file = await downloading;
  const { readFile } = await import('node:fs/promises');
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** A backup as the settings save it. */
export async function saveBackup(page: Page): Promise<Downloaded> {
  await settings(page);
  if (await button(page, vault.lock).isVisible()) await saved(page);
  return download(page, vault.backup);
}

/** Chooses a backup and opens it, up to what it would change. */
export async function openBackup(
  page: Page,
  { name, bytes }: Downloaded,
  passphrase = PASSPHRASE,
): Promise<void> {
  await choose(page, vault.restore, [asFile(name, bytes)]);
  await secret(page, vault.passphrase).fill(passphrase);
  await button(dialog(page, vault.restore), vault.restoreOpen).click();
}

/** Restores what `openBackup` has opened. */
export async function restoreOpened(page: Page): Promise<void> {
  const open = dialog(page, vault.restore);
  await button(open, NAMES.home.restore).click();
  await button(open, vault.close).click();
  await expect(open).toBeHidden();
}

export interface Authenticator {
  /** How many passkeys it holds. */
  count(): Promise<number>;
}

/** An authenticator of the machine itself, whose user is always there and always verified. */
export async function addAuthenticator(page: Page, hasPrf: boolean): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  });
  return {
    async count() {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
  };
}
