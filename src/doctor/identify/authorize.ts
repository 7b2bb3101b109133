/** Authorize addresses (help: remoteaccess_oauth_web_server_flow), with which a user approves an app. */
import { mask } from '../mask.ts';
import type { Finding } from '../finding.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { loginHost } from './address-findings.ts';
import type { AddressReader } from './addresses.ts';
import { rows } from './facts.ts';

const PATH = /\/services\/oauth2\/authorize(?:\/[\w-]{1,40})?\/?$/;
const NEEDED = ['client_id', 'redirect_uri', 'response_type'];

export const readAuthorize: AddressReader = (url, { from, mended }) => {
  if (!PATH.test(url.pathname) || url.search === '') return null;
  const query = url.searchParams;
  const value = (name: string) => query.get(name) ?? undefined;
  return {
    kind: 'url/authorize',
    title: 'an authorize address',
    from,
    mended,
    secret: false,
    facts: rows(
      {
        Host: url.host,
        'Response type': value('response_type'),
        'Consumer key': value('client_id'),
        'Callback URL': value('redirect_uri'),
        Scopes: value('scope'),
        Prompt: value('prompt'),
        'Login hint': value('login_hint'),
        PKCE: value('code_challenge_method') ?? (query.has('code_challenge') ? 'plain' : 'none'),
        State: value('state') && mask('secret', value('state') ?? ''),
      },
      ['Response type', 'Scopes', 'Prompt', 'PKCE'],
    ),
    findings: [...loginHost(url), ...findingsOf(query)],
    forms: [],
  };
};

function findingsOf(query: URLSearchParams): Finding[] {
  const found: Finding[] = NEEDED.filter((name) => (query.get(name) ?? '') === '').map((name) =>
    worded(INSPECT, { code: 'authorize/missing', severity: 'fault' }, { name }),
  );
  const type = query.get('response_type') ?? '';
  if (/\btoken\b/.test(type)) {
    found.push(worded(INSPECT, { code: 'authorize/implicit', severity: 'risk' }));
  } else if (!query.has('code_challenge')) {
    found.push(
      worded(INSPECT, { code: 'authorize/no-pkce', severity: 'risk', certainty: 'possible' }),
    );
  } else if (query.get('code_challenge_method') !== 'S256') {
    found.push(worded(INSPECT, { code: 'authorize/pkce-plain', severity: 'risk' }));
  }
  const scopes = query.get('scope')?.split(/\s+/).filter(Boolean) ?? [];
  if (scopes.length > 0 && !scopes.some((one) => /^(?:refresh_token|offline_access)$/.test(one))) {
    const values = { scopes: scopes.join(', ') };
    found.push(
      worded(
        INSPECT,
        { code: 'authorize/no-refresh-token', severity: 'risk', certainty: 'likely' },
        values,
      ),
    );
  }
  return found;
}
