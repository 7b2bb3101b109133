/** Links that open an org without a login: with a session (help: security_frontdoorjsp) or once (frontdoor_singleaccess). */
import { isSalesforceHost } from '../../core/hosts.ts';
import { mask } from '../mask.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import type { AddressReader } from './addresses.ts';
import { foreignHost, orgIdIn } from './address-findings.ts';
import { rows } from './facts.ts';

export const readFrontdoor: AddressReader = (url, { from, mended }) => {
  if (!/\/secur\/frontdoor\.jsp$/i.test(url.pathname)) return null;
  const query = url.searchParams;
  const session = query.get('sid') ?? '';
  const once = query.get('otp') ?? '';
  if (session === '' && once === '') return null;
  return {
    kind: session === '' ? 'frontdoor/one-time' : 'frontdoor/session',
    title: session === '' ? 'a one-time link into an org' : 'a link into an org, with its session',
    from,
    mended,
    secret: true,
    facts: rows({
      Host: url.host,
      'Session ID': mask('access-token', session),
      'One-time password': mask('secret', once),
      'Org ID': orgIdIn(session || once),
      Opens: query.get('retURL') ?? query.get('startURL') ?? undefined,
    }),
    findings: [
      ...foreignHost(url, isSalesforceHost(url.hostname)),
      session === ''
        ? worded(INSPECT, { code: 'frontdoor/one-time', severity: 'note' })
        : worded(INSPECT, { code: 'frontdoor/session', severity: 'risk' }),
    ],
    forms: [],
  };
};
