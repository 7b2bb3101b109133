import { readBatch, withoutRows, type BatchText } from '../../core/batch-lines.ts';
import { AppError } from '../../core/errors.ts';
import type { KeySize } from '../../core/key.ts';
import { SUBJECT_DEFAULTS, type Subject } from '../../core/subject-defaults.ts';
import type { Batch, BatchMade, KeyFormat, WorkerEvent } from '../../worker/protocol.ts';
import { hearWorker, worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { checkRows, itemOf, type CheckedRow } from './batch-rows.ts';
import { BLANK, type Connection } from './connections.svelte.ts';
import { protectionText, withDeed } from './history.ts';
import { practiceOrigin } from './practice.ts';
import { checkForm, type FieldErrors } from './subject-form.ts';
import { Task } from './task.svelte.ts';

/** The one batch of a session: it goes on while the user looks elsewhere, and ends with the lock. */
export function batchOf(app: App): BatchWork {
  return (app.batchWork ??= new BatchWork(app));
}

/** Many keys and certificates at once: what is entered for them, and how it goes. */
export class BatchWork {
  readonly session: number;
  oneKey = $state.raw(false);
  bits = $state.raw('2048');
  days = $state.raw('365');
  keyFormat = $state.raw<KeyFormat>('pkcs8');
  passphrase = $state.raw('');
  /** The common name is each connection's own. */
  subject = $state.raw<Subject>({ ...SUBJECT_DEFAULTS, commonName: '' });
  /** How many are made of those that were asked for. */
  made = $state.raw(0);
  of = $state.raw(0);
  /** Milliseconds until all are made, as far as can be told; `null` before the first one is. */
  left = $state.raw<number | null>(null);
  result = $state.raw<Batch | null>(null);
  cancelling = $state.raw(false);
  /** How the keys lie in the zip of `result`. */
  protection = '';
  #app: App;
  /** What the text says, or why it cannot be read. */
  #read = $derived.by<BatchText | AppError>(() => {
    try {
      return readBatch(this.#app.batch);
    } catch (thrown) {
      return AppError.from(thrown);
    }
  });
  readonly rows: readonly CheckedRow[] = $derived.by(() =>
    this.#read instanceof AppError
      ? []
      : checkRows(this.#read.rows, practiceOrigin(this.#app.reach)),
  );
  readonly faulty: readonly CheckedRow[] = $derived(
    this.rows.filter(({ faults }) => faults.length > 0),
  );

  constructor(app: App) {
    this.#app = app;
    this.session = app.session;
  }

  get text(): string {
    return this.#app.batch;
  }

  set text(text: string) {
    this.#app.batch = text;
  }

  /** Why nothing of the text was read. */
  get unread(): AppError | null {
    return this.#read instanceof AppError ? this.#read : null;
  }

  /** Columns that mean nothing here. */
  get unused(): readonly string[] {
    return this.#read instanceof AppError ? [] : this.#read.unused;
  }

  get errors(): FieldErrors & { passphrase: AppError | null } {
    const passphrase =
      this.passphrase && this.keyFormat === 'pkcs1'
        ? new AppError('key/passphrase-format', 'a PKCS#1 file is written without a passphrase')
        : null;
    // The rows have the common names, and their own errors.
    return { ...checkForm(this.subject, this.days), commonName: null, passphrase };
  }

  /** Why nothing can be made yet. */
  get obstacle(): AppError | null {
    if (this.unread) return this.unread;
    if (this.rows.length === 0) return new AppError('batch/empty', 'there are no connections yet');
    const { length } = this.faulty;
    if (length === 0) return null;
    const lines = length === 1 ? 'one line has' : `${length} lines have`;
    return new AppError('batch/faults', `${lines} something that cannot be used`);
  }

  make = new Task(async () => {
    if (this.obstacle) throw this.obstacle;
    const app = this.#app;
    const { rows, subject, oneKey, bits, days, keyFormat, passphrase } = this;
    // Before the first one lands: what is written meanwhile stays as it is.
    const { text } = this;
    const landed = new Set<number>();
    const land = (made: readonly BatchMade[]) => {
      const fresh = made.filter(({ item }) => !landed.has(item));
      for (const { item } of fresh) landed.add(item);
      const given = { subject, bits, days, keyFormat };
      // After a lock the page is another's, and the keys are in the vault alone.
      if (app.session !== this.session) return;
      app.connections.put(
        fresh.flatMap((one) => {
          const row = rows[one.item];
          return row ? [connectionOf(row, one, given)] : [];
        }),
      );
    };
    Object.assign(this, { made: 0, of: rows.length, left: null, result: null, cancelling: false });
    app.batching = true;
    const began = performance.now();
    const deaf = hearWorker((event: WorkerEvent) => {
      if (event.event !== 'progress') return;
      land(event.items);
      this.made = event.made;
      const each = (performance.now() - began) / event.made;
      this.left = event.made === 0 ? null : each * (event.of - event.made);
    });
    try {
      const result = await worker().call('createBatch', {
        items: rows.map((row) => itemOf(row, subject)),
        bits: Number(bits) as KeySize,
        days: Number(days),
        oneKey,
        keyFormat,
        ...(passphrase ? { passphrase } : {}),
        date: new Date(),
      });
      land(result.made);
      this.made = result.made.length;
      this.result = result;
      this.protection = protectionText(passphrase);
      this.passphrase = '';
    } finally {
      deaf();
      app.batching = false;
      const lines = new Set([...landed].flatMap((at) => rows[at]?.row.line ?? []));
      if (this.text === text) this.text = withoutRows(text, lines);
    }
  });

  /** What is made by then stays. */
  cancel = async (): Promise<void> => {
    this.cancelling = true;
    await worker().call('cancelBatch', {});
  };

  /** Says in the history of each connection that its key left with the zip. */
  noteTaken() {
    const { connections } = this.#app;
    const keys = new Set(this.result?.made.map(({ key }) => key.id));
    const at = Date.now();
    const detail = `zip of a batch with server.key, ${this.protection}`;
    const taken = connections.list.filter(({ current }) => current && keys.has(current.key.id));
    connections.put(
      taken.map((one) => ({ ...one, history: withDeed(one.history, at, 'exported', detail) })),
    );
  }

  /** Goes back to the lines: those that were not made are left of them. */
  again = () => {
    this.result = null;
    this.make.reset();
  };
}

function connectionOf(
  { row, name }: CheckedRow,
  { key, certificate }: BatchMade,
  given: Pick<Connection, 'subject' | 'bits' | 'days' | 'keyFormat'>,
): Connection {
  const { loginUrl, consumerKey, username } = row;
  const detail = `RSA ${key.bits}, in a batch`;
  return {
    ...BLANK,
    ...given,
    // Whole: eight of its digits are enough for one made by hand, not for thousands.
    id: crypto.randomUUID(),
    madeAt: Date.now(),
    name: row.name,
    subject: { ...given.subject, commonName: name },
    loginUrl,
    consumerKey,
    username,
    current: { key, certificate },
    history: withDeed([], Date.now(), 'made', detail),
  };
}
