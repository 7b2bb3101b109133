/** Backups, when the page asks for them: made, looked at and restored. */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import type { Cost } from '../vault/argon2.ts';
import type { OpenedBackup } from '../vault/backup.ts';
import type { Plan } from '../vault/restore.ts';
import { entryOf, isEntry, kindOf } from './entry-handlers.ts';
import { forgetKey } from './fresh-keys.ts';
import type { Handlers } from './handlers.ts';
import { fileUrl } from './key-files.ts';
import { recordOf } from './key-content.ts';
import { sealRest, type KeyShelf } from './key-shelf.ts';
import {
  copyOf,
  holdItems,
  holdVault,
  itemsOf,
  keyStatesOf,
  loadVault,
  requireOpen,
} from './open-vault.ts';
import type { BackupFile, Proof, RestorePlan, Unlocked } from './protocol.ts';
import type { Queue } from './queue.ts';
import { toWire } from './serve.ts';
import { unlockedOf } from './vault-handlers.ts';

type BackupHandlers = Pick<Handlers, 'backup' | 'readBackup' | 'restoreBackup' | 'dropBackup'>;

/** Ten thousand connections have some fifty megabytes. */
const LARGEST = 268_435_456;

// A chunk of its own: most who use a vault neither make a backup today nor read one.
const loadBackup = () => import('./backup-parts.ts');

/** `proving` takes proofs one at a time; `options` say what a derivation costs. */
export function createBackupHandlers(
  shelf: KeyShelf,
  proving: Queue,
  options: { cost?: Cost } = {},
): BackupHandlers {
  let read: { backup: OpenedBackup; plan: Plan } | null = null;

  return {
    async backup({ passphrase, proof }) {
      const { text, ...counts } = passphrase
        ? await backupUnder(shelf, proving, { passphrase, proof, ...options })
        : await plainBackup(shelf);
      return { url: fileUrl(text, 'application/octet-stream'), ...counts };
    },
    readBackup: ({ file, way }) =>
      shelf.inTurn(async () => {
        read = null;
        if (file.size > LARGEST) {
          throw new AppError('backup/not-recognised', 'this file is too large for a backup');
        }
        const { open } = shelf;
        const { isThere, openBackup, planRestore } = await loadBackup();
        if (open === null && (await isThere(await shelf.store()))) {
          throw new AppError('vault/locked', 'a backup is merged into a vault that is open');
        }
        const backup = await openBackup(await file.text(), way);
        const present = open && { keys: open.keys, items: await itemsOf(open) };
        const plan = planRestore(backup, present);
        read = { backup, plan };
        return planOf(plan);
      }),
    restoreBackup: ({ also = [] }) =>
      shelf.inTurn(async () => {
        if (read === null) throw new AppError('backup/not-read', 'no backup was looked at');
        const { backup, plan } = read;
        const restored =
          plan.into === 'none' ? await become(shelf, backup) : await merge(shelf, read, also);
        read = null;
        return restored;
      }),
    async dropBackup() {
      read = null;
    },
  };
}

type Made = Omit<BackupFile, 'url'> & { text: string };

/** From memory where the vault is open: then the store may fail. */
async function plainBackup(shelf: KeyShelf): Promise<Made> {
  const { writeBackup } = await loadBackup();
  const { open } = shelf;
  const made = new Date(shelf.now());
  if (open) {
    const keys = keyStatesOf(open).filter(({ sealed }) => !sealed).length;
    const { leftOut, ...backup } = await writeBackup(copyOf(open), { keys: open.keys, made });
    return { ...backup, keys, leftOut: leftOut + open.damaged };
  }
  const copy = await (await shelf.store()).readAll();
  if (copy === null) throw new AppError('vault/none', 'this browser holds no vault');
  return { ...(await writeBackup(copy, { keys: null, made })), keys: null };
}

async function backupUnder(
  shelf: KeyShelf,
  proving: Queue,
  { proof, ...given }: { passphrase: Bytes; proof: Proof | undefined; cost?: Cost },
): Promise<Made> {
  const open = requireOpen(shelf);
  if (proof === undefined) {
    throw new AppError('vault/proof-needed', 'keys leave the vault only by a way into it');
  }
  const { writeBackupUnder } = await loadBackup();
  const { prove } = await loadVault();
  return proving(async () => {
    const exportKey = await prove(open.header, proof);
    const items = await itemsOf(open);
    const made = new Date(shelf.now());
    const { passphrase, ...rest } = given;
    const options = { keys: open.keys, items, exportKey, made, ...rest };
    const { leftOut, ...backup } = await writeBackupUnder(passphrase, options);
    const keys = items.filter(({ content }) => content.kind === 'key' && !content.local).length;
    return { ...backup, keys, leftOut: leftOut + open.damaged };
  });
}

function planOf({ made, vouched, into, items, damaged }: Plan): RestorePlan {
  return {
    made: made.getTime(),
    vouched,
    into,
    items: items.map(({ content, state }) => ({
      id: content.id,
      kind: content.kind === 'key' ? 'key' : kindOf(content),
      state,
      value: content.kind === 'key' ? recordOf(content) : content.value,
    })),
    damaged: damaged.map(toWire),
  };
}

async function become(shelf: KeyShelf, backup: OpenedBackup): Promise<Unlocked> {
  const { becomeVault } = await loadBackup();
  const opened = await becomeVault(await shelf.store(), backup);
  shelf.open = holdVault(opened);
  shelf.wrote([]);
  await sealRest(shelf).catch((thrown) => opened.damaged.push(AppError.from(thrown)));
  return unlockedOf(opened, shelf);
}

async function merge(
  shelf: KeyShelf,
  { backup, plan }: { backup: OpenedBackup; plan: Plan },
  also: readonly string[],
): Promise<Unlocked> {
  const open = requireOpen(shelf);
  const { mergeBackup } = await loadBackup();
  const present = { keys: open.keys, items: await itemsOf(open) };
  const options = { backup, plan, present, also };
  const { saved, overtaken } = await mergeBackup(await shelf.store(), options);
  // What another tab has changed since it was looked at stays as that tab has it.
  const now = [...saved, ...overtaken.flatMap(({ item }) => item ?? [])];
  holdItems(open, now);
  for (const { content } of saved) if (content.kind === 'key') forgetKey(shelf, content.id);
  shelf.wrote(saved.map(({ record }) => record.id));
  return {
    vaultId: open.keys.vaultId,
    entries: now.filter(isEntry).map(entryOf),
    keys: keyStatesOf(open),
    damaged: plan.damaged.map(toWire),
  };
}
