/** Access and refresh tokens of Salesforce, wherever they stand. */
import type { Finding } from '../finding.ts';
import { mask } from '../mask.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import type { PartRecogniser } from './recogniser.ts';

/** Those seen have 96 characters after the `!`. */
const USUAL = 80;

/** The org id and what follows its `!`, which an address writes %21 (help: remoteaccess_access_tokens). */
export const ACCESS_TOKENS: PartRecogniser = {
  pattern:
    /(?<![A-Za-z0-9])(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)(?:!|%(?:25){0,3}21)([\w.]{16,2048})(?<!\.)/g,
  read: ([whole, org = '', rest = ''], { from, mended }) => ({
    kind: 'access-token/opaque',
    title: 'a Salesforce access token (session ID)',
    from,
    mended,
    secret: true,
    facts: rows({ Token: mask('access-token', whole), 'Org ID': org }),
    findings: [rest.length < USUAL ? cutOff(whole.length) : bearer()],
    forms: [],
  }),
};

export const REFRESH_TOKENS: PartRecogniser = {
  pattern: /(?<![\w.])5Aep[\w.]{40,2048}/g,
  read: ([whole], { from, mended }) => ({
    kind: 'refresh-token',
    title: 'a Salesforce refresh token',
    from,
    mended,
    secret: true,
    facts: rows({ Token: mask('refresh-token', whole) }),
    findings: [worded(INSPECT, { code: 'token/refresh', severity: 'note' })],
    forms: [],
  }),
};

function bearer(): Finding {
  return worded(INSPECT, { code: 'token/bearer', severity: 'note' });
}

function cutOff(length: number): Finding {
  const said = { code: 'inspect/masked', severity: 'risk', certainty: 'likely' } as const;
  return worded(INSPECT, said, { length });
}
