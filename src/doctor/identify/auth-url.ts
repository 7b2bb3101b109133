/** SFDX auth URLs: `force://<clientId>:<clientSecret>:<refreshToken>@<host>` (sfdx-core parseSfdxAuthUrl). */
import { isSalesforceHost } from '../../core/hosts.ts';
import { mask } from '../mask.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import type { PartRecogniser } from './recogniser.ts';

export const AUTH_URLS: PartRecogniser = {
  pattern:
    /\bforce:\/\/([^\s:@"'/<>]{1,512}):([^\s:@"'/<>]{0,512}):([^\s:@"'/<>]{1,2048})@([A-Za-z0-9.-]{1,253})/g,
  read: ([, clientId = '', clientSecret = '', refreshToken = '', host = ''], { from, mended }) => ({
    kind: 'auth-url/sfdx',
    title: 'an SFDX auth URL',
    from,
    mended,
    secret: true,
    facts: rows({
      'Consumer key': clientId,
      'Consumer secret': clientSecret === '' ? 'none' : mask('secret', clientSecret),
      'Refresh token': mask('refresh-token', refreshToken),
      Host: host,
    }),
    findings: [
      ...(isSalesforceHost(host.toLowerCase())
        ? []
        : [worded(INSPECT, { code: 'url/foreign-host', severity: 'fault' }, { host })]),
      worded(INSPECT, { code: 'auth-url/other-way', severity: 'note' }),
      worded(INSPECT, { code: 'token/refresh', severity: 'note' }),
    ],
    forms: [],
  }),
};
