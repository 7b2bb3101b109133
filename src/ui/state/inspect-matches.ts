/** Which connections hold the key that a thing was made with or for. */
import type { Thing } from '../../doctor/thing.ts';
import type { App } from './app.svelte.ts';
import { keySetsOf, type Connection, type KeySet } from './connections.svelte.ts';
import { deskOf } from './desk.ts';

export interface Match {
  connection: Connection;
  /** What the thing is there, to end "Open connection Acme: this is …". */
  is: string;
}

export function matchesOf(app: App, thing: Thing): Match[] {
  const { publicKey } = thing;
  if (publicKey === undefined) return [];
  return app.connections.list.flatMap((connection) => {
    // A fingerprint by itself may be the key's or the certificate's.
    const set = keySetsOf(connection).find(
      ({ key, certificate }) =>
        key.publicKeySha256 === publicKey || certificate?.sha256 === publicKey,
    );
    return set ? [{ connection, is: whatItIs(thing, set, connection) }] : [];
  });
}

export function connectionName(app: App, { id }: Connection): string {
  return deskOf(app, id).name;
}

function whatItIs(
  { kind, facts, publicKey }: Thing,
  { key, certificate }: KeySet,
  of: Connection,
): string {
  const now = of.current?.key.id === key.id;
  const [family = ''] = kind.split('/');
  if (family === 'fingerprint') {
    const of = key.publicKeySha256 === publicKey ? 'public key' : 'certificate';
    return now ? `the fingerprint of its ${of}` : `the fingerprint of an earlier ${of} of it`;
  }
  if (family === 'private-key') return now ? 'its key' : 'an earlier key of it';
  if (family !== 'certificate') return now ? 'made for its key' : 'made for an earlier key of it';
  const same = facts.some(({ value }) => value === certificate?.sha256);
  if (same) return now ? 'its certificate' : 'an earlier certificate of it';
  return now ? 'another certificate for its key' : 'a certificate for an earlier key of it';
}

/** Things that belong together by their public key, in the order of their first; the others alone. */
export function groupsOf<T extends Pick<Thing, 'publicKey'>>(things: readonly T[]): [T, ...T[]][] {
  const groups = new Map<string | T, [T, ...T[]]>();
  for (const thing of things) {
    const name = thing.publicKey ?? thing;
    const before = groups.get(name);
    if (before) before.push(thing);
    else groups.set(name, [thing]);
  }
  return [...groups.values()];
}
