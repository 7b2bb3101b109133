/** What the practice org is told of a connection before it is asked: what an admin has done in Setup. */
import type { Registration } from '../../practice/app.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
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
  const { current, rotation, switches } = connection;
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

/** Tells the practice org, one request an app; no other org is told. Throws what `register` throws. */
export async function tellPractice(desk: Desk, signal: AbortSignal): Promise<void> {
  const { practice, connection } = desk;
  if (!practice) return;
  const sending = { signal, fetch: countedFetch(desk, 'certificate', new URL(practice).host) };
  const { apps, removed } = practiceApps(connection);
  for (const one of apps) await register(practice, one, sending);
  for (const one of removed) await unregister(practice, one, sending);
}
