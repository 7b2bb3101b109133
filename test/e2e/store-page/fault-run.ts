/** A scenario for each point at which a fault can strike, and what must be true after it. */
import { AppError } from '../../../src/core/errors.ts';
import { PATIENCE } from '../../../src/vault/idb-faults.ts';
import { createIdbStore } from '../../../src/vault/idb-store.ts';
import type { Change, Store } from '../../../src/vault/store.ts';
import { arm, disarm, type Kind } from './faults.ts';
import { header, modelOf, record, sameModel, textOf, VAULT, type Model } from './records.ts';

interface Step {
  name: string;
  /** What lies there after it. */
  next(before: Model | null): Model | null;
  run(store: Store, before: Model | null): Promise<unknown>;
  /** What `run` answers where nothing fails. */
  answers: unknown;
}

export interface Case {
  scenario: keyof typeof SCENARIOS;
  kind: Kind;
  lasting: boolean;
  at: number;
}

/** Which code each fault may have: what is over with a second try has none. */
const CODES: Readonly<Record<Kind, RegExp>> = {
  quota: /^vault\/quota$/,
  unknown: /^vault\/storage$/,
  abort: /^vault\/aborted$/,
  lost: /^vault\/(aborted|disconnected)$/,
  hangs: /^vault\/hangs$/,
  throws: /^vault\/storage$/,
};

const FULL: Model = { header: 1, records: { a: 1, b: 1, c: 1 } };
const first = (id: string) => record(id, 1);
const fill = (store: Store) =>
  store.create({ header: header(1), records: Object.keys(FULL.records).map(first) });

const write = (name: string, put: readonly string[], remove: readonly string[] = []): Step => ({
  name,
  next: (before) => changed(before, put, remove),
  run: (store, before) => store.write({ vaultId: VAULT, ...changeOf(before, put, remove) }),
  answers: 'written',
});

const READ: Step = {
  name: 'read all',
  next: (before) => before,
  run: async (store, before) => sameModel(await modelOf(store), before),
  answers: true,
};

const SCENARIOS = {
  change: [
    write('change one and add one', ['a', 'd']),
    write('change one and remove another', ['b'], ['c']),
    {
      name: 'replace the header with a change',
      next: (before) => {
        const after = changed(before, ['a'], ['d']);
        return after && { ...after, header: after.header + 1 };
      },
      run: (store, before) =>
        store.replace(header((before?.header ?? 0) + 1), changeOf(before, ['a'], ['d'])),
      answers: 'written',
    },
    write('remove one', [], ['b']),
    READ,
  ],
  'beginning and end': [
    { name: 'destroy', next: () => null, run: (store) => store.destroy(), answers: undefined },
    { name: 'look', next: () => null, run: (store) => store.readHeader(), answers: null },
    { name: 'create', next: () => FULL, run: fill, answers: true },
    READ,
  ],
  upgrade: [READ, write('change one of before', ['a'])],
} satisfies Record<string, readonly Step[]>;

interface Outcome {
  /** Whether the fault struck at all. */
  struck: boolean;
  /** Whether anything was rejected: the store may have got over it. */
  rejected: boolean;
  wrong: string[];
}

async function runCase(one: Case): Promise<Outcome> {
  const name = `${one.scenario}, ${one.kind}${one.lasting ? ', lasting' : ''}, at ${one.at}`;
  const wrong: string[] = [];
  const patience = { ...PATIENCE };
  if (one.kind === 'hangs') Object.assign(patience, { open: 400, transaction: 400, lock: 200 });
  const judge = createIdbStore(name);
  const lying = () =>
    modelOf(judge).catch((error: unknown) => {
      wrong.push(String(error));
      return null;
    });
  await (one.scenario === 'upgrade' ? makeVersion1(name) : fill(createIdbStore(name)));

  const store = createIdbStore(name, patience);
  let model: Model | null = FULL;
  let points = 0;
  let rejected = false;
  arm(one);
  for (const step of SCENARIOS[one.scenario] as readonly Step[]) {
    const next = step.next(model);
    try {
      const answer = await step.run(store, model);
      if (answer !== step.answers) wrong.push(`${step.name} answered ${JSON.stringify(answer)}`);
    } catch (thrown) {
      rejected = true;
      points = disarm();
      Object.assign(patience, PATIENCE);
      const code = thrown instanceof AppError ? thrown.code : String(thrown);
      if (!CODES[one.kind].test(code)) wrong.push(`${step.name} failed with ${code}`);
      const lies = await lying();
      const before = sameModel(lies, model);
      if (!before && !sameModel(lies, next)) {
        wrong.push(`${step.name} left ${textOf(lies)} of ${textOf(model)} to ${textOf(next)}`);
      }
      // The same store goes on, and the same change can be made again.
      const again = await step.run(store, model).catch((error: unknown) => String(error));
      if (before && again !== step.answers) wrong.push(`${step.name}, again: ${String(again)}`);
    }
    model = next;
  }
  points ||= disarm();
  const lies = await lying();
  if (!sameModel(lies, model)) wrong.push(`at the end ${textOf(lies)}, not ${textOf(model)}`);
  await remove(name).catch((reason) => wrong.push(String(reason)));
  return { struck: points >= one.at, rejected, wrong: wrong.map((text) => `${name}: ${text}`) };
}

/** Every point of a scenario in turn (or each so many), until it runs through without the fault. */
export async function runAll(
  options: Omit<Case, 'at'>,
  stride = 1,
): Promise<{ points: number; rejected: number; wrong: string[] }> {
  const wrong: string[] = [];
  let rejected = 0;
  for (let at = 1; ; at += stride) {
    const outcome = await runCase({ ...options, at });
    wrong.push(...outcome.wrong);
    rejected += Number(outcome.rejected);
    if (!outcome.struck || wrong.length > 20) return { points: at - 1, rejected, wrong };
  }
}

/** A database as Keybearer made it before revisions were kept, with what `FULL` says in it. */
export function makeVersion1(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('header').put(header(1), 'vault');
      const records = opening.result.createObjectStore('records', { keyPath: 'id' });
      for (const id of Object.keys(FULL.records)) records.put(first(id));
    };
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
  });
}

/** Rejects where somebody still holds the database open. */
function remove(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase(name);
    deleting.onsuccess = () => resolve();
    deleting.onerror = () => reject(deleting.error);
    deleting.onblocked = () => reject(new Error('a connection was left open'));
  });
}

function changed(before: Model | null, put: readonly string[], remove: readonly string[]) {
  if (before === null) return null;
  const records: Record<string, number> = { ...before.records };
  for (const id of put) records[id] = (records[id] ?? 0) + 1;
  for (const id of remove) delete records[id];
  return { ...before, records };
}

function changeOf(before: Model | null, put: readonly string[], remove: readonly string[]): Change {
  const revision = (id: string) => before?.records[id] ?? 0;
  return {
    put: put.map((id) => record(id, revision(id) + 1)),
    remove: remove.map((id) => ({ id, revision: revision(id) })),
  };
}
