import { AppError } from '../../core/errors.ts';
import type { Token } from '../../core/token.ts';
import { askedWith, type KeySet } from './connections.svelte.ts';
import { shortDayText } from './dates.ts';
import type { Desk } from './desk.ts';
import { setId } from './key-sets.ts';
import {
  abandon,
  aboutOf,
  begin,
  disprove,
  finish,
  prove,
  type Left,
  type Proved,
  type Repair,
} from './repair.ts';
import { RepairPractice } from './repair-practice.svelte.ts';
import { findHeld, requireHeld, requireLogin } from './repair-proof.ts';
import { changesText, LEFT_NAMES } from './repair-text.ts';
import type { Evidence } from './rotation.ts';
import { Task } from './task.svelte.ts';

/**
 * What the screen "My sandbox was refreshed" does for one connection. How far it is lives in the connection;
 * here is only what is going on.
 */
export class RepairWork {
  /** What CI's login printed: it may hold a token, so it is kept nowhere else. */
  printed = $state.raw('');
  /** What CI had to take over of the repair that was finished last. */
  finished = $state.raw<{ at: number; changes: string } | null>(null);
  readonly practice: RepairPractice;
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.practice = new RepairPractice(desk);
  }

  get repair(): Repair | null {
    return this.#desk.connection.repair;
  }

  begin(left: Left) {
    this.finished = null;
    this.#forget();
    this.#desk.update(begin(this.#desk.connection, left, Date.now()));
    this.#desk.note('repairing', LEFT_NAMES[left]);
    if (left === 'vault') this.look();
    void this.practice.tell.run();
  }

  edit(patch: Partial<Repair>) {
    const { repair } = this;
    if (repair) this.#desk.update({ repair: { ...repair, ...patch } });
  }

  choose(left: Left) {
    this.edit({ left });
    if (left === 'vault') this.look();
  }

  /** Proves the first stage, where the key that was just found or made has its certificate. */
  look = () => {
    const { current } = this.#desk.found ?? {};
    if (current?.certificate) void this.check.run();
  };

  /** The key is consistent, and the certificate is its own. */
  check = new Task(async () => {
    const { current } = this.#desk.connection;
    if (!current?.certificate)
      throw new AppError('certificate/missing', 'the key has no certificate yet');
    const about = aboutOf(this.#desk.connection, 'key');
    const { pem, notAfter } = current.certificate;
    await this.#desk.worker.call('checkPair', { keyId: current.key.id, certificate: pem });
    const print = `${current.key.publicKeySha256.slice(0, 23)}…`;
    const seen = `The key and its certificate belong together: key SHA-256 ${print}, certificate until ${shortDayText(notAfter)}`;
    this.#prove('key', { by: 'check', about, seen });
  });

  /** Finds the key that CI has named, and makes it the present one. */
  compareHeld = new Task(async (text: string) => {
    const { app, connection } = this.#desk;
    let set: KeySet;
    try {
      set = findHeld(app, connection, text);
    } catch (thrown) {
      this.#forgetKey('held', thrown);
      throw thrown;
    }
    const { current } = connection;
    if (!current || setId(current) !== setId(set)) this.#desk.keys.useFormer(set);
    this.#named(set.key.publicKeySha256, 'held');
    this.look();
  });

  /** Compares what CI has printed of its key with the present one. */
  compareSecret = new Task(async (text: string) => {
    try {
      this.#named(requireHeld(this.#desk.connection, text), 'ci');
    } catch (thrown) {
      this.#forgetKey('ci', thrown);
      // A login that was seen said that CI has the present key, too.
      if (isCode(thrown, 'rotation/still-old', 'rotation/neither'))
        for (const stage of ['ci', 'login'] as const)
          this.#desk.update(disprove(this.#desk.connection, stage));
      throw thrown;
    }
  });

  #named(print: string, pasted: keyof Repair['pasted']) {
    const seen = `CI holds the present key: SHA-256 ${print.slice(0, 23)}…`;
    this.#prove('ci', { by: 'fingerprint', about: print, seen });
    this.#paste(pasted, '');
  }

  /** A key that was pasted by mistake has no business in a text field. */
  #forgetKey(pasted: keyof Repair['pasted'], thrown: unknown) {
    if (AppError.from(thrown).code === 'rotation/private-key') this.#paste(pasted, '');
  }

  #paste(pasted: keyof Repair['pasted'], text: string) {
    const { repair } = this;
    if (repair) this.edit({ pasted: { ...repair.pasted, [pasted]: text } });
  }

  enter(consumerKey: string) {
    this.edit({ entered: true });
    this.#desk.update({ consumerKey });
  }

  test = new Task(async () => {
    const { tokens } = this.#desk;
    await tokens.get.run();
    if (tokens.get.error) throw tokens.get.error;
    this.tested();
  });

  /** Takes the last answer of step 4 for what it says of the test. */
  tested = () => {
    const { found } = this.#desk;
    const { answer } = found ?? {};
    if (!found?.repair || answer?.askedWith !== askedWith(found)) return;
    if ('token' in answer) this.#passed(answer.token);
    else if ('error' in answer && answer.error.code === 'exchange/refused')
      this.#desk.update(disprove(found, 'test'));
  };

  #passed({ instanceUrl, orgId = '', userId = '' }: Token) {
    this.edit({ named: { orgId, userId } });
    const print = this.#desk.connection.current?.key.publicKeySha256.slice(0, 23);
    const seen = `A token from ${new URL(instanceUrl).host} asked for with key ${print}…`;
    this.#prove('test', { by: 'token', about: aboutOf(this.#desk.connection, 'test'), seen });
  }

  /** Compares what CI's login has printed with the token of the test. */
  compareLogin = new Task(async () => {
    const { connection } = this.#desk;
    try {
      const seen = requireLogin(connection, this.printed);
      this.#prove('login', { by: 'login', about: aboutOf(connection, 'login'), seen });
      this.printed = '';
    } catch (thrown) {
      // A text that is no login says nothing against one that was seen.
      if (isCode(thrown, 'login/refused', 'login/other'))
        this.#desk.update(disprove(this.#desk.connection, 'login'));
      throw thrown;
    }
  });

  #prove(stage: Proved, evidence: Omit<Evidence, 'at'>) {
    const { found } = this.#desk;
    const patch = found ? prove(found, stage, { ...evidence, at: Date.now() }) : {};
    if (!patch.repair)
      throw new AppError('rotation/changed', 'what was to be proved has changed meanwhile');
    this.#desk.update(patch);
    this.#desk.note('mended', evidence.seen);
  }

  finish() {
    const { connection } = this.#desk;
    const patch = finish(connection);
    if (!connection.repair || patch.repair !== null) return;
    const changes = changesText(connection);
    this.#forget();
    this.finished = { at: Date.now(), changes };
    this.#desk.update(patch);
    this.#desk.note('repaired', changes);
  }

  abandon() {
    this.#desk.cancel();
    this.#forget();
    this.#desk.update(abandon(this.#desk.connection));
    this.#desk.note('unrepaired');
  }

  /** What was pasted and what went wrong belongs to one repair. */
  #forget() {
    this.printed = '';
    const { compareHeld, compareSecret, compareLogin, check, test } = this;
    const { tell, createApp, logIn } = this.practice;
    for (const task of [compareHeld, compareSecret, compareLogin, check, test]) task.reset();
    for (const task of [tell, createApp, logIn]) task.reset();
  }
}

function isCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(AppError.from(thrown).code);
}
