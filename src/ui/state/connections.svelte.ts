import type { SignedAssertion } from '../../core/assertion.ts';
import type { CertificateRecord, RequestRecord } from '../../core/certificate.ts';
import type { JwtConfig } from '../../core/config.ts';
import type { AppError } from '../../core/errors.ts';
import type { KeyRecord } from '../../core/key.ts';
import { SUBJECT_DEFAULTS, type Subject } from '../../core/subject-defaults.ts';
import type { Token } from '../../core/token.ts';
import type { Shell } from '../../kit/commands.ts';
import { SWITCHES_OFF, type Switches } from '../../practice/app.ts';
import type { KeyFormat } from '../../worker/protocol.ts';
import { Drafts, type Draft } from './drafts.svelte.ts';
import type { Want } from './guide-choices.ts';
import type { ListView } from './list-view.ts';
import type { TestRun } from './test-run.svelte.ts';
import type { PastDeed } from './history.ts';
import type { Repair } from './repair.ts';
import type { Rotation } from './rotation.ts';

/** A key with what was made for it. */
export interface KeySet {
  key: KeyRecord;
  certificate?: CertificateRecord;
  request?: RequestRecord;
  /** The app that its certificate is in, where that is not the connection's: of an earlier key. */
  consumerKey?: string;
}

export type Way = 'straight' | 'proxy' | 'command';

/**
 * The last answer to an assertion: a token, why there is none, or that one came which was not kept or
 * was revoked by its org, named by host.
 */
export type Answer = {
  at: number;
  seconds: number;
  /** The details it was asked with, as `askedWith` gives them. */
  askedWith: string;
} & ({ token: Token } | { error: AppError } | { spent: true; revokedBy?: string });

/**
 * What a user works on: org, app, username, key and certificate. Fields hold what was typed, as it
 * was typed, so that moving between steps loses nothing; what they mean is worked out on reading.
 */
export interface Connection {
  id: string;
  /** Milliseconds; the order of lists. */
  madeAt: number;
  /** Set while it waits among the deleted ones, where it can be restored. */
  removedAt?: number;
  name: string;
  subject: Subject;
  bits: string;
  days: string;
  keyFormat: KeyFormat;
  certificateFormat: 'pem' | 'der';
  current?: KeySet;
  /** Keys that were replaced; each stays until the user deletes it. */
  former: readonly KeySet[];
  loginUrl: string;
  consumerKey: string;
  username: string;
  lifetime: string;
  jti: boolean;
  /** The jwt.json this was filled from, so that its unknown fields go out again. */
  config?: JwtConfig;
  ticks: readonly string[];
  /** What Salesforce will be asked for later, as far as it changes the guide. */
  wants: readonly Want[];
  /** When the app was created in Setup, in milliseconds: its wait counts from then. */
  createdAppAt: number | null;
  /** What was said about the file this was filled from. */
  notes: readonly string[];
  way: Way;
  proxyUrl: string;
  switches: Switches;
  assertion?: SignedAssertion;
  answer?: Answer;
  shell: Shell;
  /** Where the key lies on the machine that runs the commands; empty for the usual place. */
  keyFile: string;
  alias: string;
  setDefault: boolean;
  setDefaultDevHub: boolean;
  /** A new key or certificate on its way in, beside the present one. */
  rotation: Rotation | null;
  /** On its way back after its sandbox was refreshed. */
  repair: Repair | null;
  /** What has happened to it, newest last. */
  history: readonly PastDeed[];
}

export const BLANK: Omit<Connection, 'id' | 'madeAt'> = {
  name: '',
  subject: SUBJECT_DEFAULTS,
  bits: '2048',
  days: '365',
  keyFormat: 'pkcs8',
  certificateFormat: 'pem',
  former: [],
  loginUrl: '',
  consumerKey: '',
  username: '',
  lifetime: '180',
  jti: false,
  ticks: [],
  wants: [],
  createdAppAt: null,
  notes: [],
  way: 'straight',
  proxyUrl: '',
  switches: SWITCHES_OFF,
  shell: 'bash',
  keyFile: '',
  alias: '',
  setDefault: false,
  setDefaultDevHub: false,
  rotation: null,
  repair: null,
  history: [],
};

/** Every key that a connection holds: the present one, the earlier ones, and one that is on its way in. */
export function keySetsOf({ current, former, rotation }: Connection): KeySet[] {
  return [...(current ? [current] : []), ...former, ...(rotation?.next ? [rotation.next] : [])];
}

/** What an answer depends on: where these have changed since, it is an old one. */
export function askedWith({ loginUrl, consumerKey, username, current }: Connection): string {
  const key = current?.key.publicKeySha256 ?? '';
  return JSON.stringify([loginUrl.trim(), consumerKey.trim(), username.trim(), key]);
}

export class Connections {
  // Raw: replaced whole, and a deep state proxy cannot be cloned into the worker.
  list = $state.raw<readonly Connection[]>([]);
  /** Deleted ones, which keep their keys until they are deleted for good. */
  removed = $state.raw<readonly Connection[]>([]);
  /** The one that was deleted last, while it can be taken back in one press. */
  lastRemoved = $state.raw('');
  /** How the list of them is searched, sorted and filtered; `null` as it comes. */
  view = $state.raw<ListView | null>(null);
  /** What a test of them all has found, while it counts. */
  tests = $state.raw<TestRun | null>(null);
  readonly drafts = new Drafts();

  find(id: string): Connection | undefined {
    return this.list.find((connection) => connection.id === id);
  }

  create(given: Partial<Connection> = {}): Connection {
    const id = crypto.randomUUID().slice(0, 8);
    const connection: Connection = { ...BLANK, id, madeAt: Date.now(), ...given };
    this.list = [...this.list, connection];
    return connection;
  }

  /** Adds or replaces these, and drops others by their id. Oldest first. */
  put(these: readonly Connection[], drop: ReadonlySet<string> = new Set()) {
    const here = [...this.list, ...this.removed].filter(({ id }) => !drop.has(id));
    const byId = new Map([...here, ...these].map((one) => [one.id, one]));
    const all = [...byId.values()];
    this.list = all.filter(({ removedAt }) => !removedAt).sort((a, b) => a.madeAt - b.madeAt);
    this.removed = all
      .filter(({ removedAt }) => removedAt)
      .sort((a, b) => (a.removedAt ?? 0) - (b.removedAt ?? 0));
    for (const id of drop) this.drafts.drop(id);
  }

  clear() {
    this.list = [];
    this.removed = [];
    this.lastRemoved = '';
    this.view = null;
    this.tests = null;
    this.drafts.all = {};
  }

  /** Nothing happens for a connection that was deleted meanwhile. */
  draft(id: string, patch: Partial<Draft>) {
    if (this.find(id)) this.drafts.set(id, patch);
  }

  /** Nothing happens to a connection that was deleted meanwhile. */
  update(id: string, patch: Partial<Connection>) {
    this.list = this.list.map((one) => (one.id === id ? { ...one, ...patch } : one));
  }

  /** Leaves out optional parts: `exactOptionalPropertyTypes` has no undefined to set. */
  forget(id: string, ...names: ('assertion' | 'answer')[]) {
    this.list = this.list.map((one) => {
      if (one.id !== id) return one;
      const rest = { ...one };
      for (const name of names) delete rest[name];
      return rest;
    });
  }

  /** Puts it among the deleted ones. */
  remove(id: string) {
    this.forget(id, 'assertion', 'answer');
    const one = this.find(id);
    this.list = this.list.filter((other) => other !== one);
    if (!one) return;
    this.drafts.drop(id);
    this.removed = [...this.removed, { ...one, removedAt: Date.now() }];
    this.lastRemoved = id;
  }

  restore(id: string) {
    for (const { removedAt: _, ...one } of this.removed) {
      if (one.id === id) this.list = [...this.list, one];
    }
    this.discard(id);
  }

  /** Deletes one for good that is among the deleted ones. */
  discard(id: string) {
    this.removed = this.removed.filter((one) => one.id !== id);
  }

  /** Whether a connection holds this key, a deleted one included. */
  uses(keyId: string): boolean {
    return [...this.list, ...this.removed].some((one) =>
      keySetsOf(one).some(({ key }) => key.id === keyId),
    );
  }
}
