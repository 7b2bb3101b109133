/** What is signed: audience, lifetime, and a trial assertion seen with the certificate alone. */
import { checkLifetime } from '../../core/details.ts';
import { audiencesFor } from '../../core/org.ts';
import { orgIn, type ConnectionFacts, type Rule } from './facts.ts';
import { foreseen, good, say, seen, wrong } from './said.ts';

/** Seconds: documented (help: remoteaccess_oauth_jwt_flow), and what leaves room for two clocks. */
const DOCUMENTED = 180;
const ENOUGH = 30;

const audience: Rule = (facts) => {
  const { audience } = facts;
  const org = orgIn(facts);
  if (audience === undefined || org === null) return null;
  const fits = audiencesFor(org);
  const has = `aud is ${audience}`;
  if (fits.includes(audience)) return good('check/audience', has);
  return foreseen(
    'refusal/audience',
    'fault',
    'likely',
    has,
    `for ${org.host} it would be ${fits[0]}`,
  );
};

const lifetime: Rule = ({ lifetime }) => {
  if (lifetime === undefined) return null;
  const seconds = Number(lifetime.trim());
  const error = checkLifetime(lifetime);
  // A jwt.json may hold more than the page offers, and keeps it.
  if (error && !(Number.isSafeInteger(seconds) && seconds > DOCUMENTED))
    return wrong('check/lifetime-shape', error);
  const has = `it is good for ${seconds} seconds`;
  if (seconds >= ENOUGH && seconds <= DOCUMENTED) return good('check/lifetime', has);
  const long = seconds > DOCUMENTED;
  return say({
    code: long ? 'check/lifetime-long' : 'check/lifetime-short',
    severity: seconds > 300 || !long ? 'risk' : 'note',
    certainty: 'possible',
    evidence: seen(has),
  });
};

/** Each as a sentence, and whether it holds. */
function points(facts: ConnectionFacts): [holds: boolean, text: string][] {
  const { trial, consumerKey, username } = facts;
  if (trial === undefined || 'error' in trial) return [];
  const { header, claims, verified } = trial;
  const { iss, sub, prn, aud, exp, iat } = claims;
  // By the clock that signed it: what another one says is for the rule of clock.ts.
  const left = typeof exp === 'number' && typeof iat === 'number' ? exp - iat : NaN;
  const shown = (value: unknown) => (typeof value === 'string' ? value : `a ${typeof value}`);
  const org = orgIn(facts);
  const fits = org ? audiencesFor(org) : [];
  return [
    [verified, 'its signature, verified with the certificate’s public key'],
    [header['alg'] === 'RS256', `alg is ${shown(header['alg'])}`],
    [iss === consumerKey?.trim(), 'iss is the consumer key'],
    [prn === undefined && sub === username?.trim(), 'sub is the username'],
    [typeof aud === 'string' && fits.includes(aud), `aud is ${shown(aud)}`],
    [Number.isSafeInteger(exp) && left > 0, 'exp was still to come when it was signed'],
  ];
}

const trial: Rule = (facts) => {
  const { trial } = facts;
  if (trial === undefined) return null;
  const code = 'check/assertion-wrong';
  if ('error' in trial) {
    const { message, hint } = trial.error;
    return say({ code, severity: 'fault', evidence: seen(message) }, { hint });
  }
  const all = points(facts);
  if (all.every(([holds]) => holds)) return good('check/assertion', ...all.map(([, text]) => text));
  const failing = all.filter(([holds]) => !holds).map(([, text]) => `not so: ${text}`);
  const hint = 'Mend what is named here, then check again.';
  return say({ code, severity: 'fault', evidence: seen(...failing) }, { hint });
};

export const ASSERTION: readonly Rule[] = [audience, lifetime, trial];
