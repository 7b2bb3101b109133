/** The address of an org by itself, as it is copied from an address bar. */
import { readLoginUrl, type Org } from '../../core/org.ts';
import type { Finding } from '../finding.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import type { PartRecogniser } from './recogniser.ts';

const LONGEST = 2_048;

/** After all that read addresses of a known form: this one takes every address of an org. */
export const ORG_ADDRESS: PartRecogniser = {
  pattern: /^\s*((?:https:\/\/)?[\w-]+\.[\w.-]+(?:[/?#]\S*)?)\s*$/g,
  read: ([, typed = ''], { from, mended }) => {
    const org = typed.length > LONGEST ? null : tryLoginUrl(typed);
    return (
      org && {
        kind: 'org/address',
        title: 'the address of an org',
        from,
        mended,
        secret: false,
        facts: rows({ 'Login URL': org.loginUrl, Kind: org.label }, ['Kind']),
        findings: findingsOf(org),
        forms: [],
      }
    );
  },
};

function tryLoginUrl(typed: string): Org | null {
  try {
    return readLoginUrl(typed);
  } catch {
    return null;
  }
}

function findingsOf({ changedFrom, loginUrl, notes }: Org): Finding[] {
  const page =
    changedFrom === undefined
      ? []
      : [worded(INSPECT, { code: 'url/page-host', severity: 'note' }, { login: loginUrl })];
  // The first note of a changed host says the same.
  const rest = changedFrom === undefined ? notes : notes.slice(1);
  return [
    ...page,
    ...rest.map((note) => worded(INSPECT, { code: 'sf/note', severity: 'note' }, { note })),
  ];
}
