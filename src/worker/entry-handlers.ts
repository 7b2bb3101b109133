/** What the page keeps in the vault: saved and deleted by revision, so that no tab's work gets lost. */
import type { Draft, Overtaken } from '../vault/contents.ts';
import type { Item } from '../vault/items.ts';
import type { Handlers } from './handlers.ts';
import { type KeyShelf } from './key-shelf.ts';
import { dropHeld, holdItems, loadVault, requireOpen, type OpenVault } from './open-vault.ts';
import type { Entry } from './protocol.ts';

export function createEntryHandlers(
  shelf: KeyShelf,
): Pick<Handlers, 'saveEntries' | 'deleteEntries'> {
  return {
    saveEntries: ({ entries }) =>
      shelf.inTurn(async () => {
        const open = requireOpen(shelf);
        const { saveContents } = await loadVault();
        const drafts = entries.map(draftOf);
        const { saved, overtaken } = await saveContents(await shelf.store(), open.keys, drafts);
        holdItems(open, saved);
        shelf.wrote(saved.map(({ record }) => record.id));
        return {
          saved: saved.map(({ content: { id }, revision }) => ({ id, revision })),
          overtaken: await learn(open, overtaken),
        };
      }),
    deleteEntries: ({ entries }) =>
      shelf.inTurn(async () => {
        const open = requireOpen(shelf);
        const { deleteContents, recordId } = await loadVault();
        const names = entries.map(({ id, revision }) => ({ kind: 'connection', id, revision }));
        const done = await deleteContents(await shelf.store(), open.keys, names);
        const ids = await Promise.all(done.deleted.map((name) => recordId(open.keys, name)));
        for (const id of ids) dropHeld(open, id);
        shelf.wrote(ids);
        const gone = new Set(done.deleted.map(({ id }) => id));
        return {
          saved: entries.filter(({ id }) => gone.has(id)),
          overtaken: await learn(open, done.overtaken),
        };
      }),
  };
}

/** Takes in what another tab has written before. */
async function learn(open: OpenVault, overtaken: readonly Overtaken[]): Promise<Entry[]> {
  const { recordId } = await loadVault();
  return Promise.all(
    overtaken.map(async ({ name, item }) => {
      if (item) {
        holdItems(open, [item]);
        return entryOf(item);
      }
      dropHeld(open, await recordId(open.keys, name));
      return { id: name.id, kind: kindOf(name), value: null, revision: 0 };
    }),
  );
}

const KINDS: readonly string[] = ['connection', 'place', 'settings'] satisfies Entry['kind'][];

/** Whatever else comes along: this saves no key and no secret, and nothing that backups leave out. */
function draftOf({ id, kind, value, revision = 0 }: Entry): Draft {
  if (!KINDS.includes(kind)) throw new TypeError(`${kind} is no kind of entry`);
  return { content: { kind, id, value }, revision };
}

export function isEntry({ content }: Item): boolean {
  return KINDS.includes(content.kind);
}

/** Of an item that is an entry. */
export function entryOf({ content, revision }: Item): Entry {
  return { id: content.id, kind: kindOf(content), value: content.value, revision };
}

/** What an entry says it is. */
export function kindOf({ kind }: { kind: string }): Entry['kind'] {
  return kind === 'place' || kind === 'settings' ? kind : 'connection';
}
