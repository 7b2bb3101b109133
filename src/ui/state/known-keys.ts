import type { KnownKey } from '../../doctor/known-keys.ts';
import type { Thing } from '../../doctor/thing.ts';
import type { App } from './app.svelte.ts';
import { keySetsOf, type Connection, type KeySet } from './connections.svelte.ts';
import { nameOf, readDetails } from './details.ts';
import { practiceOrigin } from './practice.ts';

/** Every key that is here, by the connection that has it: in use, on its way in, or replaced. */
export function knownKeys({ connections, reach }: App): KnownKey[] {
  return connections.list.flatMap((connection) => {
    const name = nameOf(connection, readDetails(connection, practiceOrigin(reach)));
    return keySetsOf(connection).map((set) => {
      const { sha256, sha1 } = set.certificate ?? {};
      return {
        name,
        role: roleOf(connection, set),
        publicKey: set.key.publicKeySha256,
        ...(sha256 && sha1 ? { certificate: { sha256, sha1 } } : {}),
      };
    });
  });
}

/** The keys of what was inspected, by what the page calls each thing. */
export function inspectedKeys(labels: ReadonlyMap<Thing, string>): KnownKey[] {
  return [...labels].flatMap(([{ kind, publicKey }, name]) =>
    // Nobody holds a fingerprint.
    publicKey === undefined || kind.startsWith('fingerprint/')
      ? []
      : [{ name, role: 'file' as const, publicKey }],
  );
}

function roleOf({ current, rotation }: Connection, set: KeySet): KnownKey['role'] {
  if (set === current) return 'present';
  return set === rotation?.next ? 'next' : 'former';
}
