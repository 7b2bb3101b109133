import type { Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { readTokenText, type Refusal, type Token } from '../../core/token.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { described } from './key-work.svelte.ts';
import {
  abandon,
  aboutOf,
  begin,
  disprove,
  finish,
  nextConnection,
  prove,
  putNext,
  type Evidence,
  type Rotation,
  type RotationWay,
  type Stage,
} from './rotation.ts';
import { RotationAsking, type Asked } from './rotation-asking.ts';
import { requireInCi, requireUploaded, retires } from './rotation-proof.ts';
import { WAY_NAMES } from './rotation-text.ts';
import { Task } from './task.svelte.ts';

/** An answer that proves nothing, and what it was an answer to. */
export interface Unproved {
  stage: Stage;
  asked: Asked;
  error: AppError;
  at: number;
}

/**
 * What the screen "Rotate" does for one connection. How far it is lives in the connection; here is only
 * what is going on. A token that comes is looked at and dropped.
 */
export class RotationWork {
  /** What is going on, in a sentence. */
  progress = $state.raw('');
  unproved = $state.raw<Unproved | null>(null);
  /** The rotation that was finished last, until another begins. */
  finished = $state.raw<{ way: RotationWay; at: number } | null>(null);
  /** An answer being pasted: it may hold a token, so it is kept nowhere else. */
  answer = $state.raw('');
  readonly asking: RotationAsking;
  #desk: Desk;
  #abort: AbortController | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.asking = new RotationAsking(desk, (text) => (this.progress = text));
  }

  get rotation(): Rotation | null {
    return this.#desk.connection.rotation;
  }

  get busy(): boolean {
    return [this.test, this.retire, this.practise].some(({ running }) => running);
  }

  begin(way: RotationWay) {
    this.unproved = null;
    this.finished = null;
    this.#desk.update(begin(this.#desk.connection, way, Date.now()));
    this.#desk.note('began', WAY_NAMES[way]);
  }

  edit(patch: Partial<Rotation>) {
    const { rotation } = this;
    if (rotation) this.#desk.update({ rotation: { ...rotation, ...patch } });
  }

  make(): Promise<void> {
    return this.#desk.keys.makeNext.run(this.rotation?.way === 'certificate', (made) => {
      const { found } = this.#desk;
      if (!found) return;
      const print = made.certificate?.sha256.slice(0, 23) ?? '';
      const seen = `Key and certificate belong together: certificate SHA-256 ${print}…`;
      this.#desk.update(putNext(found, made, { at: Date.now(), by: 'check', seen }));
      this.unproved = null;
      this.#desk.note('made', `${described(made)}, for the rotation`);
    });
  }

  /** Compares the file that was uploaded, or a fingerprint of it. */
  compareUpload = new Task(async (input: Bytes | string) => {
    await this.#compare('upload', async (connection) => {
      const print = await requireUploaded(connection, input);
      return `What was uploaded is the new certificate: ${print.slice(0, 23)}…`;
    });
  });

  /** Compares what the pipeline has printed of its key. */
  compareSecret = new Task(async (text: string) => {
    await this.#compare('ci', (connection) => {
      const print = requireInCi(connection, text);
      return `The pipeline holds the new key: SHA-256 ${print.slice(0, 23)}…`;
    });
  });

  async #compare(
    stage: 'upload' | 'ci',
    look: (connection: Connection) => string | Promise<string>,
  ): Promise<void> {
    const { connection } = this.#desk;
    const about = aboutOf(connection, stage);
    try {
      this.#prove(stage, { by: 'fingerprint', about, seen: await look(connection) });
      this.#paste(stage, '');
    } catch (thrown) {
      const { code } = AppError.from(thrown);
      // A key that was pasted by mistake has no business in a text field.
      if (code === 'rotation/private-key') this.#paste(stage, '');
      this.#desk.update(disprove(this.#desk.connection, stage));
      throw thrown;
    }
  }

  #paste(stage: 'upload' | 'ci', text: string) {
    const { rotation } = this;
    if (rotation) this.edit({ pasted: { ...rotation.pasted, [stage]: text } });
  }

  /** Asks for a token with the new key. */
  test = new Task(() =>
    this.#ask('test', async (signal) => this.#gotNext(await this.asking.token('next', signal))),
  );

  /** Asks with the new key, which has to work, and then with the old one, which has to be refused. */
  retire = new Task(() =>
    this.#ask('retire', async (signal) => {
      const about = aboutOf(this.#desk.connection, 'retire');
      await this.asking.token('next', signal);
      let refused: unknown;
      try {
        await this.asking.token('old', signal);
      } catch (thrown) {
        refused = thrown;
      }
      this.#gotOld(refused, about, 'The new key got a token a moment before. ');
    }),
  );

  /** Takes back what a command printed. */
  read = new Task(async (stage: 'test' | 'retire') => {
    const at = Date.now();
    let token: Token | null = null;
    let refused: AppError | undefined;
    try {
      token = readTokenText(this.answer, new Date(at));
    } catch (thrown) {
      refused = AppError.from(thrown);
      if (refused.code !== 'exchange/refused') throw refused;
    }
    this.answer = '';
    const about = aboutOf(this.#desk.connection, stage);
    await this.#ask(stage, async () => {
      if (stage === 'retire') this.#gotOld(refused, about, 'As pasted. ');
      else if (token) this.#gotNext(token);
      else throw refused;
    });
  });

  #gotNext({ instanceUrl }: Token) {
    const connection = nextConnection(this.#desk.connection);
    const { host } = new URL(instanceUrl);
    const print = connection.current?.key.publicKeySha256.slice(0, 23) ?? '';
    const about = aboutOf(this.#desk.connection, 'test');
    const seen = `A token from ${host} asked for with key ${print}…`;
    this.#desk.note('token', host);
    this.#prove('test', { by: 'token', about, seen });
  }

  #gotOld(refused: unknown, about: string, before: string) {
    if (refused === undefined)
      throw new AppError('rotation/old-works', 'the old key still gets a token');
    const error = AppError.from(refused);
    if (error.code !== 'exchange/refused') throw error;
    const refusal = error.cause as Refusal;
    if (!retires(refusal)) throw error;
    const seen = `${before}The old key was refused: ${refusal.error}.`;
    this.#prove('retire', { by: 'refusal', about, seen });
  }

  #prove(stage: Stage, evidence: Omit<Evidence, 'at'>) {
    const { found } = this.#desk;
    const patch = found ? prove(found, stage, { ...evidence, at: Date.now() }) : {};
    if (!patch.rotation)
      throw new AppError('rotation/changed', 'what was to be proved has changed meanwhile');
    this.#desk.update(patch);
    this.#desk.note('proved', evidence.seen);
  }

  async #ask(
    stage: 'test' | 'retire',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.unproved = null;
    try {
      await work(abort.signal);
    } catch (thrown) {
      const error = AppError.from(thrown);
      // A lock has ended this desk's work and cleared what it was about.
      if (!this.#desk.found || this.#abort !== abort) return;
      const proofFailed = error.code === 'exchange/refused' || error.code === 'rotation/old-works';
      if (proofFailed) this.#desk.update(disprove(this.#desk.connection, stage));
      this.unproved = { stage, asked: this.asking.asked, error, at: Date.now() };
    } finally {
      if (this.#abort === abort) this.progress = '';
    }
  }

  /** At the practice org: what an admin would do in Setup. */
  practise = new Task(async (what: 'upload' | 'remove') => {
    const { rotation } = this;
    if (!rotation) return;
    const uploaded = rotation.next?.certificate?.sha256 ?? '';
    const practice =
      what === 'upload' ? { uploaded, removed: false } : { ...rotation.practice, removed: true };
    this.edit({ practice });
    try {
      await this.asking.tell(AbortSignal.timeout(30_000));
    } finally {
      this.progress = '';
    }
  });

  /** The new one becomes the present one. */
  finish() {
    const { connection } = this.#desk;
    const patch = finish(connection);
    if (!connection.rotation || patch.rotation !== null) return;
    this.finished = { way: connection.rotation.way, at: Date.now() };
    this.#desk.update(patch);
    this.#desk.app.connections.forget(this.#desk.id, 'assertion', 'answer');
    this.#desk.note('rotated', patch.current ? described(patch.current) : '');
    this.unproved = null;
  }

  abandon() {
    this.cancel();
    this.#desk.update(abandon(this.#desk.connection));
    this.#desk.note('abandoned');
    this.unproved = null;
  }

  cancel = () => this.#abort?.abort();
}
