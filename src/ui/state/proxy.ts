import { AppError } from '../../core/errors.ts';
import { isListed } from '../browser/policy.ts';

/** A proxy on this site's own origin, or one that its owner has listed. */
export function checkProxy(address: string, listed: readonly string[]): AppError | null {
  const plain = address.trim();
  if (!/^https?:\/\//i.test(plain) || !URL.canParse(plain))
    return new AppError('proxy/not-a-url', 'that is not the address of a proxy');
  const url = new URL(plain);
  if (url.origin === location.origin || isListed(url, listed)) return null;
  return new AppError('proxy/not-listed', `this page may not reach ${url.host}`);
}

/** Where this site's own proxy would be. */
export function ownProxy(): string {
  return new URL('proxy', document.baseURI).href;
}
