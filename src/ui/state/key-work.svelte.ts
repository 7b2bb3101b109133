import { AppError } from '../../core/errors.ts';
import type { KeySize } from '../../core/key.ts';
import { checkDays, checkSubjectField, type Subject } from '../../core/subject.ts';
import { readFile } from '../browser/download.ts';
import type { Imported } from '../../worker/protocol.ts';
import type { KeySet } from './connections.svelte.ts';
import { secondsText } from './dates.ts';
import type { Desk } from './desk.ts';
import { Task } from './task.svelte.ts';

/** One line of the status list: it turns from "doing" to "done" as the work really ends. */
export interface Line {
  text: string;
  state: 'doing' | 'done' | 'failed';
}

export type FieldErrors = Record<keyof Subject | 'days', AppError | null>;

export function checkForm(subject: Subject, days: string): FieldErrors {
  const fields = Object.entries(subject) as [keyof Subject, string][];
  const errors = fields.map(([field, value]) => [field, checkSubjectField(field, value)]);
  return { ...Object.fromEntries(errors), days: checkDays(days) } as FieldErrors;
}

/** What the step "Key and certificate" does for one connection. */
export class KeyWork {
  lines = $state.raw<readonly Line[]>([]);
  imported = $state.raw<Imported | null>(null);
  /** What was chosen or pasted and is locked by a passphrase; kept until it opens. */
  locked = $state.raw<readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[] | null>(null);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  generate = new Task(async () => {
    const { subject, bits, days, current, former } = this.#desk.connection;
    this.lines = [];
    const size = Number(bits) as KeySize;
    const key = await this.#line(`Making a ${bits}-bit RSA key`, 'Key made', () =>
      this.#desk.worker.call('createKey', { bits: size }),
    );
    const made = await this.#certify({ key }, subject, Number(days));
    // The token belongs to the old certificate; the old key stays until the user deletes it.
    this.#desk.update({ current: made, former: current ? [current, ...former] : former });
    this.#desk.app.connections.forget(this.#desk.id, 'assertion', 'answer');
    this.imported = null;
  });

  renew = new Task(async () => {
    const { subject, days, current } = this.#desk.connection;
    if (!current) throw new AppError('key/unknown', 'there is no key to renew a certificate for');
    this.lines = [];
    this.#desk.update({
      current: await this.#certify({ key: current.key }, subject, Number(days)),
    });
  });

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
    if (files.length === 0) return;
    const read = [];
    for (const file of files) read.push({ name: file.name, bytes: await readFile(file) });
    await this.#import(read);
  });

  importText = new Task(async (text: string) => {
    if (text.trim() === '') throw new AppError('input/empty', 'there is no text to read');
    await this.#import([{ name: 'the pasted text', bytes: new TextEncoder().encode(text) }]);
  });

  openLocked = new Task(async (passphrase: string) => {
    if (passphrase === '') throw new AppError('key/passphrase-needed', 'no passphrase was entered');
    if (this.locked) await this.#import(this.locked, passphrase);
  });

  async #import(
    files: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[],
    passphrase?: string,
  ): Promise<void> {
    const { current, former } = this.#desk.connection;
    let imported: Imported;
    try {
      imported = await this.#desk.worker.call('importFiles', {
        files: [...files],
        ...(passphrase ? { passphrase } : {}),
        ...(current ? { keyId: current.key.id } : {}),
      });
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'key/passphrase-needed') throw thrown;
      this.locked = files;
      return;
    }
    const { key, certificate } = imported;
    if (!key && !current)
      throw new AppError('certificate/key-missing', 'a certificate alone cannot sign');
    if (key && key.publicKeySha256 !== current?.key.publicKeySha256) {
      const next: KeySet = { key, ...(certificate ? { certificate } : {}) };
      this.#desk.update({ current: next, former: current ? [current, ...former] : former });
      this.#desk.app.connections.forget(this.#desk.id, 'assertion', 'answer');
    } else if (current && certificate) this.#desk.update({ current: { ...current, certificate } });
    if (certificate) this.#desk.update({ subject: certificate.subject });
    this.locked = null;
    this.lines = [];
    this.imported = imported;
  }

  async deleteFormer(set: KeySet): Promise<void> {
    await this.#desk.worker.call('deleteKey', { keyId: set.key.id });
    const { former } = this.#desk.connection;
    this.#desk.update({ former: former.filter((one) => one !== set) });
  }
}

function isStatement(value: unknown): value is { statement: string } {
  return typeof value === 'object' && value !== null && 'statement' in value;
}
