/**
 * Every break switch of the practice org, and any two: named by the doctor, one after the other, until
 * everything works. From the connection alone where it can be known, from the answer otherwise.
 */
import { beforeAll, expect, test } from 'vitest';
import { buildClaims, signAssertion, tryAssertion } from '../../../src/core/assertion.ts';
import {
  checkPair,
  readCertificate,
  type CertificateRecord,
} from '../../../src/core/certificate.ts';
import { AppError } from '../../../src/core/errors.ts';
import { importPrivateKey, type Key } from '../../../src/core/key.ts';
import { PRACTICE_IN_PAGE, readLoginUrl } from '../../../src/core/org.ts';
import { askSingleAccess, askUserinfo, sessionEndpoint } from '../../../src/core/session.ts';
import {
  exchangeAssertion,
  tokenEndpoint,
  type Refusal,
  type Token,
} from '../../../src/core/token.ts';
import { askWellKnown } from '../../../src/core/well-known.ts';
import { checkConnection } from '../../../src/doctor/check/check.ts';
import type { ConnectionFacts } from '../../../src/doctor/check/facts.ts';
import type { Finding } from '../../../src/doctor/finding.ts';
import { explainCall, explainRefusal } from '../../../src/doctor/refusal.ts';
import type { Switches } from '../../../src/practice/app.ts';
import { createPracticeOrg, type PracticeOrg } from '../../../src/practice/practice-org.ts';
import { CONSUMER_KEY, makePair, NOW, PAGE, register, USERNAME } from '../../practice/_app.ts';

type Switch = keyof Switches;

/** What each is called, and whence it is known. */
const NAMED: Readonly<
  Record<Switch, { code: string; from: 'connection' | 'answer'; because: string }>
> = {
  noWebScope: {
    code: 'call/scope',
    from: 'connection',
    because: 'the token that the connection holds names its scopes',
  },
  userNotApproved: {
    code: 'refusal/not-pre-authorized',
    from: 'answer',
    because: 'who is approved is kept in the org, and no page may read it',
  },
  anotherCertificate: {
    code: 'refusal/signature',
    from: 'answer',
    because: 'Salesforce shows nobody which certificate an app holds',
  },
  appMissing: {
    code: 'refusal/other-org',
    from: 'answer',
    because: 'a consumer key does not tell its org',
  },
  corsOff: {
    code: 'client/cors',
    from: 'answer',
    because:
      'only an answer that cannot be read shows it; that the org answers at all tells it from silence',
  },
  apiOnly: {
    code: 'call/api-only',
    from: 'answer',
    because: 'what a user may do is kept in the org, and the token does not say it',
  },
  tokenExpired: {
    code: 'call/token-over',
    from: 'answer',
    because: 'a token does not say when its session ends',
  },
};
const SWITCHES = Object.keys(NAMED) as Switch[];

const ORG = readLoginUrl(PRACTICE_IN_PAGE, { practice: PRACTICE_IN_PAGE });
let key: Key;
let certificate: CertificateRecord;

beforeAll(async () => {
  const made = await makePair();
  const pem = String(made.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  key = await importPrivateKey(pem, { now: NOW });
  certificate = await readCertificate(made.certificate);
});

const CLAIMS = buildClaims({
  consumerKey: CONSUMER_KEY,
  username: USERNAME,
  audience: PRACTICE_IN_PAGE,
  lifetime: 180,
  now: NOW,
});

async function known(): Promise<ConnectionFacts> {
  return {
    now: NOW.getTime(),
    key: key.record,
    certificate,
    pair: await checkPair(key, certificate.pem),
    trial: await tryAssertion(CLAIMS, key.privateKey, certificate.pem),
    org: ORG,
    consumerKey: CONSUMER_KEY,
    username: USERNAME,
    lifetime: '180',
    audience: PRACTICE_IN_PAGE,
    way: 'straight',
    wants: ['open'],
    clock: { unknown: 'This page comes from this very device.' },
  };
}

const faults = (facts: ConnectionFacts) =>
  checkConnection(facts).filter(({ severity }) => severity === 'fault');

interface Diagnosis {
  finding: Finding | undefined;
  from: 'connection' | 'answer';
}

/** Uses the connection as a page does, up to the first thing that fails; `null` where nothing does. */
async function use({ straight: fetch, proxied }: Reached): Promise<Diagnosis | null> {
  const facts = await known();
  const [before] = faults({ ...facts, token: null });
  if (before) return { finding: before, from: 'connection' };
  let token: Token;
  try {
    const { jwt } = await signAssertion(CLAIMS, key.privateKey);
    token = await exchangeAssertion(jwt, { endpoint: tokenEndpoint(ORG), fetch });
  } catch (thrown) {
    const { code, cause } = AppError.from(thrown);
    if (code === 'exchange/refused')
      return { finding: explainRefusal(cause as Refusal, { org: ORG })[0], from: 'answer' };
    const wellKnown = await askWellKnown(ORG, { fetch });
    const unreadable = code === 'exchange/unreadable';
    return { finding: faults({ ...facts, token: null, unreadable, wellKnown })[0], from: 'answer' };
  }
  const scopes = token.scope?.split(' ');
  const [after] = faults({ ...facts, token: { scopes } });
  if (after) return { finding: after, from: 'connection' };
  const where = { practice: PRACTICE_IN_PAGE };
  try {
    await askUserinfo(token, { endpoint: sessionEndpoint('userinfo', token, where), fetch });
  } catch (thrown) {
    const { cause } = AppError.from(thrown);
    return {
      finding: explainCall(cause as Refusal, { org: ORG, call: 'userinfo' })[0],
      from: 'answer',
    };
  }
  try {
    const endpoint = sessionEndpoint('singleaccess', token, where);
    await askSingleAccess(token, { ...where, endpoint, fetch: proxied });
    return null;
  } catch (thrown) {
    const { cause } = AppError.from(thrown);
    const told = { org: ORG, call: 'singleaccess', named: true } as const;
    return { finding: explainCall(cause as Refusal, told)[0], from: 'answer' };
  }
}

/** The org as a page may read it, and as a proxy does, where CORS has no say. */
interface Reached {
  org: PracticeOrg;
  straight: typeof globalThis.fetch;
  proxied: typeof globalThis.fetch;
}

function reach(): Reached {
  const org = createPracticeOrg({ origin: PRACTICE_IN_PAGE, pages: [PAGE], now: () => NOW });
  return {
    org,
    straight: async (input, init) => {
      const response = await org.handle(new Request(input, init), PAGE);
      if (response.headers.get('access-control-allow-origin') === PAGE) return response;
      throw new TypeError('Failed to fetch');
    },
    proxied: (input, init) => org.handle(new Request(input, init)),
  };
}

/** What is broken, mended as the doctor names it; the order in which it did. */
async function repair(broken: readonly Switch[]): Promise<Switch[]> {
  const reached = reach();
  const left = new Set(broken);
  const named: Switch[] = [];
  for (;;) {
    const switches = Object.fromEntries([...left].map((name) => [name, true]));
    expect((await register(reached.org, certificate.pem, switches)).status).toBe(200);
    const diagnosis = await use(reached);
    if (diagnosis === null) return named;
    const { finding, from } = diagnosis;
    const found = SWITCHES.find((name) => left.has(name) && NAMED[name].code === finding?.code);
    if (found === undefined) throw new Error(`${[...left].join(', ')} is called ${finding?.code}`);
    expect(from, NAMED[found].because).toBe(NAMED[found].from);
    named.push(found);
    left.delete(found);
  }
}

test('a connection to the practice org with nothing broken works, and the check finds no fault', async () => {
  expect(await repair([])).toEqual([]);
});

test.each(SWITCHES)('%s is named', async (name) => {
  expect(await repair([name])).toEqual([name]);
});

const PAIRS = SWITCHES.flatMap((one, at) =>
  SWITCHES.slice(at + 1).map((other) => [one, other] as const),
);

test.each(PAIRS)('%s and %s are both named, one after the other', async (one, other) => {
  const named = await repair([one, other]);
  expect([...named].sort()).toEqual([one, other].sort());
});
