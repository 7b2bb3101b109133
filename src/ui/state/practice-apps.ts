/** What the practice org is told of a connection before it is asked: what an admin has done in Setup. */
import type { Registration, Switches } from '../../practice/app.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import type { Repair } from './repair.ts';
import { register, unregister } from './practice.ts';
import { countedFetch } from './sending.ts';

/**
 * The apps as they stand, and the consumer keys of those that were deleted. While a rotation goes on an
 * app holds the new certificate from the press on that uploads it, not before.
 */
export function practiceApps(connection: Connection): {
  apps: Registration[];
  removed: string[];
} {
  const { current, rotation, repair, switches } = connection;
  if (repair) return { apps: refreshedApps(connection, repair), removed: [] };
  const username = connection.username.trim();
  const own = connection.consumerKey.trim();
  const next = rotation?.next?.certificate;
  const uploaded = next && rotation.practice.uploaded === next.sha256 ? next.pem : null;
  const second = rotation?.way === 'second-app' ? rotation.consumerKey.trim() : '';
  const first = second ? current?.certificate?.pem : (uploaded ?? current?.certificate?.pem);
  const gone = rotation?.way === 'second-app' && rotation.practice.removed;
  const app = (certificate: string, consumerKey: string) => ({
    certificate,
    consumerKey,
    username,
    switches,
  });
  return {
    apps: [
      ...(first && !gone ? [app(first, own)] : []),
      ...(second && uploaded ? [app(uploaded, second)] : []),
    ],
    removed: gone ? [own] : [],
  };
}

const OTHER: Partial<Switches> = { anotherCertificate: true };

/**
 * After a refresh the app from before is missing, until one is made again: with a certificate that was
 * replaced meanwhile it holds another one.
 */
function refreshedApps(
  { current, username, switches }: Connection,
  repair: Repair,
): Registration[] {
  const { before, practice } = repair;
  if (!current?.certificate) return [];
  const { pem: certificate, sha256 } = current.certificate;
  const app = (consumerKey: string, patch: Partial<Switches>) => ({
    certificate,
    consumerKey,
    username: username.trim(),
    switches: { ...switches, ...patch },
  });
  const lost = before.consumerKey.trim();
  return [
    ...(lost ? [app(lost, { appMissing: true })] : []),
    ...(practice.consumerKey
      ? [app(practice.consumerKey, practice.certificate === sha256 ? {} : OTHER)]
      : []),
  ];
}

/** Tells the practice org, one request an app; no other org is told. Throws what `register` throws. */
export async function tellPractice(desk: Desk, signal: AbortSignal): Promise<void> {
  const { practice, connection } = desk;
  if (!practice) return;
  const sending = { signal, fetch: countedFetch(desk, 'certificate', new URL(practice).host) };
  const { apps, removed } = practiceApps(connection);
  for (const one of apps) await register(practice, one, sending);
  for (const one of removed) await unregister(practice, one, sending);
}
