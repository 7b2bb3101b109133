/** Rules about when: exp, iat, nbf, and jti, which makes it good for once. */
import type { Finding } from '../finding.ts';
import { spanText } from '../moment.ts';
import { say, seen, shown, type JwtRule } from './facts.ts';
import { readNumericDate } from './numeric-date.ts';

const SECOND = 1000;
/** How far beyond `exp` is still let through, as the Identity guide is quoted; and how far ahead is documented. */
const BUFFER = 180 * SECOND;
const DOCUMENTED = 180 * SECOND;
const OLDER_TEXTS = 300 * SECOND;
/** A clock that is off by less is off by chance. */
const CLOCK = 60 * SECOND;

export const expiry: JwtRule = ({ claims, now }) => {
  const { exp, iat } = claims;
  if (exp === undefined) return say('jwt/exp-missing', 'fault', { certainty: 'likely' });
  const time = readNumericDate(exp);
  const values = { exp: shown(exp) };
  if (!time) return say('jwt/exp-wrong', 'fault', { certainty: 'likely', values });
  const findings: Finding[] = [];
  if (typeof exp === 'string') findings.push(say('jwt/exp-text', 'note', { certainty: 'likely' }));
  if (time.unit !== 'seconds') {
    const finding = say('jwt/exp-unit', 'risk', {
      certainty: 'likely',
      values: { unit: time.unit },
    });
    return [...findings, finding];
  }
  const left = time.at - now;
  const span = { values: { span: spanText(left) } };
  if (left <= 0) {
    const made = readNumericDate(iat);
    const evidence = seen(
      `it ended ${spanText(left)} ago by this device’s clock`,
      ...(made && made.at < time.at ? [`it was made to last ${spanText(time.at - made.at)}`] : []),
    );
    const certainty = left < -BUFFER ? 'certain' : 'likely';
    findings.push(say('jwt/exp-past', 'fault', { certainty, evidence, ...span }));
  } else if (left > OLDER_TEXTS) {
    findings.push(say('jwt/exp-far', 'risk', { certainty: 'possible', ...span }));
  } else {
    const late = left > DOCUMENTED;
    findings.push(say(late ? 'jwt/exp-late' : 'jwt/exp-good', late ? 'note' : 'good', span));
  }
  return findings;
};

export const issuedAt: JwtRule = ({ claims: { iat }, now }) => {
  if (iat === undefined) return null;
  const time = readNumericDate(iat);
  const ahead = time ? time.at - now : 0;
  if (time && ahead <= CLOCK) return null;
  const evidence = seen(
    time ? `iat is ${spanText(ahead)} ahead of this device’s clock` : `iat is ${shown(iat)}`,
  );
  return say('jwt/iat', 'note', { certainty: 'possible', evidence });
};

export const notBefore: JwtRule = ({ claims: { nbf }, now }) => {
  const time = readNumericDate(nbf);
  // One second may lie between two readings of one clock.
  if (!time || time.at - now <= SECOND) return null;
  return say('jwt/nbf', 'risk', {
    certainty: 'possible',
    values: { span: spanText(time.at - now) },
  });
};

export const once: JwtRule = ({ claims }) =>
  'jti' in claims ? say('jwt/jti', 'note', { certainty: 'possible' }) : null;

/** For a JWT that is no assertion: whether it is over. */
export const over: JwtRule = ({ claims: { exp }, now }) => {
  const time = readNumericDate(exp);
  if (!time) return null;
  const values = { span: spanText(time.at - now) };
  return time.at <= now
    ? say('jwt/over', 'note', { values })
    : say('jwt/lasts', 'note', { values });
};
