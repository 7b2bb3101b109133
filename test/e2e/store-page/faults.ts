/**
 * Faults of a browser's store, made where it is called: each call of IndexedDB and of Web Locks is a
 * point, counted while armed, and the one that was named fails as browsers do. Also a point is each end
 * of a transaction, twice: there it is refused (and nothing of it stays), or nobody hears that it was not.
 */
export const KINDS = ['quota', 'unknown', 'abort', 'lost', 'hangs', 'throws'] as const;
export type Kind = (typeof KINDS)[number];

interface Fault {
  kind: Kind;
  /** The first point that fails, from 1. */
  at: number;
  /** Whether all that follow fail as well. */
  lasting: boolean;
}

const NAMES: Readonly<Record<Exclude<Kind, 'hangs' | 'throws'>, string>> = {
  quota: 'QuotaExceededError',
  unknown: 'UnknownError',
  abort: 'AbortError',
  lost: 'AbortError',
};
const REQUESTS = ['add', 'put', 'get', 'getAll', 'getAllKeys', 'delete', 'clear', 'count'] as const;

const store = IDBObjectStore.prototype as unknown as Record<string, Method<IDBRequest>>;
const count = IDBObjectStore.prototype.count;
type Method<T> = (this: IDBObjectStore, ...args: unknown[]) => T;

let armed: Fault | null = null;
let passed = 0;
/** Transactions whose end is watched, with the number of requests that are under way. */
const watched = new WeakMap<IDBTransaction, { open: number }>();

export function arm(fault: Fault): void {
  armed = fault;
  passed = 0;
}

/** The faults have gone; what hangs is answered. Returns how many points were passed. */
export function disarm(): number {
  armed = null;
  return passed;
}

function decide(): Kind | null {
  if (armed === null) return null;
  passed += 1;
  const fails = armed.lasting ? passed >= armed.at : passed === armed.at;
  return fails ? armed.kind : null;
}

function errorOf(kind: Kind): DOMException {
  const name = kind === 'hangs' || kind === 'throws' ? 'UnknownError' : NAMES[kind];
  return new DOMException(`made by a test (${kind})`, name);
}

/** A request that is answered by nobody but us. */
function standIn(kind: typeof IDBRequest | typeof IDBOpenDBRequest): IDBRequest {
  const request = new EventTarget();
  return Object.setPrototypeOf(request, Object.create(kind.prototype)) as IDBRequest;
}

function answer(request: IDBRequest, type: 'success' | 'error', value: unknown): void {
  Object.defineProperty(request, type === 'error' ? 'error' : 'result', { value });
  request.dispatchEvent(new Event(type));
}

/** As browsers end a transaction whose request failed. */
function end(change: IDBTransaction, kind: Kind): void {
  Object.defineProperty(change, 'error', { value: errorOf(kind), configurable: true });
  try {
    change.abort();
  } catch {
    // It has ended by itself.
  }
  if (kind === 'lost') lose(change.db);
}

function lose(database: IDBDatabase): void {
  database.close();
  setTimeout(() => database.dispatchEvent(new Event('close')));
}

/** Fails or hangs, while the transaction goes on as long as it is not aborted. */
function fail(place: IDBObjectStore, kind: Kind, call: () => IDBRequest): IDBRequest {
  const request = standIn(IDBRequest);
  const beat = () => {
    const beating = count.call(place);
    beating.onerror = () => answer(request, 'error', beating.error);
    beating.onsuccess = () => {
      if (kind === 'hangs' && armed !== null) return beat();
      if (kind === 'hangs') return forward(call(), request);
      answer(request, 'error', errorOf(kind));
      end(place.transaction, kind);
    };
  };
  beat();
  return request;
}

function forward(from: IDBRequest, to: IDBRequest): void {
  from.onsuccess = () => answer(to, 'success', from.result);
  from.onerror = () => answer(to, 'error', from.error);
}

for (const name of REQUESTS) {
  const real = store[name] as Method<IDBRequest>;
  store[name] = function (this: IDBObjectStore, ...args: unknown[]) {
    const kind = decide();
    if (kind === 'throws') throw new TypeError('made by a test (throws)');
    if (kind !== null) return fail(this, kind, () => real.apply(this, args));
    return follow(this, real.apply(this, args));
  };
}

/** Keeps the transaction open after its last request, so that its end is a point as well. */
function follow(place: IDBObjectStore, request: IDBRequest): IDBRequest {
  const change = place.transaction;
  const state = watched.get(change);
  if (state === undefined) return request;
  state.open += 1;
  request.addEventListener('success', () => {
    state.open -= 1;
    const waiting = count.call(place);
    waiting.onsuccess = () => {
      if (state.open === 0) finish(change);
    };
  });
  return request;
}

function finish(change: IDBTransaction): void {
  watched.delete(change);
  const refused = decide();
  if (refused === 'throws' || refused === 'hangs') return unheard(change, refused);
  if (refused !== null) return end(change, refused);
  const lost = decide();
  if (lost !== null) unheard(change, lost);
}

/** The transaction is completed, and nobody learns it. */
function unheard(change: IDBTransaction, kind: Kind): void {
  silenced.set(change, kind);
}

const silenced = new WeakMap<IDBTransaction, Kind>();

const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (
  this: IDBDatabase,
  ...args: Parameters<typeof transaction>
) {
  const kind = decide();
  if (kind === 'throws') throw new TypeError('made by a test (throws)');
  if (kind === 'lost') lose(this);
  else if (kind !== null && kind !== 'hangs') throw errorOf(kind);
  const change = transaction.apply(this, args);
  if (kind !== 'hangs' && armed !== null) watched.set(change, { open: 0 });
  // Before anybody else listens.
  change.addEventListener('complete', (event) => {
    const how = kind === 'hangs' ? kind : silenced.get(change);
    if (how === undefined) return;
    event.stopImmediatePropagation();
    if (how === 'hangs') return;
    Object.defineProperty(change, 'error', { value: errorOf(how), configurable: true });
    change.dispatchEvent(new Event('abort'));
    if (how === 'lost') lose(change.db);
  });
  return change;
};

for (const name of ['open', 'deleteDatabase'] as const) {
  const real = IDBFactory.prototype[name] as (...args: unknown[]) => IDBOpenDBRequest;
  IDBFactory.prototype[name] = function (this: IDBFactory, ...args: unknown[]) {
    const kind = decide();
    if (kind === 'throws') throw new TypeError('made by a test (throws)');
    if (kind === null) return real.apply(this, args);
    const request = standIn(IDBOpenDBRequest);
    if (kind !== 'hangs') setTimeout(() => answer(request, 'error', errorOf(kind)));
    return request as IDBOpenDBRequest;
  };
}

const requestLock = LockManager.prototype.request as (...args: unknown[]) => Promise<unknown>;
LockManager.prototype.request = function (this: LockManager, ...args: unknown[]) {
  const kind = decide();
  if (kind === 'throws') throw new TypeError('made by a test (throws)');
  if (kind === null) return requestLock.apply(this, args);
  const { signal } = args[1] as { signal: AbortSignal };
  return new Promise((_, reject) => {
    if (kind !== 'hangs') reject(errorOf(kind));
    else signal.addEventListener('abort', () => reject(signal.reason));
  });
} as typeof LockManager.prototype.request;
