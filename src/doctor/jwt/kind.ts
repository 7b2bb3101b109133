/** Which of the JWTs that meet a user of Salesforce this is. */
import { isSalesforceHost, isSalesforceName } from '../../core/hosts.ts';
import type { Fields } from './parts.ts';

export type JwtKind = 'assertion' | 'access-token' | 'id-token' | 'other';

/**
 * Told by what only one of them has: help jwt_access_tokens (`tty`, `scp`) and RFC 9068 for access tokens,
 * OpenID Connect Core section 2 for ID tokens, and for an assertion whom it is for or by.
 */
export function kindOf(header: Fields, claims: Fields, practice?: string): JwtKind {
  const type = textOf(header['typ']);
  if (header['tty'] === 'sfdc-core-token' || /^(?:application\/)?at\+jwt$/i.test(type)) {
    return 'access-token';
  }
  if ('scp' in claims && 'client_id' in claims) return 'access-token';
  const identity = /\/id\/00D\w{12,15}\/005\w{12,15}$/.test(textOf(claims['sub']));
  if (identity || ['nonce', 'at_hash', 'c_hash', 'auth_time'].some((name) => name in claims)) {
    return 'id-token';
  }
  if ('prn' in claims || /^3MVG/.test(textOf(claims['iss']))) return 'assertion';
  const audiences = [claims['aud']].flat().map(textOf);
  return audiences.some((one) => one === practice || isSalesforces(hostOf(one) ?? ''))
    ? 'assertion'
    : 'other';
}

/** What is no text is none: an object may have a `toString` that is no function. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The hosts of an org's pages included: they are taken for its address often enough. */
function isSalesforces(host: string): boolean {
  return isSalesforceHost(host) || isSalesforceName(host);
}

/** The host of an address, also of one without its `https://`; `null` for what is none. */
export function hostOf(text: string): string | null {
  const address = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).hostname : null;
}
