/** The consumer key and the username: their shape, and what they look like instead. */
import { checkConsumerKey, checkUsername, looksLikeSecret } from '../../core/details.ts';
import type { Org } from '../../core/org.ts';
import { sandboxName, sandboxUsername } from '../../core/sandbox.ts';
import type { Certainty, Finding, Severity } from '../finding.ts';
import type { CheckCode } from '../words-check.ts';
import { orgIn, type ConnectionFacts, type Rule } from './facts.ts';
import { good, say, seen, wrong } from './said.ts';

function less(
  code: CheckCode,
  severity: Severity,
  certainty: Certainty,
  ...evidence: string[]
): Finding {
  return say({ code, severity, certainty, evidence: seen(...evidence) });
}

const consumerKey: Rule = ({ consumerKey }) => {
  if (consumerKey === undefined) return null;
  const key = consumerKey.trim();
  const error = checkConsumerKey(key);
  if (error) return wrong('check/consumer-key-shape', error);
  const has = `it has ${key.length} characters and begins with ${key.slice(0, 4)}`;
  if (looksLikeSecret(key))
    return less('check/consumer-secret', 'fault', 'likely', `it is a run of ${key.length} digits`);
  // A record's id begins with the prefix of its kind, which has a digit in front: 00D for an org.
  if (/^\d[0-9A-Za-z]{14}(?:[0-9A-Za-z]{3})?$/.test(key))
    return less('check/consumer-key-id', 'fault', 'likely', has);
  if (key.startsWith('3MVG')) return good('check/consumer-key', has);
  return less('check/consumer-key-unusual', 'note', 'possible', has);
};

/** Mail services whose addresses people have for themselves. */
const MAIL =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|gmx|web|proton|protonmail)\.[a-z]{2,3}$/;
/** What follows the usual ending of an address; two letters would be a country's. */
const BEHIND = /\.(?:com|org|net|edu|gov)\.([a-z0-9]{3,10})$/;

const username: Rule = (facts) => {
  if (facts.username === undefined) return null;
  const name = facts.username.trim();
  const error = checkUsername(name);
  if (error) return wrong('check/username-shape', error);
  const org = orgIn(facts);
  return (
    eMail(domainOf(name)) ??
    (org && suffix(name, org)) ??
    good('check/username', ...spoken(name, org, facts))
  );
};

function domainOf(name: string): string {
  return name.slice(name.indexOf('@') + 1).toLowerCase();
}

function eMail(domain: string): Finding | null {
  if (domain.endsWith('.invalid')) {
    const why = 'a sandbox adds .invalid to e-mail addresses, not to usernames';
    return less('check/username-email', 'fault', 'likely', why);
  }
  if (!MAIL.test(domain)) return null;
  const why = `addresses at ${domain} are those of a mail service`;
  return less('check/username-email', 'risk', 'possible', why);
}

function suffix(name: string, org: Org): Finding | null {
  const domain = domainOf(name);
  const behind = BEHIND.exec(domain)?.[1];
  if (sandboxUsername(name, org) !== null) {
    const sandbox = sandboxName(org);
    const production = behind === undefined ? name : name.slice(0, -behind.length - 1);
    return say(
      {
        code: 'check/username-suffix',
        severity: 'risk',
        certainty: behind === undefined ? 'possible' : 'likely',
        evidence: seen(
          `by its address the sandbox is called ${sandbox}`,
          `the username ends in ${behind === undefined ? domain : `.${behind}`}`,
        ),
      },
      { username: `${production}.${sandbox}` },
    );
  }
  if (behind === undefined || !['production', 'developer'].includes(org.kind)) return null;
  const not = `${org.host} is not a sandbox’s address`;
  return less('check/username-sandbox', 'risk', 'possible', `the username ends in .${behind}`, not);
}

/** What is to be said of one that looks right. */
function spoken(name: string, org: Org | null, { certificate }: ConnectionFacts): string[] {
  const email = certificate?.subject.email.trim().toLowerCase();
  const sandbox = org ? sandboxName(org) : '';
  return [
    ...(sandbox ? [`it ends in the sandbox’s name, ${sandbox}`] : []),
    ...(email && email === name.toLowerCase()
      ? ['the certificate has the same text as its e-mail address: see that it is the username']
      : []),
  ];
}

export const USER: readonly Rule[] = [consumerKey, username];
