/** The certificate: its size, its dates, its form. */
import type { Rule } from './facts.ts';
import { good, say, seen } from './said.ts';

/** Bytes that Setup takes (help: remoteaccess_oauth_jwt_flow). */
const MOST_BYTES = 4096;
const DAY = 86_400_000;
/** So many days before its end it should be renewed. */
const SOON = 30;

const COUNT = new Intl.NumberFormat('en-GB');
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

const missing: Rule = ({ certificate, key }) =>
  certificate === null && key
    ? say({ code: 'check/certificate-missing', severity: 'fault' })
    : null;

const size: Rule = ({ certificate }) => {
  if (!certificate) return null;
  const { pemBytes, derBytes } = certificate;
  const has = `it has ${COUNT.format(pemBytes)} bytes as PEM, ${COUNT.format(derBytes)} as DER`;
  if (pemBytes <= MOST_BYTES) return good('check/certificate-size', has);
  const severity = derBytes <= MOST_BYTES ? 'risk' : 'fault';
  return say({ code: 'check/certificate-large', severity, evidence: seen(has) });
};

const dates: Rule = ({ certificate, now }) => {
  if (!certificate || now === undefined) return null;
  const { notBefore, notAfter } = certificate;
  const from = `it begins on ${DATE.format(notBefore)}`;
  const until = `its last day is ${DATE.format(notAfter)}`;
  const risk = (code: 'over' | 'early' | 'ending', evidence: string) =>
    say({ code: `check/certificate-${code}`, severity: 'risk', evidence: seen(evidence) });
  if (notAfter <= now) return risk('over', until);
  if (notBefore > now) return risk('early', from);
  if (notAfter - now <= SOON * DAY) return risk('ending', until);
  return good('check/certificate-dates', until);
};

const form: Rule = ({ certificate, pair }) => {
  if (!certificate || pair === undefined || 'error' in pair) return null;
  const has = [
    `it is X.509 version ${certificate.version}, for an RSA key`,
    `its own signature is made with ${pair.signedWith}`,
  ];
  const usual = certificate.version === 3 && /^SHA-(?:256|384|512)$/.test(pair.signedWith);
  if (usual) return good('check/certificate-form', ...has);
  return say({
    code: 'check/certificate-unusual',
    severity: 'note',
    certainty: 'possible',
    evidence: seen(...has),
  });
};

export const CERTIFICATE: readonly Rule[] = [missing, size, dates, form];
