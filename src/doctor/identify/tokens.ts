/** Access and refresh tokens of Salesforce, wherever they stand. */
import { mask } from '../mask.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import type { Finding } from '../finding.ts';
import type { Thing } from '../thing.ts';
import { rows } from './facts.ts';
import type { PartRecogniser } from './recogniser.ts';

// The org id and what follows its `!`, which an address writes %21 (help: remoteaccess_access_tokens).
const ACCESS = /(?<![A-Za-z0-9])(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)(?:!|%(?:25){0,3}21)([\w.]{16,2048})/g;
const REFRESH = /(?<![\w.])5Aep[\w.]{40,2048}/g;
/** Those seen have 96 characters after the `!`. */
const USUAL = 80;

export const findTokens: PartRecogniser = (text, { from, mended }) => {
  const base = { from, mended, secret: true, forms: [] };
  const access = [...text.matchAll(ACCESS)].map((match) => {
    const [whole, org = '', rest = ''] = match;
    const thing: Thing = {
      ...base,
      kind: 'access-token/opaque',
      title: 'a Salesforce access token (session ID)',
      facts: rows({ Token: mask('access-token', whole), 'Org ID': org }),
      findings: [rest.length < USUAL ? cutOff(whole.length) : bearer()],
    };
    return { thing, start: match.index, end: match.index + whole.length };
  });
  const refresh = [...text.matchAll(REFRESH)].map((match) => {
    const [whole] = match;
    const thing: Thing = {
      ...base,
      kind: 'refresh-token',
      title: 'a Salesforce refresh token',
      facts: rows({ Token: mask('refresh-token', whole) }),
      findings: [worded(INSPECT, { code: 'token/refresh', severity: 'note' })],
    };
    return { thing, start: match.index, end: match.index + whole.length };
  });
  return [...access, ...refresh];
};

function bearer(): Finding {
  return worded(INSPECT, { code: 'token/bearer', severity: 'note' });
}

function cutOff(length: number): Finding {
  const said = { code: 'inspect/masked', severity: 'risk', certainty: 'likely' } as const;
  return worded(INSPECT, said, { length });
}
