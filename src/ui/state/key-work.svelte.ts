import { AppError } from '../../core/errors.ts';
import type { KeySize } from '../../core/key.ts';
import { SUBJECT_DEFAULTS, type Subject } from '../../core/subject.ts';
import type { Imported, ImportFile } from '../../worker/protocol.ts';
import { requireSmall } from '../browser/download.ts';
import type { KeySet } from './connections.svelte.ts';
import { secondsText, shortDayText } from './dates.ts';
import type { Desk } from './desk.ts';
import { setId } from './key-sets.ts';
import { Task } from './task.svelte.ts';

/** One line of the status list: it turns from "doing" to "done" as the work really ends. */
export interface Line {
  text: string;
  state: 'doing' | 'done' | 'failed';
}

/** What a pasted text is called. */
export const PASTED = 'the pasted text';

/**
 * What the step "Key and certificate" does for one connection. While something runs the connection may
 * change: what is written is worked out from what it is by then.
 */
export class KeyWork {
  lines = $state.raw<readonly Line[]>([]);
  /** What the lines are about. */
  making = $state.raw<'pair' | 'certificate' | 'next'>('pair');
  imported = $state.raw<Imported | null>(null);
  /** What was chosen or pasted and is locked by a passphrase; kept until it opens. */
  locked = $state.raw<readonly ImportFile[] | null>(null);
  /** What was chosen or pasted and not taken, for Inspect to say more of it. */
  refused = $state.raw<readonly ImportFile[] | null>(null);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A key or certificate being pasted; cleared once it was read. */
  get pasted(): string {
    return this.#desk.draft.key;
  }

  set pasted(key: string) {
    this.#desk.type({ key });
  }

  /** One thing at a time: a second one would replace what the first has just made. */
  get busy(): boolean {
    const makes = [this.generate, this.renew, this.makeNext];
    const reads = [this.importFiles, this.importText, this.openLocked];
    return [...makes, ...reads].some(({ running }) => running);
  }

  generate = new Task(async () => {
    this.making = 'pair';
    this.imported = null;
    await this.#makePair((made) => {
      this.#replace(made);
      this.#desk.note('made', described(made));
    });
  });

  /** For a rotation: a new pair, or a new certificate for the present key. `keep` takes it in. */
  makeNext = new Task(async (sameKey: boolean, keep: (made: KeySet) => void) => {
    const { subject, days, current } = this.#desk.connection;
    this.making = 'next';
    if (!sameKey) return this.#makePair(keep);
    if (!current) throw new AppError('key/unknown', 'there is no key to make a certificate for');
    this.lines = [];
    keep(await this.#certify({ key: current.key }, subject, Number(days)));
  });

  async #makePair(keep: (made: KeySet) => void): Promise<void> {
    const { subject, bits, days } = this.#desk.connection;
    this.lines = [];
    const size = Number(bits) as KeySize;
    const key = await this.#line(`Making a ${bits}-bit RSA key`, 'Key made', () =>
      this.#desk.worker.call('createKey', { bits: size }),
    );
    try {
      keep(await this.#certify({ key }, subject, Number(days)));
    } finally {
      // Nothing may keep a key that no connection holds.
      await this.#desk.release([{ key }]);
    }
  }

  renew = new Task(async () => {
    const { subject, days, current } = this.#desk.connection;
    if (!current) throw new AppError('key/unknown', 'there is no key to renew a certificate for');
    this.making = 'certificate';
    this.lines = [];
    const made = await this.#certify({ key: current.key }, subject, Number(days));
    this.#patch(made);
    this.#desk.note(current.certificate ? 'renewed' : 'certified', described(made));
  });

  /** Puts a new key in the place of the present one, which stays until the user deletes it. */
  #replace(next: KeySet) {
    const now = this.#desk.found;
    if (!now) return;
    const { current, former } = now;
    const others = former.filter((other) => setId(other) !== setId(next));
    this.#desk.update({ current: next, former: current ? [current, ...others] : others });
    this.#desk.app.connections.forget(this.#desk.id, 'assertion', 'answer');
  }

  /** Puts what was made for the present key with it. */
  #patch(made: KeySet) {
    const { current } = this.#desk.found ?? {};
    if (current?.key.id === made.key.id) this.#desk.update({ current: { ...current, ...made } });
  }

  /** Certificate, request and check for a key, a status line each. */
  async #certify({ key }: Pick<KeySet, 'key'>, subject: Subject, days: number): Promise<KeySet> {
    const { worker } = this.#desk;
    const keyId = key.id;
    const certificate = await this.#line('Making the certificate', 'Certificate made', () =>
      worker.call('createCertificate', { keyId, subject, days }),
    );
    const request = await this.#line('Making the certificate request', 'CSR made', () =>
      worker.call('createRequest', { keyId, subject }),
    );
    await this.#line('Checking them together', 'Checked', () =>
      worker.call('checkPair', { keyId, certificate: certificate.pem }),
    );
    return { key, certificate, request };
  }

  async #line<T>(doing: string, done: string, work: () => Promise<T>): Promise<T> {
    const before = this.lines;
    this.lines = [...before, { text: doing, state: 'doing' }];
    const start = performance.now();
    try {
      const value = await work();
      const seconds = secondsText((performance.now() - start) / 1000);
      const statement = isStatement(value) ? value.statement : seconds;
      this.lines = [...before, { text: `${done}: ${statement}`, state: 'done' }];
      return value;
    } catch (thrown) {
      this.lines = [...before, { text: `${doing}: not done`, state: 'failed' }];
      throw thrown;
    }
  }

  importFiles = new Task(async (files: readonly File[]) => {
    this.refused = null;
    for (const file of files) requireSmall(file);
    await this.#import(files.map((file) => ({ name: file.name, content: file })));
  });

  importText = new Task(async () => {
    this.refused = null;
    if (this.pasted.trim() === '') throw new AppError('input/empty', 'there is no text to read');
    await this.#import([{ name: PASTED, content: new Blob([this.pasted]) }]);
    // A key that was taken in has no business in a text field any longer.
    if (!this.locked) this.pasted = '';
  });

  openLocked = new Task(async (passphrase: string) => {
    if (passphrase === '') throw new AppError('key/passphrase-needed', 'no passphrase was entered');
    if (this.locked) await this.#import(this.locked, passphrase);
    this.pasted = '';
  });

  async #import(files: readonly ImportFile[], passphrase?: string): Promise<void> {
    this.lines = [];
    this.imported = null;
    this.refused = null;
    const before = this.#desk.connection.current;
    let imported: Imported;
    try {
      imported = await this.#desk.worker.call('importFiles', {
        files: [...files],
        ...(passphrase ? { passphrase } : {}),
        ...(before ? { keyId: before.key.id } : {}),
      });
    } catch (thrown) {
      const { code } = AppError.from(thrown);
      if (code === 'key/passphrase-needed') {
        this.locked = files;
        return;
      }
      // A wrong passphrase is entered again; for all else there is nothing to do here.
      if (code !== 'key/passphrase-wrong') this.refused = files;
      throw thrown;
    }
    const { key, certificate } = imported;
    if (key && key.id !== before?.key.id)
      this.#replace(certificate ? { key, certificate } : { key });
    else if (before && certificate) this.#patch({ key: before.key, certificate });
    else if (certificate)
      throw new AppError('certificate/key-missing', 'a certificate alone cannot sign');
    if (key) await this.#desk.release([{ key }]);
    if (certificate) this.#adopt(certificate.subject);
    this.#desk.note('imported', described(imported));
    this.locked = null;
    this.imported = imported;
  }

  inspectRefused() {
    const files = this.refused?.map(({ name, content }) => new File([content], name)) ?? [];
    this.#desk.app.inspectFiles(files);
  }

  /** The form follows an imported certificate, unless something was typed into it. */
  #adopt(subject: Subject) {
    const typed = this.#desk.found?.subject;
    if (JSON.stringify(typed) === JSON.stringify(SUBJECT_DEFAULTS)) this.#desk.update({ subject });
  }

  /** Puts an earlier key back in the place of the present one, with the app that its certificate is in. */
  useFormer(set: KeySet) {
    const { current, former, consumerKey } = this.#desk.connection;
    const others = former.filter((other) => setId(other) !== setId(set));
    const { consumerKey: app = consumerKey, ...again } = set;
    const left = current && app !== consumerKey ? { ...current, consumerKey } : current;
    this.#desk.update({
      current: again,
      former: left ? [left, ...others] : others,
      consumerKey: app,
    });
    this.lines = [];
    this.imported = null;
    this.#desk.note('reused', described(set));
  }

  /** Deletes an earlier key, unless another connection holds it too. */
  deleteFormer = new Task(async (set: KeySet) => {
    const { former } = this.#desk.connection;
    this.#desk.update({ former: former.filter((other) => setId(other) !== setId(set)) });
    this.#desk.note('deleted', described(set));
    await this.#desk.release([set]);
  });
}

/** What was made or read, for the history. */
export function described({ key, certificate }: Partial<KeySet>): string {
  return [
    ...(key ? [`RSA ${key.bits}`] : []),
    ...(certificate
      ? [
          `certificate until ${shortDayText(certificate.notAfter)}`,
          `SHA-256 ${certificate.sha256.slice(0, 23)}…`,
        ]
      : []),
  ].join(', ');
}

function isStatement(value: unknown): value is { statement: string } {
  return typeof value === 'object' && value !== null && 'statement' in value;
}
