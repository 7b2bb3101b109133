/** Where a browser lands after an approval: with a code, with tokens, or with the reason why not. */
import { harmless } from '../../core/token-secrets.ts';
import { mask } from '../mask.ts';
import type { Thing } from '../thing.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { orgIdIn } from './address-findings.ts';
import type { AddressReader } from './addresses.ts';
import { rows } from './facts.ts';
import type { Input } from './recogniser.ts';

/** The CLI's callback, Salesforce's own, and the page that shows an error where there is none. */
const PATH =
  /\/OauthRedirect\/?$|\/services\/oauth2\/(?:callback|success)\/?$|\/RemoteAccessErrorPage/i;
const CODE = /^aPrx[\w.%=-]{8,}$/;

export const readCallback: AddressReader = (url, input) => {
  // The user-agent flow answers behind the #, which is never sent to a server.
  const query = new URLSearchParams(url.search || url.hash.replace(/^#/, ''));
  const code = query.get('code') ?? '';
  const error = query.get('error') ?? '';
  const known = PATH.test(url.pathname);
  if (code !== '' && (known || CODE.test(code))) return withCode(url, query, input);
  if (error !== '' && known) return refused(url, query, input);
  const token = query.get('access_token') ?? '';
  return orgIdIn(token) === undefined ? null : withToken(url, query, input);
};

function withCode(url: URL, query: URLSearchParams, { from, mended }: Input): Thing {
  return {
    ...base(from, mended),
    kind: 'url/callback',
    title: 'a callback address with its code',
    facts: rows({
      ...where(url, query),
      Code: mask('code', query.get('code') ?? ''),
    }),
    findings: [worded(INSPECT, { code: 'callback/code', severity: 'note' })],
  };
}

function withToken(url: URL, query: URLSearchParams, { from, mended }: Input): Thing {
  const token = query.get('access_token') ?? '';
  return {
    ...base(from, mended),
    kind: 'url/callback-token',
    title: 'a callback address with its access token',
    facts: rows({
      ...where(url, query),
      Token: mask('access-token', token),
      'Refresh token': mask('refresh-token', query.get('refresh_token') ?? ''),
      'Org ID': orgIdIn(token),
      'Instance URL': query.get('instance_url') ?? undefined,
      Scopes: query.get('scope') ?? undefined,
    }),
    findings: [worded(INSPECT, { code: 'token/bearer', severity: 'risk' })],
  };
}

function refused(url: URL, query: URLSearchParams, { from, mended }: Input): Thing {
  const error = harmless(query.get('error') ?? '').slice(0, 100);
  const description = harmless(query.get('error_description') ?? '').slice(0, 500);
  return {
    ...base(from, mended),
    kind: 'url/callback-refused',
    title: 'a callback address with an error',
    secret: false,
    facts: rows({ ...where(url, query), Error: error, Description: description }, [
      'Error',
      'Description',
    ]),
    findings: [worded(INSPECT, { code: 'callback/refused', severity: 'fault' }, { error })],
    says: `${error} ${description}`,
  };
}

function base(from: string, mended: readonly string[]) {
  return { from, mended, secret: true, forms: [] };
}

function where(url: URL, query: URLSearchParams) {
  return {
    'Callback URL': url.origin + url.pathname,
    State: mask('secret', query.get('state') ?? ''),
    Site: query.get('sfdc_community_url') ?? undefined,
  };
}
