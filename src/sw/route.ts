import type { Build } from './build.ts';

export type Asked = Pick<Request, 'method' | 'mode' | 'url'>;

/**
 * Which file of the app a request asks for, as its path below the scope: one of this build ('' is the
 * page), or a hashed one that an earlier build may have had. `null` for everything else: that is the
 * network's alone, so no answer of an org, of a proxy or of a neighbour is ever touched.
 */
export function fileOf({ method, mode, url }: Asked, scope: string, build: Build): string | null {
  if (method !== 'GET' || !url.startsWith(scope)) return null;
  const [address = ''] = url.slice(scope.length).split('#');
  if (mode === 'navigate' && /^(index\.html)?(\?|$)/.test(address)) return '';
  return Object.hasOwn(build.files, address) || isHashed(address, build) ? address : null;
}

/** Whether a file's name says what is in it, so that any build's copy is the right one. */
export function isHashed(path: string, { folders }: Build): boolean {
  return Object.values(folders).some((folder) => path.startsWith(folder));
}
