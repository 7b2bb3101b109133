/** Salesforce's rules about who asks, for whom, and at whom: iss, sub, prn, aud, scope. */
import { checkConsumerKey, checkUsername, looksLikeSecret } from '../../core/details.ts';
import { AppError } from '../../core/errors.ts';
import { audiencesFor, isSalesforceHost, readLoginUrl, type Org } from '../../core/org.ts';
import type { Finding } from '../finding.ts';
import { say, seen, shown, type JwtRule } from './facts.ts';
import { hostOf } from './kind.ts';

export const issuer: JwtRule = ({ claims: { iss } }) => {
  if (iss === undefined || iss === '') return say('jwt/iss-missing', 'fault');
  const values = { iss: shown(iss) };
  if (typeof iss !== 'string') return say('jwt/iss-wrong', 'fault', { values });
  const likely = { certainty: 'likely', values } as const;
  if (iss.trim() !== iss) return say('jwt/iss-space', 'fault', likely);
  if (iss.includes('://') || iss.includes('@')) return say('jwt/iss-wrong', 'fault', likely);
  if (looksLikeSecret(iss)) return say('jwt/iss-secret', 'fault', { certainty: 'likely' });
  const shape = checkConsumerKey(iss);
  if (shape) return say('jwt/iss-wrong', 'fault', { ...likely, evidence: seen(shape.message) });
  return say('jwt/iss-good', 'good');
};

export const subject: JwtRule = ({ claims }) => {
  const { sub, prn } = claims;
  const name = prn === undefined ? 'sub' : 'prn';
  const user = prn ?? sub;
  if (user === undefined || user === '') return say('jwt/sub-missing', 'fault');
  const values = { name, user: shown(user), sub: shown(sub) };
  const findings: Finding[] = [];
  if (prn !== undefined) {
    const wins = sub !== undefined && sub !== prn;
    const code = wins ? 'jwt/prn-wins' : 'jwt/prn';
    findings.push(say(code, wins ? 'risk' : 'note', { certainty: 'likely', values }));
  }
  if (typeof user !== 'string' || checkUsername(user)) {
    return [...findings, say('jwt/sub-wrong', 'fault', { certainty: 'likely', values })];
  }
  if (user.trim() !== user) {
    return [...findings, say('jwt/sub-space', 'fault', { certainty: 'likely', values })];
  }
  return [...findings, say('jwt/sub-good', 'good', { values })];
};

export const audience: JwtRule = ({ claims: { aud }, org, practice }) => {
  if (aud === undefined || aud === '') return say('jwt/aud-missing', 'fault');
  const values = { aud: shown(aud) };
  const likely = { certainty: 'likely', values } as const;
  if (Array.isArray(aud)) return say('jwt/aud-list', 'fault', likely);
  if (typeof aud !== 'string') return say('jwt/aud-wrong', 'fault', { values });
  if (aud === practice)
    return say('jwt/aud-good', 'good', { values: { ...values, label: 'the practice org' } });
  const host = hostOf(aud);
  if (!aud.includes('://') && host && isSalesforceHost(host)) {
    return say('jwt/aud-bare', 'fault', {
      ...likely,
      values: { ...values, url: `https://${host}` },
    });
  }
  let named: Org;
  try {
    named = readLoginUrl(aud);
  } catch (thrown) {
    const evidence = seen(AppError.from(thrown).message);
    return say('jwt/aud-wrong', 'fault', { ...likely, evidence });
  }
  if (named.loginUrl !== aud) {
    const url = { ...values, url: named.loginUrl };
    // A slash or a path behind it: nobody says what Salesforce makes of it. Another host is none of its own.
    const harmless =
      named.changedFrom === undefined && aud.toLowerCase().startsWith(named.loginUrl);
    return harmless
      ? say('jwt/aud-path', 'risk', { certainty: 'possible', values: url })
      : say('jwt/aud-page', 'fault', { certainty: 'likely', values: url });
  }
  if (org && !audiencesFor(org).includes(aud)) {
    const evidence = seen(`the login URL is ${org.loginUrl}`);
    return say('jwt/aud-other-org', 'fault', { ...likely, evidence });
  }
  if (named.kind === 'generic')
    return say('jwt/aud-generic', 'note', { certainty: 'possible', values });
  return say('jwt/aud-good', 'good', { values: { ...values, label: named.label } });
};

export const scope: JwtRule = ({ claims }) =>
  'scope' in claims || 'scp' in claims ? say('jwt/scope', 'note', { certainty: 'likely' }) : null;
