/** Restoring a backup: reading it, what it would change in words, and doing it. */
import type { Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import type { PlanItem, PlanState, RestorePlan } from '../../worker/protocol.ts';
import { chooseFiles } from '../browser/download.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { dayText } from './dates.ts';
import { nameOf, readDetails } from './details.ts';
import { withDeed } from './history.ts';
import { practiceOrigin } from './practice.ts';
import { connectionOf } from './stored.ts';
import { showUnlocked, takeChanges } from './vault-work.ts';

/** A thousand connections with a history each take a tenth of it. */
const LARGEST = 256 * 1_048_576;

/**
 * Lets the user choose a backup, and opens the dialog that restores it. While the vault is locked it is
 * unlocked first: a backup is merged into it. Throws `input/*`.
 */
export async function beginRestore(app: App): Promise<void> {
  const [file] = await chooseFiles('.backup', false);
  if (!file) return;
  if (file.size === 0) throw new AppError('input/empty', `${file.name} is empty`);
  if (file.size > LARGEST) {
    const hint = 'Choose a backup that Keybearer saved: its name ends in .backup.';
    throw new AppError('input/too-large', `${file.name} is too large and was not read`, { hint });
  }
  app.vault.restoring = file;
  app.vault.ask(app.vault.status === 'locked' ? 'unlock' : 'restore');
}

export interface PlanRow {
  state: PlanState;
  /** What stands in the first column, and what happens to it. */
  is: string;
  then: string;
  connections: readonly string[];
  keys: number;
}

const WORDS: readonly (readonly [PlanState, string, string])[] = [
  ['new', 'Only in the backup', 'is added'],
  ['newer', 'Newer in the backup', 'takes the place of what is here'],
  ['older', 'Newer here', 'stays'],
  ['same', 'The same', 'stays'],
  ['differs', 'Changed in both', 'stays, unless you choose it below'],
];

/** Whether a merge takes it from the backup without being asked to. */
export function isTaken({ state }: Pick<PlanItem, 'state'>): boolean {
  return state === 'new' || state === 'newer';
}

/** Whether a merge would bring no connection and no key, and there is none to choose. */
export function bringsNothing({ into, items }: RestorePlan): boolean {
  const offered = (item: PlanItem) =>
    isConnection(item)
      ? isTaken(item) || item.state === 'differs'
      : item.kind === 'key' && isTaken(item);
  return into !== 'none' && !items.some(offered);
}

/** A row for each state that occurs. Where the user was and the settings come along unmentioned. */
export function planRows(app: App, { items }: RestorePlan): PlanRow[] {
  return WORDS.flatMap(([state, is, then]) => {
    const these = items.filter((item) => item.state === state);
    const connections = these.filter(isConnection).map((item) => nameOfItem(app, item));
    const keys = these.filter(({ kind }) => kind === 'key').length;
    return connections.length + keys ? [{ state, is, then, connections, keys }] : [];
  });
}

/** The connections that were changed here and in the backup. */
export function disputed(app: App, { items }: RestorePlan): { id: string; name: string }[] {
  return items
    .filter((item) => isConnection(item) && item.state === 'differs')
    .map((item) => ({ id: item.id, name: nameOfItem(app, item) }));
}

/** "3 connections and 1 key", "nothing". */
export function countText(connections: number, keys: number): string {
  const of = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const parts = [
    ...(connections ? [of(connections, 'connection')] : []),
    ...(keys ? [of(keys, 'key')] : []),
  ];
  return parts.join(' and ') || 'nothing';
}

function isConnection({ kind }: PlanItem): boolean {
  return kind === 'connection';
}

function nameOfItem(app: App, { value }: PlanItem): string {
  const connection = connectionOf(value);
  return nameOf(connection, readDetails(connection, practiceOrigin(app.reach)));
}

/** Opens it in the worker; nothing is written yet. Throws `vault/*`, `backup/*`. */
export function readBackup(
  file: Blob,
  way: { passphrase: Bytes } | { recovery: Bytes },
): Promise<RestorePlan> {
  return worker().call('readBackup', { file, way });
}

/** Lets the worker forget what was read. */
export async function dropBackup(): Promise<void> {
  await worker().call('dropBackup', {});
}

/** Says so in the history of each connection that the backup has changed or brought. */
function noteRestored(app: App, { made, items }: RestorePlan, also: readonly string[]) {
  const { connections } = app;
  const taken = new Set(
    items.filter((item) => isTaken(item) || also.includes(item.id)).map(({ id }) => id),
  );
  const detail = `saved on ${dayText(made)}`;
  const these = [...connections.list, ...connections.removed].filter(({ id }) => taken.has(id));
  connections.put(
    these.map((one) => ({
      ...one,
      history: withDeed(one.history, Date.now(), 'restored', detail),
    })),
  );
}

interface Counts {
  connections: number;
  keys: number;
}

export interface Restored {
  added: Counts;
  replaced: Counts;
  damaged: readonly AppError[];
}

/** Does what the plan says, and takes those of `also` from the backup besides. Throws `vault/*`. */
export async function restore(
  app: App,
  plan: RestorePlan,
  also: readonly string[],
): Promise<Restored> {
  // What is being typed here belongs to the vault before the backup does.
  await app.vault.flush();
  const unlocked = await worker().call('restoreBackup', { also: [...also] });
  if (plan.into === 'none') {
    // Where somebody was when the backup was saved is of no use here: what came is shown.
    const { hash } = location;
    await showUnlocked(app, unlocked);
    app.router.go(hash || '#/');
  } else {
    takeChanges(app, unlocked);
    noteRestored(app, plan, also);
  }
  const counts = (wanted: (item: PlanItem) => boolean): Counts => {
    const these = plan.items.filter(wanted);
    const keys = these.filter(({ kind }) => kind === 'key').length;
    return { connections: these.filter(isConnection).length, keys };
  };
  return {
    added: counts(({ state }) => state === 'new'),
    replaced: counts(({ state, id }) => state === 'newer' || also.includes(id)),
    damaged: unlocked.damaged.map(
      ({ code, message, hint }) => new AppError(code, message, { hint }),
    ),
  };
}
