/** Addresses as typed or copied; every trick that makes a host look like another one ends here. */
import { AppError } from './errors.ts';

/** Lightning keeps its state in the address, some kilobytes of it. */
const LONGEST = 16_384;

/**
 * The address in a text, with or without `https://`; a bare practice host gets the practice origin's
 * scheme. Throws `org/empty`, `org/not-a-url`, `org/user-info` and `org/host-shape`.
 */
export function readAddress(text: string, practice?: string): URL {
  const plain = text.length > LONGEST ? ' ' : text.trim().replace(/^["'<\s]+|["'>\s]+$/g, '');
  if (plain === '') throw new AppError('org/empty', 'no login URL is given');
  if (/[\s\p{Cc}\p{Cf}]/u.test(plain)) {
    throw new AppError('org/not-a-url', 'the text is not one address');
  }
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(plain);
  const bare = plain.replace(/^\/\//, '');
  const whole = schemed ? plain : `${schemeOf(bare, practice)}//${bare}`;
  const authority = /^[^:]+:\/\/([^/\\?#]*)/.exec(whole)?.[1] ?? '';
  if (!schemed && /^[^/:]+@[^/:]+$/.test(bare)) {
    throw new AppError('org/not-a-url', 'that is an e-mail address or a username', {
      hint: 'Enter it under Username; here goes the address of the org.',
    });
  }
  if (authority.includes('@')) {
    throw new AppError('org/user-info', 'the address has a user name or password before the host');
  }
  if (authority === '' || !URL.canParse(whole)) {
    throw new AppError('org/not-a-url', 'the text is not an address');
  }
  const url = new URL(whole);
  // What a browser would turn into another name first (percent signs, other scripts, numbers) is
  // not what it looks like.
  const written = authority.toLowerCase().replace(/:\d*$/, '');
  if (written !== url.hostname || /(^|\.)xn--/.test(written)) {
    throw new AppError('org/host-shape', 'the host is not written in plain letters');
  }
  if (url.hostname.endsWith('.')) {
    throw new AppError('org/host-shape', `the host ${url.hostname} ends in a dot`);
  }
  return url;
}

function schemeOf(bare: string, practice: string | undefined): string {
  if (practice === undefined) return 'https:';
  const { host, protocol } = new URL(practice);
  const typed = bare.toLowerCase();
  return typed === host || typed.startsWith(`${host}/`) ? protocol : 'https:';
}
