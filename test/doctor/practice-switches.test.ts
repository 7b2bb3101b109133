/** What is broken in the practice org, told by name from its answers, until nothing is. */
import { beforeAll, expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import {
  askSingleAccess,
  askUserinfo,
  sessionEndpoint,
  type SessionCall,
} from '../../src/core/session.ts';
import { AppError } from '../../src/core/errors.ts';
import {
  exchangeAssertion,
  tokenEndpoint,
  type Refusal,
  type Token,
} from '../../src/core/token.ts';
import { explainText } from '../../src/doctor/failures.ts';
import { explainCall, explainRefusal } from '../../src/doctor/refusal.ts';
import { REGISTER_PATH, SWITCHES_OFF, type Switches } from '../../src/practice/app.ts';
import { createPracticeOrg } from '../../src/practice/practice-org.ts';
import {
  claims,
  makePair,
  NOW,
  ORIGIN,
  PAGE,
  registration,
  sign,
  type Pair,
} from '../practice/_app.ts';

type Switch = keyof Switches;

/** The cause that each switch is found by. */
const CAUSES: Readonly<Record<Switch, string>> = {
  userNotApproved: 'refusal/not-pre-authorized',
  anotherCertificate: 'refusal/signature',
  appMissing: 'refusal/other-org',
  corsOff: 'client/cors',
  apiOnly: 'call/api-only',
  noWebScope: 'call/scope',
  tokenExpired: 'call/token-over',
};
const SWITCHES = Object.keys(SWITCHES_OFF) as Switch[];
const PAIRS = SWITCHES.flatMap((one, at) =>
  SWITCHES.slice(at + 1).map((other) => [one, other] as const),
);

let pair: Pair;
beforeAll(async () => {
  pair = await makePair();
});

/** The first cause named for an org that is broken so; `null` where login and every call work. */
async function diagnose(broken: readonly Switch[]): Promise<string | null> {
  const handler = createPracticeOrg({ origin: ORIGIN, pages: [PAGE], now: () => NOW });
  const org = readLoginUrl(ORIGIN, { practice: ORIGIN });
  /** As a page reads answers, and as curl does. */
  const fetchAs =
    (page: string | undefined): typeof fetch =>
    async (input, init) => {
      const response = await handler.handle(new Request(input, init), page);
      const readable = response.headers.get('access-control-allow-origin') === page;
      if (page !== undefined && !readable) throw new TypeError('Failed to fetch');
      return response;
    };
  const [straight, command] = [fetchAs(PAGE), fetchAs(undefined)];
  const switches = Object.fromEntries(broken.map((name) => [name, true]));
  const body = registration(pair.certificate, switches);
  await straight(ORIGIN + REGISTER_PATH, { method: 'POST', body });

  const call = (name: SessionCall, token: Token, fetch: typeof globalThis.fetch) => ({
    endpoint: sessionEndpoint(name, token, { practice: ORIGIN }),
    fetch,
  });
  let during: SessionCall | null = null;
  try {
    const assertion = sign(claims(), pair.privateKey);
    const token = await exchangeAssertion(assertion, {
      endpoint: tokenEndpoint(org),
      fetch: straight,
    });
    during = 'userinfo';
    await askUserinfo(token, call('userinfo', token, straight));
    during = 'singleaccess';
    await askSingleAccess(token, { ...call('singleaccess', token, command), practice: ORIGIN });
    return null;
  } catch (thrown) {
    const { code, cause } = AppError.from(thrown);
    if (code === 'exchange/unreadable') return explainText(String(cause))[0]?.code ?? code;
    const refusal = cause as Refusal;
    const findings = during
      ? explainCall(refusal, { org, call: during, named: during === 'singleaccess' })
      : explainRefusal(refusal, { org });
    return findings[0]?.code ?? code;
  }
}

test('an org in which nothing is broken has no cause', async () => {
  expect(await diagnose([])).toBeNull();
});

test.each(SWITCHES)('the switch %s is named from the answer', async (name) => {
  expect(await diagnose([name])).toBe(CAUSES[name]);
});

test.each(PAIRS)('%s and %s are named one after the other', async (...pair) => {
  let broken: Switch[] = [...pair];
  for (let left = 2; left > 0; left -= 1) {
    const cause = await diagnose(broken);
    const named = broken.find((name) => CAUSES[name] === cause);
    expect(named, `${cause} is none of ${broken.join(' and ')}`).toBeDefined();
    broken = broken.filter((name) => name !== named);
  }
  expect(await diagnose(broken)).toBeNull();
});
