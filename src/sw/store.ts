/** The build's files in Cache Storage, one cache a build. */
import type { Build } from './build.ts';
import { isHashed } from './route.ts';

/** Deployments below other paths share this storage. A path has no spaces, so none begins another. */
function prefix(scope: string): string {
  return `keybearer ${new URL(scope).pathname} `;
}

/** The cache of one build. */
export function nameOf(scope: string, { version }: Build): string {
  return prefix(scope) + version;
}

async function names(scope: string): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(prefix(scope)));
}

/**
 * Keeps every file of the build, or rejects and keeps none. Only what has the build's own digest is
 * kept: neither a deployment that is half way nor a host that alters files gets a mixture in.
 */
export async function keep(scope: string, build: Build): Promise<void> {
  const name = nameOf(scope, build);
  try {
    const cache = await caches.open(name);
    await Promise.all(
      Object.entries(build.files).map(async ([path, digest]) => {
        const response = (await kept(path, digest, scope, build)) ?? (await load(path, digest));
        await cache.put(scope + path, response);
      }),
    );
  } catch (cause) {
    await caches.delete(name);
    throw cause;
  }

  function load(path: string, digest: string): Promise<Response> {
    return fetch(scope + path, {
      cache: isAsset(path, build) ? 'default' : 'reload',
      integrity: `sha256-${digest}`,
      redirect: 'error',
      priority: 'low',
    });
  }
}

/** What an earlier build kept, where it is the same file. */
async function kept(
  path: string,
  digest: string,
  scope: string,
  build: Build,
): Promise<Response | undefined> {
  const found = isAsset(path, build) ? await find(path, scope, build) : undefined;
  const same = found && (await digestOf(await found.clone().arrayBuffer())) === digest;
  return same ? found : undefined;
}

/** The worker's scripts have a hash too, but their policy is in their headers: they come afresh. */
function isAsset(path: string, { folders }: Build): boolean {
  return path.startsWith(folders.assets);
}

async function digestOf(content: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return btoa(String.fromCharCode(...digest));
}

/** A file as it is kept. A page of an earlier build still finds its hashed files in that build's cache. */
export async function find(
  path: string,
  scope: string,
  build: Build,
): Promise<Response | undefined> {
  const own = nameOf(scope, build);
  const others = isHashed(path, build) ? await names(scope) : [];
  for (const cacheName of [own, ...others]) {
    const found = await caches.match(scope + path, { cacheName, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

/** Deletes the caches of all other builds. */
export async function keepOnly(scope: string, build: Build): Promise<void> {
  const own = nameOf(scope, build);
  const others = (await names(scope)).filter((name) => name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}
