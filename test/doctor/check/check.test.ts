import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkConnection } from '../../../src/doctor/check/check.ts';
import type { ConnectionFacts } from '../../../src/doctor/check/facts.ts';
import { FAILURES } from '../../../src/doctor/failures.ts';
import { CHECK } from '../../../src/doctor/words-check.ts';
import { amount } from '../../_tools.ts';
import { CERTIFICATE, faultsOf, KEY, NOW, orgAt, SOUND, TRIAL, USERNAME } from './_facts.ts';

const DAY = 86_400_000;
const PRODUCTION = orgAt('https://acme.my.salesforce.com');
const SHARED = orgAt('https://login.salesforce.com');
const ELSEWHERE = {
  error: { message: 'acme.example is not a Salesforce address', hint: 'Copy it.' },
};

/** Without what only another rule looks at. */
const { trial: _, wellKnown: __, tokenHost: ___, appKind: ____, ...STILL } = SOUND;

test('of nothing known nothing is said', () => {
  expect(checkConnection({})).toEqual([]);
});

test('what is as it should be is listed, and nothing else', () => {
  expect(faultsOf(SOUND)).toEqual([]);
  expect(checkConnection(SOUND).map(({ code }) => code)).toEqual([
    'check/key',
    'check/pair',
    'check/certificate-size',
    'check/certificate-dates',
    'check/certificate-form',
    'check/consumer-key',
    'check/username',
    'check/org',
    'check/org-answers',
    'check/audience',
    'check/lifetime',
    'check/assertion',
    'check/clock',
    'check/scopes',
  ]);
});

const BROKEN: readonly (readonly [what: string, change: ConnectionFacts, found: string])[] = [
  ['no key', { key: null, certificate: null }, 'fault check/key-missing certain'],
  [
    '1024 bits',
    { key: { bits: 1024, publicKeySha256: 'AA:BB:CC:DD' } },
    'fault client/key-short certain',
  ],
  [
    '8192 bits',
    { key: { bits: 8192, publicKeySha256: 'AA:BB:CC:DD' } },
    'note check/key-long possible',
  ],
  [
    'another key',
    { key: { bits: 2048, publicKeySha256: 'EE:FF' } },
    'fault check/other-key certain',
  ],
  [
    'a key whose numbers disagree',
    {
      pair: { error: { message: 'the numbers of this key do not agree', hint: 'Take it again.' } },
    },
    'fault check/pair-failed certain',
  ],
  ['no certificate', { certificate: null }, 'fault check/certificate-missing certain'],
  [
    'PEM over 4 KB',
    { certificate: { ...CERTIFICATE, pemBytes: 4097, derBytes: 3000 } },
    'risk check/certificate-large certain',
  ],
  [
    'DER over 4 KB',
    { certificate: { ...CERTIFICATE, pemBytes: 6000, derBytes: 4097 } },
    'fault check/certificate-large certain',
  ],
  [
    'a certificate over since a moment',
    { certificate: { ...CERTIFICATE, notAfter: NOW } },
    'risk check/certificate-over certain',
  ],
  [
    '30 days left',
    { certificate: { ...CERTIFICATE, notAfter: NOW + 30 * DAY } },
    'risk check/certificate-ending certain',
  ],
  [
    'a first day to come',
    { certificate: { ...CERTIFICATE, notBefore: NOW + 1 } },
    'risk check/certificate-early certain',
  ],
  [
    'version 1',
    { certificate: { ...CERTIFICATE, version: 1 } },
    'note check/certificate-unusual possible',
  ],
  [
    'SHA-1',
    { pair: { statement: 'OK.', signedWith: 'SHA-1' } },
    'note check/certificate-unusual possible',
  ],
  ['no consumer key', { consumerKey: ' ' }, 'fault check/consumer-key-shape certain'],
  [
    'a space in it',
    { consumerKey: `${KEY.slice(0, 30)} ${KEY.slice(30)}` },
    'fault check/consumer-key-shape certain',
  ],
  [
    'a secret of hexadecimal digits',
    { consumerKey: '0123456789ABCDEF'.repeat(4) },
    'fault check/consumer-secret likely',
  ],
  ['an older secret', { consumerKey: '1234567890123456789' }, 'fault check/consumer-secret likely'],
  ['the id of an org', { consumerKey: '00D5g000004AbCdEAK' }, 'fault check/consumer-key-id likely'],
  ['the id of an app', { consumerKey: '0H45g000004AbCd' }, 'fault check/consumer-key-id likely'],
  [
    'a key of one’s own choice',
    { consumerKey: 'my-own-consumer-key' },
    'note check/consumer-key-unusual possible',
  ],
  ['no username', { username: '' }, 'fault check/username-shape certain'],
  ['a name without @', { username: 'deploy' }, 'fault check/username-shape certain'],
  [
    'an e-mail address as a sandbox changes it',
    { username: 'ann@acme.com.invalid' },
    'fault check/username-email likely',
  ],
  [
    'an address at a mail service',
    { username: 'ann.smith@gmail.com' },
    'risk check/username-email possible',
  ],
  [
    'no suffix in a sandbox',
    { username: 'deploy@acme.example' },
    'risk check/username-suffix possible',
  ],
  [
    'the suffix of another sandbox',
    { username: 'deploy@acme.com.dev' },
    'risk check/username-suffix likely',
  ],
  ['no login URL that names an org', { org: ELSEWHERE }, 'fault check/login-url certain'],
  ['the scope api alone', { token: { scopes: ['api'] } }, 'fault call/scope certain'],
  [
    'no scope for the API',
    { token: { scopes: ['web'] } },
    'risk client/session-not-for-api likely',
  ],
  [
    'a token that is a JWT',
    { token: { scopes: ['api', 'web'], jwt: true } },
    'fault check/token-jwt certain',
  ],
  ['no token yet', { token: null }, 'note check/scopes-unknown certain'],
  [
    'steps in Setup that are open',
    { token: null, wants: [], openTicks: ['A6', 'B1'] },
    'note check/ticks certain',
  ],
  [
    'a key that is newer than the last token',
    { token: null, wants: [], keyFrom: NOW },
    'risk check/new-key likely',
  ],
  [
    'a Dev Hub with an External Client App',
    { wants: ['scratch'] },
    'risk client/scratch-signup likely',
  ],
  [
    'a proxy that is not listed',
    { proxyError: { message: 'this page may not reach it', hint: 'Use another.' } },
    'fault check/proxy certain',
  ],
  [
    'an audience of another org',
    { audience: 'https://other.my.salesforce.com' },
    'fault refusal/audience likely',
  ],
  ['an audience without https', { audience: SOUND.org.host }, 'fault refusal/audience likely'],
  ['no lifetime', { lifetime: '' }, 'fault check/lifetime-shape certain'],
  ['a lifetime of words', { lifetime: 'long' }, 'fault check/lifetime-shape certain'],
  ['five seconds', { lifetime: '5' }, 'risk check/lifetime-short possible'],
  ['five minutes', { lifetime: '300' }, 'note check/lifetime-long possible'],
  ['an hour out of a jwt.json', { lifetime: '3600' }, 'risk check/lifetime-long possible'],
  ['jwt.json for production', { configSandbox: false }, 'risk check/config-kind certain'],
  ['silence at the host', { wellKnown: 'silent' }, 'risk client/domain-not-found possible'],
  [
    'a web page at the host',
    { wellKnown: { not: 'the answer is a web page' } },
    'fault check/not-an-org likely',
  ],
  [
    'another issuer',
    { wellKnown: { issuer: 'https://new.my.salesforce.com' } },
    'risk check/issuer likely',
  ],
  [
    'a signature of another key',
    { trial: { ...TRIAL, verified: false } },
    'fault check/assertion-wrong certain',
  ],
  [
    'an array as audience',
    { trial: { ...TRIAL, claims: { ...TRIAL.claims, aud: [TRIAL.claims.aud] } } },
    'fault check/assertion-wrong certain',
  ],
  [
    'a user in prn',
    { trial: { ...TRIAL, claims: { ...TRIAL.claims, prn: 'ann@acme.com' } } },
    'fault check/assertion-wrong certain',
  ],
  [
    'an end in the past',
    { trial: { ...TRIAL, claims: { ...TRIAL.claims, exp: TRIAL.claims.iat - 60 } } },
    'fault check/assertion-wrong certain',
  ],
  [
    'another issuer of the assertion',
    { trial: { ...TRIAL, claims: { ...TRIAL.claims, iss: 'x' } } },
    'fault check/assertion-wrong certain',
  ],
  [
    'another algorithm',
    { trial: { ...TRIAL, header: { alg: 'RS512' } } },
    'fault check/assertion-wrong certain',
  ],
  [
    'a key that cannot sign',
    {
      trial: {
        error: { message: 'an RSA key of 1024 bits is too short to sign with', hint: 'Use more.' },
      },
    },
    'fault check/assertion-wrong certain',
  ],
  [
    'an answer that could not be read',
    { way: 'straight', token: null, wants: [], unreadable: true },
    'fault client/cors likely',
  ],
  [
    'a page that asks by itself',
    { way: 'straight', token: null, wants: [] },
    'note client/cors possible',
  ],
  [
    'no clock to ask',
    { clock: { unknown: 'This device is offline.' } },
    'note check/clock-unknown certain',
  ],
  [
    'a clock 31 s behind',
    { clock: { ahead: -31, within: 0.5, from: 'x' } },
    'note check/clock-slow possible',
  ],
  [
    'a clock 2.5 minutes behind',
    { clock: { ahead: -150, within: 0.5, from: 'x' } },
    'risk check/clock-slow possible',
  ],
  [
    'a clock an hour ahead',
    { clock: { ahead: 3600, within: 0.5, from: 'x' } },
    'risk check/clock-fast possible',
  ],
];

test.each(BROKEN)('%s is found, and nothing else', (_, change, found) => {
  expect(faultsOf(changed(change))).toEqual([found]);
});

/** A trial speaks of the details it was made with, and so does the org's document. */
function changed(change: ConnectionFacts): ConnectionFacts {
  const other = ['consumerKey', 'username', 'org'].some((name) => name in change);
  return { ...(other ? STILL : SOUND), ...change };
}

// Where the trial and the org's own document would speak of it, too; the kind of app is not known.
test.each<[string, ConnectionFacts, string[]]>([
  [
    'production with the username of a sandbox',
    { org: PRODUCTION, audience: PRODUCTION.loginUrl, username: 'deploy@acme.com.uat' },
    ['risk check/username-sandbox possible'],
  ],
  [
    'an org other than the last token’s',
    {
      org: PRODUCTION,
      audience: PRODUCTION.loginUrl,
      username: 'deploy@acme.com',
      token: null,
      wants: [],
      tokenHost: SOUND.org.host,
    },
    ['risk check/other-org possible'],
  ],
  [
    'an External Client App at the shared host',
    { org: SHARED, audience: SHARED.loginUrl, appKind: 'external' },
    ['fault refusal/generic-host likely'],
  ],
  [
    'an app of unknown kind there',
    { org: SHARED, audience: SHARED.loginUrl },
    ['risk refusal/generic-host possible'],
  ],
  ['a Connected App there', { org: SHARED, audience: SHARED.loginUrl, appKind: 'connected' }, []],
  [
    'a Connected App there, straight',
    { org: SHARED, audience: SHARED.loginUrl, appKind: 'connected', way: 'straight' },
    ['fault check/shared-straight certain'],
  ],
  ['a scratch org', scratch('connected'), ['risk refusal/scratch-org possible']],
  [
    'an External Client App in a scratch org',
    scratch('external'),
    ['risk check/scratch-app likely'],
  ],
  ['a sandbox’s older address', older(), ['note check/login-url-older possible']],
  [
    'the address of a page',
    { org: orgAt('https://acme--uat.sandbox.lightning.force.com/x') },
    ['note client/lightning-url certain'],
  ],
  [
    'a clock four minutes behind',
    { clock: { ahead: -240, within: 0.5, from: 'x' } },
    ['fault check/clock-slow likely'],
  ],
])('%s is told', (_, change, found) => {
  expect(faultsOf({ ...STILL, ...change })).toEqual(found);
});

function scratch(appKind: 'external' | 'connected'): ConnectionFacts {
  const org = orgAt('https://acme-ci.scratch.my.salesforce.com');
  return { org, audience: org.loginUrl, appKind, username: 'test-abc@example.com' };
}

function older(): ConnectionFacts {
  const org = orgAt('https://acme--uat.my.salesforce.com');
  return { org, audience: org.loginUrl };
}

test('a slow clock that outlives the assertion is a fault of the clock alone', () => {
  const facts = { ...SOUND, clock: { ahead: -240, within: 0.5, from: 'x' } };
  expect(faultsOf(facts)).toEqual(['fault check/clock-slow likely']);
});

test('a clock that is compared with itself is never said to be right', () => {
  const clock = { ahead: 0, within: 0.5, from: 'localhost:3131', ownDevice: true };
  expect(faultsOf({ clock })).toEqual(['note check/clock-unknown certain']);
  expect(faultsOf({ clock: { ...clock, ahead: -600 } })).toEqual(['fault check/clock-slow likely']);
});

test('what the comparison may be off by is not held against a clock', () => {
  const clock = { ahead: -90, within: 70, from: 'keybearer.example' };
  expect(checkConnection({ clock }).map(({ code }) => code)).toEqual(['check/clock']);
});

test('the practice org has no Setup, no CORS list and no sandbox to speak of', () => {
  const org = {
    ...PRODUCTION,
    loginUrl: 'https://practice.invalid',
    host: 'practice.invalid',
    kind: 'practice' as const,
  };
  const facts = {
    org,
    way: 'straight',
    username: 'deploy@practice.example',
    keyFrom: NOW,
    tokenAt: NOW - DAY,
    openTicks: ['A1'],
    configSandbox: true,
  } as const;
  expect(faultsOf(facts)).toEqual([]);
});

test.each([
  ['deploy@acme.example', 'deploy@acme.example.uat'],
  ['deploy@acme.com.dev', 'deploy@acme.com.uat'],
])('for %s in a sandbox called uat it proposes %s', (username, proposed) => {
  const [found] = checkConnection({ org: SOUND.org, username });
  expect(found?.fix.join(' ')).toContain(`\`${proposed}\``);
});

test('the gravest stands first, and of those the surest', () => {
  const found = checkConnection({
    ...STILL,
    key: null,
    certificate: null,
    username: 'ann@gmail.com',
    consumerKey: '0'.repeat(64),
    clock: { unknown: 'x' },
  });
  expect(found.slice(0, 4).map(({ code }) => code)).toEqual([
    'check/key-missing',
    'check/consumer-secret',
    'check/username-email',
    'check/clock-unknown',
  ]);
});

test('every code of the table can be found', () => {
  const cases = [SOUND, ...BROKEN.map(([, change]) => ({ ...SOUND, ...change }))];
  const more: ConnectionFacts[] = [
    scratch('external'),
    older(),
    { org: SHARED, way: 'straight' },
    { org: PRODUCTION, username: 'deploy@acme.com.uat', tokenHost: SOUND.org.host },
  ];
  const found = new Set(
    [...cases, ...more].flatMap((facts) => checkConnection(facts).map(({ code }) => code)),
  );
  expect(Object.keys(CHECK).filter((code) => !found.has(code))).toEqual([]);
});

test('the table has sentences, and a title is none', () => {
  for (const [code, { title, why, fix }] of Object.entries(CHECK)) {
    expect(title, code).toMatch(/^[A-Z].*[^.]$/);
    for (const text of [why, ...fix].filter(Boolean))
      expect(text, code).toMatch(/^(?:[A-Z].*\.|\{\w+\})$/);
    expect([title, why, ...fix].join(' '), code).not.toMatch(/\u2014|seamless|robust/);
  }
});

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', KEY, USERNAME, '180', 'https://acme.my.salesforce.com'),
);
const number = fc.oneof(fc.integer(), fc.double());
const failed = fc.record({ error: fc.record({ message: text, hint: text }) });
const org = fc.constantFrom(
  SHARED,
  PRODUCTION,
  SOUND.org,
  ELSEWHERE,
  orgAt('https://x.my.site.com/a'),
);
const facts = fc.record(
  {
    now: number,
    key: fc.option(fc.record({ bits: number, publicKeySha256: text })),
    certificate: fc.option(
      fc.record({
        pemBytes: number,
        derBytes: number,
        notBefore: fc.integer(),
        notAfter: fc.integer(),
        version: number,
        publicKeySha256: text,
        subject: fc.constant(CERTIFICATE.subject),
      }),
    ),
    pair: fc.oneof(failed, fc.record({ statement: text, signedWith: text })),
    trial: fc.oneof(
      failed,
      fc.record({
        header: fc.dictionary(text, fc.anything()),
        claims: fc.dictionary(fc.constantFrom('iss', 'sub', 'aud', 'exp', 'iat'), fc.jsonValue()),
        verified: fc.boolean(),
      }),
    ),
    org,
    consumerKey: text,
    username: text,
    lifetime: text,
    audience: text,
    appKind: fc.constantFrom('external', 'connected'),
    way: fc.constantFrom('straight', 'proxy', 'command'),
    proxyError: fc.option(fc.record({ message: text, hint: text })),
    wants: fc.subarray(['scratch', 'open', 'page'] as const),
    configSandbox: fc.boolean(),
    token: fc.option(
      fc.record({ scopes: fc.option(fc.array(text), { nil: undefined }), jwt: fc.boolean() }),
    ),
    keyFrom: fc.integer(),
    tokenAt: fc.integer(),
    tokenHost: text,
    unreadable: fc.boolean(),
    openTicks: fc.array(text),
    clock: fc.oneof(
      fc.record({ unknown: fc.constant('It is offline.') }),
      fc.record({ ahead: number, within: number, from: text, ownDevice: fc.boolean() }),
    ),
    wellKnown: fc.oneof(
      fc.constant('silent' as const),
      fc.record({ not: text }),
      fc.record({ issuer: text }),
    ),
  },
  { requiredKeys: [] },
);

test('whatever is known, each finding stands once, with its words, in order', () => {
  const known = new Set([...Object.keys(CHECK), ...FAILURES.map(({ id }) => id)]);
  const GRAVE = ['fault', 'risk', 'note', 'good'];
  fc.assert(
    fc.property(facts, (given) => {
      const found = checkConnection(given as ConnectionFacts);
      const codes = found.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
      expect(codes.filter((code) => !known.has(code))).toEqual([]);
      const grave = found.map(({ severity }) => GRAVE.indexOf(severity));
      expect(grave).toEqual([...grave].sort());
      for (const { severity, why, title, fix } of found) {
        expect(title).not.toMatch(/\{\w+\}/);
        if (severity !== 'good') expect(why).not.toBe('');
        if (severity === 'fault' || severity === 'risk') expect(fix).not.toEqual([]);
      }
    }),
    { numRuns: amount('random facts', 300, 20_000) },
  );
});
