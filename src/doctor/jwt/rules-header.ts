/** Rules about the form, the header and the signature (RFC 7515; help remoteaccess_oauth_jwt_flow). */
import { say, seen, shown, type JwtFacts, type JwtRule } from './facts.ts';
import type { Damage } from './text.ts';
import type { JwtCode } from '../words-jwt.ts';

/** A server gets the text as it stands, so each of these has a login refused; the last two do no harm. */
const DAMAGE: Readonly<Record<Damage, [JwtCode, 'fault' | 'note']>> = {
  bearer: ['jwt/bearer', 'note'],
  field: ['jwt/around', 'note'],
  'url-encoded': ['jwt/url-encoded', 'note'],
  quoted: ['jwt/quoted', 'note'],
  'white-space': ['jwt/white-space', 'fault'],
  alphabet: ['jwt/alphabet', 'fault'],
  padding: ['jwt/padding', 'fault'],
  around: ['jwt/around', 'note'],
};

export const form: JwtRule = ({ damage }) =>
  damage.map((one) => {
    const [code, severity] = DAMAGE[one];
    return say(code, severity, { certainty: severity === 'fault' ? 'likely' : 'certain' });
  });

export const twice: JwtRule = ({ repeated }) =>
  repeated.length === 0
    ? null
    : say('jwt/repeated', 'risk', { values: { names: repeated.map(shown).join(', ') } });

export const algorithm: JwtRule = ({ header, checked }) => {
  const { alg } = header;
  if (typeof alg !== 'string') return say('jwt/alg-missing', 'fault');
  if (checked.state === 'unchecked' && checked.why === 'unsigned')
    return say('jwt/unsigned', 'fault');
  const values = { alg: shown(alg) };
  if (alg === 'RS256') return say('jwt/alg-good', 'good');
  // Names of algorithms are case-sensitive (RFC 7515 section 4.1.1).
  if (/^rs256$/i.test(alg)) return say('jwt/alg-case', 'fault', { certainty: 'likely', values });
  if (/^none$/i.test(alg)) return say('jwt/unsigned', 'fault');
  if (/^HS/.test(alg)) return say('jwt/alg-shared', 'fault', { certainty: 'likely', values });
  if (/^(?:RS|PS)\d{3}$/.test(alg))
    return say('jwt/alg-undocumented', 'risk', { certainty: 'likely', values });
  return say('jwt/alg-other', 'fault', { certainty: 'likely', values });
};

export const headerFields: JwtRule = ({ header }) => {
  const { typ, kid, crit } = header;
  const carried = ['jwk', 'jku', 'x5c', 'x5u'].filter((name) => name in header);
  return [
    ...(typ === undefined || (typeof typ === 'string' && /^jwt$/i.test(typ))
      ? []
      : [say('jwt/typ', 'note', { certainty: 'possible', values: { typ: shown(typ) } })]),
    ...(kid === undefined ? [] : [say('jwt/kid', 'note', { certainty: 'likely' })]),
    ...(carried.length === 0
      ? []
      : [
          say('jwt/key-inside', 'note', {
            certainty: 'likely',
            values: { names: carried.join(', ') },
          }),
        ]),
    ...(crit === undefined
      ? []
      : [say('jwt/crit', 'risk', { certainty: 'likely', values: { names: shown(crit) } })]),
  ];
};

export const signature: JwtRule = ({ kind, checked, claims }) => {
  // Other JWTs are signed by whoever issued them.
  if (kind !== 'assertion' && checked.state !== 'good') return null;
  if (checked.state === 'good') {
    const { name, consumerKey } = checked.key;
    const other = consumerKey !== undefined && claims['iss'] !== consumerKey;
    const values = { key: shown(name) };
    return other
      ? say('jwt/signature-other-app', 'risk', { certainty: 'likely', values })
      : say('jwt/signature-good', 'good', { values });
  }
  if (checked.state === 'unchecked') {
    return checked.why === 'no-key' ? say('jwt/signature-unknown', 'note') : null;
  }
  const { expected, tried } = checked;
  const [first] = expected;
  if (first) {
    const evidence = seen(
      `iss is the consumer key of ${shown(first.name)}, whose key did not make it`,
    );
    return say('jwt/signature-bad', 'fault', { certainty: 'likely', evidence });
  }
  const evidence = seen(
    tried === 1 ? 'the one key here did not make it' : `none of the ${tried} keys here made it`,
  );
  return say('jwt/signature-foreign', 'note', { evidence });
};

/** An RS256 signature is as long as the modulus (RFC 8017 section 8.2.1). */
export function signatureLength({ header }: JwtFacts, bytes: number): ReturnType<JwtRule> {
  if (header['alg'] !== 'RS256' || bytes === 0) return null;
  const values = { bits: bytes * 8, bytes };
  if (bytes < 256 && [64, 96, 128, 192].includes(bytes)) {
    return say('jwt/short-key', 'fault', { certainty: 'likely', values });
  }
  return bytes < 256 || bytes % 32 !== 0
    ? say('jwt/signature-cut', 'fault', { certainty: 'likely', values })
    : null;
}
