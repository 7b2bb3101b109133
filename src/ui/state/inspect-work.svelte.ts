import { utf8 } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { explainText } from '../../doctor/failures.ts';
import { explainThings } from '../../doctor/identify/explain.ts';
import type { KeyAtHand } from '../../doctor/jwt/signature.ts';
import { checkText } from '../../doctor/text.ts';
import type { ImportFile, InspectedThing } from '../../worker/protocol.ts';
import { filesIn, MOST_FILES, type Dropped } from '../browser/dropped.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { Asked } from './asked.svelte.ts';
import { connectionName } from './inspect-matches.ts';
import { practiceOrigin } from './practice.ts';
import { Task } from './task.svelte.ts';

/** A file or a text that was looked at, and what it turned out to be. */
export interface Source extends ImportFile {
  /** What it was called when it came. */
  came: string;
  things: readonly InspectedThing[];
}

/** What is under inspection: it stays while the user looks elsewhere, and goes with a lock. */
export function inspectOf(app: App): InspectWork {
  return (app.inspectWork ??= new InspectWork(app));
}

export class InspectWork {
  /** In the order in which they came; the text that still stands in the field has no name. */
  sources = $state.raw<readonly Source[]>([]);
  /** What of the last choice was left out, and why. */
  notes = $state.raw<readonly string[]>([]);
  /** How many of how many are read. */
  progress = $state.raw<readonly [number, number]>([0, 0]);
  /** What the user has answered of the errors that were found. */
  readonly asked = new Asked();
  /** Things as the worker gave them, by id: with what they say, which is explained here. */
  readonly #given = new Map<string, InspectedThing>();
  readonly #app: App;
  /** Counts what was cleared away: what is still being read then is not brought back. */
  #turn = 0;
  #closed = false;

  constructor(app: App) {
    this.#app = app;
  }

  // No deriveds: one that is made while a component is set up ends with it, and this stays.
  get things(): readonly InspectedThing[] {
    return this.sources.flatMap(({ things }) => things);
  }

  get files(): readonly Source[] {
    return this.sources.filter(({ name }) => name !== '');
  }

  get busy(): boolean {
    return this.readText.running || this.readFiles.running;
  }

  readText = new Task(async () => {
    const text = this.#app.inspect;
    if (text.trim() === '') throw new AppError('input/empty', 'there is no text to inspect');
    const error = checkText(text);
    if (error) throw error;
    this.notes = [];
    // Another text is another story.
    this.asked.forget();
    const turn = this.#turn;
    const read = await this.#read({ name: '', content: new Blob([text]) });
    if (turn !== this.#turn) return;
    const secret = read.things.some((thing) => thing.secret);
    // What opens something has no business in a text field any longer.
    if (secret && this.#app.inspect === text) this.#app.inspect = '';
    const others = this.sources.filter(({ name }) => name !== '');
    this.sources = [...others, secret ? this.#named(read) : read];
    await this.#verifyAgain();
  });

  /** Reads them beside what is here already; the same file again takes its own place. */
  readFiles = new Task(async (given: readonly Dropped[]) => {
    const turn = this.#turn;
    const { files, more } = await filesIn(given);
    if (turn !== this.#turn) return;
    const [only] = files;
    if (only === undefined) throw new AppError('input/empty', 'there is no file in it');
    if (Object.keys(this.asked.answers).length > 0) {
      this.asked.forget();
      this.explainAgain();
    }
    this.notes = more ? [`There are more files: the first ${MOST_FILES} were read.`] : [];
    for (const [at, file] of files.entries()) {
      this.progress = [at, files.length];
      try {
        if (file.content.size === 0) throw new AppError('input/empty', 'it is empty');
        const others = this.sources.filter((one) => !isSame(one, file));
        const name = nameBeside(others, file.name);
        const read = await this.#read({ ...file, name });
        if (turn !== this.#turn) return;
        // Another choice may have come while this one was read: what it brought stays.
        const kept = this.sources.filter((one) => !isSame(one, file));
        this.sources = [...kept, { ...read, came: file.name }];
      } catch (thrown) {
        const { code, message, hint } = AppError.from(thrown);
        const said = `${file.name}: ${message}`;
        if (files.length === 1 || !code.startsWith('input/'))
          throw new AppError(code, said, { hint });
        this.notes = [...this.notes, `Left out ${said}.`];
      }
    }
    await this.#verifyAgain();
  });

  /** Reads the source of a locked thing again, with the passphrase of what is in it. */
  async unlock(id: string, passphrase: string): Promise<void> {
    if (passphrase === '') throw new AppError('key/passphrase-needed', 'no passphrase was entered');
    const source = this.sources.find(({ things }) => things.some((thing) => thing.id === id));
    if (!source) return;
    const locked = source.things.find((thing) => thing.id === id);
    const read = await this.#read(source, passphrase);
    const still = (thing: InspectedThing) => thing.locked && thing.from === locked?.from;
    if (read.things.some(still)) {
      throw new AppError('key/passphrase-wrong', 'this passphrase does not open it');
    }
    // In a zip each may have its own: what another one opened stays open.
    const things = read.things.map(
      (thing) => (thing.locked && source.things.find((one) => isOpened(one, thing))) || thing,
    );
    const { came } = source;
    this.sources = this.sources.map((one) => (one === source ? { ...read, came, things } : one));
  }

  /** Explains everything again, after the user has answered a question or taken the answers back. */
  explainAgain() {
    const again = (thing: InspectedThing) => {
      const given = this.#given.get(thing.id);
      const fresh = given && this.#explained([given])[0];
      return fresh ? { ...fresh, from: thing.from } : thing;
    };
    this.sources = this.sources.map((one) => ({ ...one, things: one.things.map(again) }));
  }

  /** The text that its errors were found in. */
  saidBy({ id }: InspectedThing): string {
    return this.#given.get(id)?.says ?? '';
  }

  /** What errors mean is known here: the tables of failures are in the page already. */
  #explained(things: readonly InspectedThing[]): InspectedThing[] {
    const { answers } = this.asked;
    return explainThings(things, (text) => explainText(text, { answers }));
  }

  remove(source: Source) {
    this.sources = this.sources.filter((one) => one !== source);
    for (const { id } of source.things) this.#given.delete(id);
    if (this.sources.length === 0) this.#forget();
  }

  /** Empties the page, what is typed included, and the worker of what it holds for it. */
  clear() {
    this.sources = [];
    this.#app.inspect = '';
    this.#forget();
  }

  /** For good, with a lock: what still runs here must not start another worker. */
  close() {
    this.#closed = true;
    this.#turn += 1;
  }

  #forget() {
    this.#turn += 1;
    this.notes = [];
    this.asked.forget();
    this.#given.clear();
    this.readText.reset();
    this.readFiles.reset();
    void worker().call('inspectForget', {});
  }

  /** A JWT may have come before the certificate that verifies it. */
  async #verifyAgain(): Promise<void> {
    const isJwt = ({ kind }: InspectedThing) => kind.startsWith('jwt/');
    for (const source of this.sources.filter(({ things }) => things.some(isJwt))) {
      const again = (await this.#read(source)).things.filter(isJwt);
      // What a passphrase has opened beside it stays open.
      const things = source.things.map((thing) => (isJwt(thing) && again.shift()) || thing);
      this.sources = this.sources.map((one) => (one === source ? { ...one, things } : one));
    }
  }

  async #read({ name, content }: ImportFile, passphrase?: string): Promise<Source> {
    if (this.#closed) throw new AppError('worker/stopped', 'the keys were closed');
    const { things } = await worker().call('inspect', {
      files: [{ name, content }],
      keys: keysAtHand(this.#app),
      practice: practiceOrigin(this.#app.reach),
      ...(passphrase === undefined ? {} : { passphrase: utf8(passphrase) }),
    });
    for (const thing of things) this.#given.set(thing.id, thing);
    return { name, came: name, content, things: this.#explained(things) };
  }

  /** A text that has left the field goes on under a name of its own. */
  #named(read: Source): Source {
    const name = nameBeside(this.files, 'pasted text');
    const things = read.things.map((thing) =>
      thing.from === '' ? { ...thing, from: name } : thing,
    );
    return { ...read, name, things };
  }
}

/** The same file of the same place, as far as the page is told where it lies. */
function isSame({ came, content }: Source, file: ImportFile): boolean {
  if (!(content instanceof File && file.content instanceof File)) return false;
  const { size, lastModified } = file.content;
  return came === file.name && content.size === size && content.lastModified === lastModified;
}

/** Two files from two places may have the same name: the second gets a number. */
function nameBeside(sources: readonly Source[], name: string): string {
  const taken = new Set(sources.map((one) => one.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}

function isOpened(before: InspectedThing, now: InspectedThing): boolean {
  return !before.locked && before.from === now.from;
}

/** What can verify a JWT: the certificates of all connections. */
function keysAtHand(app: App): KeyAtHand[] {
  return app.connections.list.flatMap((connection) => {
    const pem = connection.current?.certificate?.pem;
    if (!pem) return [];
    const { loginUrl } = connection;
    const consumerKey = connection.consumerKey.trim();
    const ofApp = consumerKey && { consumerKey, loginUrl };
    return [{ name: connectionName(app, connection), pem, ...ofApp }];
  });
}
