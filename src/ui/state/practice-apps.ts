/** What the practice org is told of a connection before it is asked: what an admin has done in Setup. */
import type { Registration } from '../../practice/app.ts';
import type { Connection } from './connections.svelte.ts';
import { register, unregister } from './practice.ts';

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

/** Tells it, one request an app. Throws what `register` throws. */
export async function tellPractice(
  practice: string,
  connection: Connection,
  sending: { signal: AbortSignal; fetch: typeof globalThis.fetch },
): Promise<void> {
  const { apps, removed } = practiceApps(connection);
  for (const one of apps) await register(practice, one, sending);
  for (const one of removed) await unregister(practice, one, sending);
}
