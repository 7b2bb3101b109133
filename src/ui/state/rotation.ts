/**
 * A rotation as data: what is replaced by what, how far it is, and what has proved it. Every change is a
 * function from a connection to what becomes of it; nothing here asks anybody.
 *
 * Two rules hold whatever happens, in whatever order: no key leaves the connection, and no key becomes
 * the present one unless every stage is proved for this very key, app and user.
 */
import { askedWith, type Connection, type KeySet } from './connections.svelte.ts';
import { setId } from './key-sets.ts';

/**
 * A new certificate for the same key; a new key in a second app; or a new key in the same app, which
 * holds one certificate: between its upload and the new secret in CI pipelines are refused.
 */
export type RotationWay = 'certificate' | 'second-app' | 'same-app';

export type Stage = 'make' | 'upload' | 'test' | 'ci' | 'retire';

const STAGES: Readonly<Record<RotationWay, readonly Stage[]>> = {
  certificate: ['make', 'upload', 'test'],
  'second-app': ['make', 'upload', 'test', 'ci', 'retire'],
  'same-app': ['make', 'upload', 'test', 'ci', 'retire'],
};

/** What has proved a stage, and when. Neither a token nor an assertion is kept. */
export interface Evidence {
  /** Milliseconds. */
  at: number;
  by: 'check' | 'fingerprint' | 'token' | 'refusal' | 'login';
  /** What it is about, as `aboutOf` gave it then: where that has changed since, it proves nothing. */
  about: string;
  /** What was seen, in words without a secret. */
  seen: string;
}

/** Where CI holds the key: the name of a variable, or a path. */
export interface SecretIn {
  in: 'variable' | 'file';
  name: string;
}

export const USUAL_SECRET: SecretIn = { in: 'variable', name: 'SF_JWT_KEY' };

export interface Rotation {
  way: RotationWay;
  begunAt: number;
  /** SHA-256 of the public key that was the present one as it began. */
  from: string;
  /** The new key with its certificate; of the way `certificate` the present key with a new one. */
  next: KeySet | null;
  /** The second app's, as typed. */
  consumerKey: string;
  /** Texts being pasted to be compared. */
  pasted: { upload: string; ci: string };
  secret: SecretIn;
  proofs: Partial<Record<Stage, Evidence>>;
  /** What the practice org was asked to do as an admin would: which certificate, by SHA-256, it took. */
  practice: { uploaded: string; removed: boolean };
}

type Patch = Partial<Connection>;

const UNCHANGED: Patch = {};

/** In order. */
export function stagesOf({ way }: Pick<Rotation, 'way'>): readonly Stage[] {
  return STAGES[way];
}

/** The connection as it will be with the new key or certificate: what a test asks with. */
export function nextConnection(connection: Connection): Connection {
  const { rotation } = connection;
  if (!rotation?.next) return connection;
  const consumerKey = rotation.way === 'second-app' ? rotation.consumerKey : connection.consumerKey;
  return { ...connection, current: rotation.next, consumerKey };
}

/** Another key has become the present one since: then this rotation is about nothing any more. */
export function isStale({ rotation, current }: Connection): boolean {
  return rotation !== null && rotation.from !== current?.key.publicKeySha256;
}

/** What a proof of a stage has to be about, now. */
export function aboutOf(connection: Connection, stage: Stage): string {
  const { rotation } = connection;
  const { key, certificate } = rotation?.next ?? {};
  const own = certificate?.sha256 ?? '';
  if (stage === 'make' || stage === 'upload') return own;
  if (stage === 'ci') return key?.publicKeySha256 ?? '';
  const asked = askedWith(nextConnection(connection));
  return JSON.stringify(stage === 'test' ? [asked, own] : [asked, own, askedWith(connection)]);
}

/** What proves a stage now. In a new key's app the token of the test proves the upload too. */
export function proofOf(connection: Connection, stage: Stage): Evidence | null {
  const { rotation } = connection;
  if (!rotation?.next) return null;
  const by = stage === 'upload' && rotation.way !== 'certificate' ? 'test' : stage;
  const proof = rotation.proofs[by];
  return proof?.about === aboutOf(connection, by) ? proof : null;
}

/** The first stage that nothing proves yet; `null` where all are proved. */
export function stageNow(connection: Connection): Stage | null {
  const { rotation } = connection;
  if (!rotation) return null;
  return stagesOf(rotation).find((stage) => !proofOf(connection, stage)) ?? null;
}

/** Whether a stage can be proved: everything before it is, or is proved by the same token. */
export function isOpen(connection: Connection, stage: Stage): boolean {
  const { rotation } = connection;
  if (!rotation || isStale(connection)) return false;
  const stages = stagesOf(rotation);
  if (!stages.includes(stage)) return false;
  return stages
    .slice(0, stages.indexOf(stage))
    .every(
      (one) => proofOf(connection, one) || (one === 'upload' && rotation.way !== 'certificate'),
    );
}

/** Needs a present key, and neither a rotation nor a repair that is going on. */
export function begin(connection: Connection, way: RotationWay, at: number): Patch {
  const { current, rotation, repair } = connection;
  if (!current || rotation || repair) return UNCHANGED;
  return {
    rotation: {
      way,
      begunAt: at,
      from: current.key.publicKeySha256,
      next: null,
      consumerKey: '',
      pasted: { upload: '', ci: '' },
      secret: USUAL_SECRET,
      proofs: {},
      practice: { uploaded: '', removed: false },
    },
  };
}

/** Puts what was made beside the present key. One that was made before goes to the earlier keys. */
export function putNext(
  connection: Connection,
  next: KeySet,
  proof: Omit<Evidence, 'about'>,
): Patch {
  const { rotation, current } = connection;
  if (!rotation || isStale(connection) || !next.certificate) return UNCHANGED;
  const sameKey = next.key.publicKeySha256 === current?.key.publicKeySha256;
  if (sameKey !== (rotation.way === 'certificate')) return UNCHANGED;
  const made = { ...connection, rotation: { ...rotation, next } };
  return {
    rotation: {
      ...made.rotation,
      proofs: { make: { ...proof, about: aboutOf(made, 'make') } },
      practice: { ...rotation.practice, uploaded: '' },
    },
    former: withFormer(connection, rotation.next, next),
  };
}

/** Takes a proof of a stage; one that is about something else than what stands there now is none. */
export function prove(connection: Connection, stage: Stage, proof: Evidence): Patch {
  const { rotation } = connection;
  if (!rotation || !isOpen(connection, stage)) return UNCHANGED;
  if (proof.about !== aboutOf(connection, stage)) return UNCHANGED;
  return { rotation: { ...rotation, proofs: { ...rotation.proofs, [stage]: proof } } };
}

/** A proof that was tried again and failed counts no longer. */
export function disprove(connection: Connection, stage: Stage): Patch {
  const { rotation } = connection;
  if (!rotation || stage === 'make') return UNCHANGED;
  const { [stage]: _, ...proofs } = rotation.proofs;
  return { rotation: { ...rotation, proofs } };
}

/** Whether everything is proved. */
export function isProved(connection: Connection): boolean {
  return connection.rotation !== null && !isStale(connection) && stageNow(connection) === null;
}

/** Makes the new one the present one; the old key goes to the earlier ones, with its app. */
export function finish(connection: Connection): Patch {
  const { rotation, current } = connection;
  if (!rotation?.next || !current || !isProved(connection)) return UNCHANGED;
  const { consumerKey } = nextConnection(connection);
  const old = rotation.way === 'second-app' ? withApp(current, connection.consumerKey) : current;
  return {
    current: rotation.next,
    consumerKey,
    former: withFormer(connection, old, rotation.next),
    rotation: null,
  };
}

/** Ends it and leaves the present key as it is; a new key goes to the earlier ones, with its app. */
export function abandon(connection: Connection): Patch {
  const { rotation, current } = connection;
  if (!rotation) return UNCHANGED;
  const { next, way, consumerKey } = rotation;
  const left = next && way === 'second-app' ? withApp(next, consumerKey) : next;
  return { rotation: null, former: withFormer(connection, left, current) };
}

function withApp(set: KeySet, consumerKey: string): KeySet {
  return consumerKey.trim() === '' ? set : { ...set, consumerKey: consumerKey.trim() };
}

/** The earlier keys with one more, unless it is the one that stays, or is there already. */
function withFormer(
  { former }: Connection,
  left: KeySet | null,
  stays: KeySet | undefined,
): readonly KeySet[] {
  if (!left) return former;
  const stands = stays?.key.id === left.key.id || former.some((set) => setId(set) === setId(left));
  return stands ? former : [left, ...former];
}
