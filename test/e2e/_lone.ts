/** Vaults with something missing: what a crash between two saves, or a bad disk, leaves behind. */
import { expect, type Page } from '@playwright/test';
import {
  button,
  createVault,
  generate,
  lock,
  NAMES,
  newConnection,
  saved,
  the,
  unlock,
} from './_do.ts';

/** Ids of the records that lie in the vault; does something to those that are named. */
function records(
  page: Page,
  change: { remove?: readonly string[]; flip?: readonly string[] } = {},
): Promise<string[]> {
  return page.evaluate(
    ({ remove = [], flip = [] }) =>
      new Promise<string[]>((resolve) => {
        const opening = indexedDB.open('keybearer');
        opening.onsuccess = () => {
          const lying = opening.result.transaction('revisions', 'readwrite');
          const found: string[] = [];
          lying.oncomplete = () => {
            opening.result.close();
            resolve(found);
          };
          const cursors = lying.objectStore('revisions').openCursor();
          cursors.onsuccess = () => {
            const cursor = cursors.result;
            if (!cursor) return;
            const { value } = cursor;
            found.push(value.id);
            if (remove.includes(value.id)) cursor.delete();
            if (flip.includes(value.id)) {
              value.sealed[40] ^= 1;
              cursor.update(value);
            }
            cursor.continue();
          };
        };
      }),
    change,
  );
}

/** A locked vault with one key; what lay in it before the key was made, by id. */
async function lockedVault(page: Page): Promise<string[]> {
  await newConnection(page);
  await createVault(page);
  await saved(page);
  const before = await records(page);
  await generate(page);
  await the(page, 'link', NAMES.frame.connections).click();
  await lock(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
  return before;
}

/** An open vault at home, in which the one key is in no connection. */
export async function loneKey(page: Page): Promise<void> {
  await records(page, { remove: await lockedVault(page) });
  await unlock(page);
  await expect(the(page, 'link', NAMES.vault.lone)).toBeVisible();
}

/** An open vault at home, whose one connection does not open. */
export async function damagedVault(page: Page): Promise<void> {
  await records(page, { flip: await lockedVault(page) });
  await unlock(page);
  await expect(button(page, NAMES.vault.mend)).toBeVisible();
}
