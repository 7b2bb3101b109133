/**
 * The repair after a sandbox was refreshed, as data: what was left, what stood there before, and what has
 * proved how far it is. Every change is a function from a connection to what becomes of it; nothing here
 * asks anybody.
 *
 * What is entered goes into the connection at once: there is no way back to an app that is gone. A proof
 * is about the very org, app, user and key it was got with; where one of them has changed since, it is none.
 */
import { askedWith, type Connection } from './connections.svelte.ts';
import { USUAL_SECRET, type Evidence, type SecretIn } from './rotation.ts';

/** What its user still has: the key here, its file, only the secret in CI, or nothing. */
export type Left = 'vault' | 'file' | 'ci' | 'nothing';

export const STAGES = ['key', 'sandbox', 'app', 'test', 'ci', 'login'] as const;
export type RepairStage = (typeof STAGES)[number];

/** A token proves sandbox and app as well. */
export type Proved = Exclude<RepairStage, 'sandbox' | 'app'>;

export interface Repair {
  begunAt: number;
  left: Left;
  /** What stood there as it began: what CI may still hold. */
  before: {
    loginUrl: string;
    consumerKey: string;
    username: string;
    /** SHA-256 of the public key; '' where there was none. */
    publicKey: string;
    ticks: readonly string[];
    createdAppAt: number | null;
  };
  /** A consumer key was entered since, be it the same one. */
  entered: boolean;
  /** Fingerprints being pasted: of the key that CI held, and of the one that it holds now. */
  pasted: { held: string; ci: string };
  secret: SecretIn;
  proofs: Partial<Record<Proved, Evidence>>;
  /** The ids of the org and the user that the token of the test was for; '' where it did not say. */
  named: { orgId: string; userId: string };
  /** The app that was made again in the practice org: its consumer key and certificate, by SHA-256. */
  practice: { consumerKey: string; certificate: string };
}

type Patch = Partial<Connection>;

const UNCHANGED: Patch = {};

/**
 * Needs a connection without a repair or a rotation. The guide begins anew, and in the practice org the
 * sandbox is refreshed with it: from then on its app is missing by itself.
 */
export function begin(connection: Connection, left: Left, at: number): Patch {
  const { loginUrl, consumerKey, username, current, ticks, createdAppAt, switches } = connection;
  if (connection.repair || connection.rotation) return UNCHANGED;
  const publicKey = current?.key.publicKeySha256 ?? '';
  return {
    repair: {
      begunAt: at,
      left,
      before: { loginUrl, consumerKey, username, publicKey, ticks, createdAppAt },
      entered: false,
      pasted: { held: '', ci: '' },
      secret: USUAL_SECRET,
      proofs: {},
      named: { orgId: '', userId: '' },
      practice: { consumerKey: '', certificate: '' },
    },
    ticks: [],
    createdAppAt: null,
    switches: { ...switches, appMissing: false },
  };
}

/** Whether the consumer key is one that was entered since the refresh. */
export function isEntered({ repair, consumerKey }: Connection): boolean {
  return (
    repair !== null && (repair.entered || consumerKey.trim() !== repair.before.consumerKey.trim())
  );
}

/** What a proof has to be about, now; '' where there is nothing yet that could be proved. */
export function aboutOf(connection: Connection, stage: Proved): string {
  const { current, repair } = connection;
  if (!current || !repair) return '';
  if (stage === 'ci') return current.key.publicKeySha256;
  if (!current.certificate) return '';
  const { sha256 } = current.certificate;
  if (stage === 'key') return JSON.stringify([current.key.publicKeySha256, sha256]);
  const asked = askedWith(connection);
  return JSON.stringify(stage === 'test' ? [asked, sha256] : [asked, repair.named.orgId]);
}

/** What proves a stage now: a later stage may prove an earlier one. */
export function proofOf(connection: Connection, stage: RepairStage): Evidence | null {
  switch (stage) {
    case 'key':
      // With only the secret in CI left, a key is the right one once CI has named it.
      if (connection.repair?.left === 'ci' && !ownProof(connection, 'ci')) return null;
      return ownProof(connection, 'key');
    case 'sandbox':
    case 'app':
      return ownProof(connection, 'test');
    case 'ci':
      return ownProof(connection, 'ci') ?? ownProof(connection, 'login');
    default:
      return ownProof(connection, stage);
  }
}

function ownProof(connection: Connection, stage: Proved): Evidence | null {
  const proof = connection.repair?.proofs[stage];
  const about = aboutOf(connection, stage);
  return proof && about !== '' && proof.about === about ? proof : null;
}

/** Whether a stage can be worked on: the key first, and CI once the test has passed. */
export function isOpen(connection: Connection, stage: RepairStage): boolean {
  if (!connection.repair) return false;
  if (stage === 'key') return true;
  if (!proofOf(connection, 'key')) return false;
  return (stage !== 'ci' && stage !== 'login') || proofOf(connection, 'test') !== null;
}

/** Whether CI has named its key before there was an app: it has the new values still to be given. */
export function isHeldOnly(connection: Connection): boolean {
  return connection.repair?.left === 'ci' && proofOf(connection, 'login') === null;
}

/**
 * The stage to go on with; `null` where all are proved. `filled` says whether login URL and username, and
 * the consumer key, have the form of one: then the test is next.
 */
export function stageNow(
  connection: Connection,
  filled: { sandbox: boolean; app: boolean },
): RepairStage | null {
  if (!connection.repair) return null;
  const done = { ...filled, app: filled.app && isEntered(connection) };
  return (
    STAGES.find((stage) => {
      if (proofOf(connection, stage)) return false;
      return !((stage === 'sandbox' || stage === 'app') && done[stage]);
    }) ?? null
  );
}

/** Takes a proof of a stage; one that is about something else than what stands there now is none. */
export function prove(connection: Connection, stage: Proved, proof: Evidence): Patch {
  const { repair } = connection;
  // CI may name its key before this one has a certificate.
  const open = stage === 'ci' ? repair !== null : isOpen(connection, stage);
  if (!repair || !open || proof.about === '') return UNCHANGED;
  if (proof.about !== aboutOf(connection, stage)) return UNCHANGED;
  return { repair: { ...repair, proofs: { ...repair.proofs, [stage]: proof } } };
}

/** A proof that was tried again and failed counts no longer. */
export function disprove(connection: Connection, stage: Proved): Patch {
  const { repair } = connection;
  if (!repair) return UNCHANGED;
  const { [stage]: _, ...proofs } = repair.proofs;
  return { repair: { ...repair, proofs } };
}

/** Whether everything is proved. */
export function isProved(connection: Connection): boolean {
  return connection.repair !== null && STAGES.every((stage) => proofOf(connection, stage));
}

/** Ends it where everything is proved. */
export function finish(connection: Connection): Patch {
  return isProved(connection) ? { repair: null } : UNCHANGED;
}

/** Ends it and leaves what was entered; what beginning it has put aside comes back where nothing was. */
export function abandon(connection: Connection): Patch {
  const { repair, ticks, consumerKey } = connection;
  if (!repair) return UNCHANGED;
  const { before } = repair;
  const untouched = ticks.length === 0 && !isEntered(connection);
  return {
    repair: null,
    ...(untouched ? { ticks: before.ticks, createdAppAt: before.createdAppAt } : {}),
    ...(consumerKey.trim() === '' ? { consumerKey: before.consumerKey } : {}),
  };
}
