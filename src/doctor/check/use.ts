/** Whether the token will do what it is wanted for, and what is still open in Setup. */
import type { Finding } from '../finding.ts';
import { isNewKey } from '../past.ts';
import { orgIn, type ConnectionFacts, type Rule, type Want } from './facts.ts';
import { foreseen, good, say, seen } from './said.ts';

/** The scopes of which one is needed for it; a login that calls the API needs them in any case. */
const CALLS = ['api', 'full'];
const NEEDED: Readonly<Record<Want, readonly string[]>> = {
  scratch: CALLS,
  open: ['web', 'full'],
  page: CALLS,
};

const scopes: Rule = ({ token, wants = [] }) => {
  if (token === undefined) return null;
  const has = token?.scopes;
  if (has === undefined) return unknownScopes(wants);
  const names = `the last token’s scope is ${has.join(', ') || 'empty'}`;
  const lacks = (needed: readonly string[]) => !needed.some((one) => has.includes(one));
  const found: Finding[] = [];
  if (wants.includes('open') && token?.jwt)
    found.push(
      say({
        code: 'check/token-jwt',
        severity: 'fault',
        evidence: seen('the last token is a JSON Web Token'),
      }),
    );
  if (lacks(NEEDED.open)) {
    // Only a note to those who will not open it.
    const severity = wants.includes('open') ? 'fault' : 'note';
    found.push(foreseen('call/scope', severity, 'certain', names));
  }
  if (lacks(CALLS)) found.push(foreseen('client/session-not-for-api', 'risk', 'likely', names));
  return found.length > 0 ? found : good('check/scopes', names);
};

function unknownScopes(wants: readonly Want[]): Finding | null {
  if (wants.length === 0) return null;
  const needed = ['refresh_token', ...new Set(wants.map((want) => NEEDED[want][0] ?? ''))];
  const code = 'check/scopes-unknown';
  return say({ code, severity: 'note' }, { scopes: needed.join(', ') });
}

/** Salesforce's guide asks for a Connected App there (dev: sfdx_dev_auth_eca); users report C-1016. */
const devHub: Rule = ({ wants = [], appKind }) => {
  if (!wants.includes('scratch') || appKind === 'connected') return null;
  const certainty = appKind === 'external' ? 'likely' : 'possible';
  return foreseen(
    'client/scratch-signup',
    'risk',
    certainty,
    'scratch orgs are to be made from this Dev Hub',
    ...(appKind === 'external' ? ['the app is an External Client App'] : []),
  );
};

/** So many open steps are named. */
const NAMED = 6;

const ticks: Rule = (facts) => {
  const { openTicks = [], token, appKind } = facts;
  // The guide is that for an External Client App.
  if (openTicks.length === 0 || token || appKind === 'connected' || isPractice(facts)) return null;
  const more = openTicks.length - NAMED;
  const named = openTicks.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const evidence = seen(`open in step 2: ${named}`);
  return say({ code: 'check/ticks', severity: 'note', evidence });
};

const newKey: Rule = (facts) => {
  if (!isNewKey(facts) || facts.token || isPractice(facts)) return null;
  const evidence = seen('the last token came for another key');
  return say({ code: 'check/new-key', severity: 'risk', certainty: 'likely', evidence });
};

/** Which is told the certificate before each assertion, and has no Setup. */
function isPractice(facts: ConnectionFacts): boolean {
  return orgIn(facts)?.kind === 'practice';
}

export const USE: readonly Rule[] = [scopes, devHub, ticks, newKey];
