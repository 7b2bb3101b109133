import { expect, test } from 'vitest';
import { groupThings } from '../../src/doctor/identify/groups.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { reportMarkdown } from '../../src/doctor/report-markdown.ts';
import type { Thing } from '../../src/doctor/thing.ts';
import { amount } from '../_tools.ts';
import { look, NAMES, someOf } from './identify/_corpus.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CONFIG,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  HOST,
  inspect,
  JWT,
  NOW,
  ORG_ID,
  PRIVATE,
  REFUSED,
  SF_ORG,
  TOKEN_ANSWER,
  USERNAME,
} from './identify/_samples.ts';

const INPUTS: Record<string, string> = {
  'a token': ACCESS_TOKEN,
  'an auth URL': AUTH_URL,
  'an authorize address': AUTHORIZE,
  'a callback': CALLBACK,
  'a frontdoor link': FRONTDOOR,
  'a link at another host': FRONTDOOR.replace(HOST, 'acme.example'),
  'a consumer key': CONSUMER_KEY,
  'a consumer secret': CONSUMER_SECRET,
  'a jwt.json': JSON.stringify(CONFIG),
  'sf org display': JSON.stringify({ status: 0, result: SF_ORG }),
  'a token answer': JSON.stringify(TOKEN_ANSWER),
  'a refusal': JSON.stringify({ ...REFUSED, error_description: `${USERNAME} at ${HOST} failed` }),
  'a JWT': JWT,
  'an org’s page': `https://acme.lightning.force.com/lightning/r/${ORG_ID}/view`,
  'a log with all of it': [ACCESS_TOKEN, AUTH_URL, FRONTDOOR, JWT, CONSUMER_KEY, USERNAME].join(
    ' was printed here\n',
  ),
};

test.each(Object.entries(INPUTS))(
  '%s leaves no secret and no identifier in the report',
  async (_, text) => {
    const things = await inspect(text, { from: 'acme-prod/deploy@acme.example.key' });
    expect(things.length).toBeGreaterThan(0);
    const report = reportMarkdown({ things, now: NOW });
    expect(PRIVATE.filter((secret) => report.includes(secret))).toEqual([]);
  },
);

const SOME = someOf(NAMES, amount('reports of files of the corpus', 60, NAMES.length));

test.each(SOME)('the report of %s names nobody and holds no part of a key', async (name) => {
  const things = await look(name, 'secret12');
  const report = reportMarkdown({ things, groups: groupThings(things), now: NOW });
  expect(report).not.toMatch(/[A-Za-z0-9+/=]{40}|(?:[0-9A-F]{2}:){8}/);
  const subjects = things.flatMap(({ facts }) =>
    facts.filter((fact) => /Subject|Issuer/.test(fact.name)),
  );
  // A self-signed certificate has “itself” there, which names nobody.
  for (const { value } of subjects) if (value !== 'itself') expect(report).not.toContain(value);
});

test('a fact that nobody has marked as open is masked, and stands nowhere else in clear', () => {
  const thing: Thing = {
    kind: 'jar/open',
    title: 'a jar of Nutella',
    from: 'cupboard/jar.txt',
    secret: false,
    facts: [
      { name: 'Owner', value: 'Nutella Ltd' },
      { name: 'Weight', value: '450 g', open: true },
    ],
    mended: ['Turned the jar of Nutella Ltd round.'],
    findings: [
      {
        code: 'jar/empty',
        severity: 'fault',
        certainty: 'likely',
        title: 'The jar of Nutella Ltd is empty',
        why: 'Nutella Ltd ate it.',
        evidence: [
          { text: 'a spoon of Nutella Ltd' },
          { text: 'Nutella Ltd was away', against: true },
        ],
        fix: ['Ask Nutella Ltd.', 'Buy another.'],
        setup: 'Kitchen → Nutella Ltd',
        loginHistory: ['Failed: empty', 'Failed: Nutella Ltd'],
        proof: 'The jar of Nutella Ltd is full.',
        links: ['https://jar.example/help'],
      },
    ],
    forms: [],
  };
  const report = reportMarkdown({ things: [thing], now: NOW });
  expect(report).not.toContain('Nutella Ltd');
  expect(report).toContain('| Owner | … (11 characters) |');
  expect(report).toContain('| Weight | 450 g |');
  expect(report).toContain('`jar/open`, a .txt file');
  expect(report).toContain('- For it: a spoon of … (11 characters)');
  expect(report).toContain('- Against it: ');
  expect(report).toContain('1. Ask … (11 characters).\n2. Buy another.\nWhere: Kitchen → ');
  expect(report).toContain(
    'Login History should show: Failed: empty, or Failed: … (11 characters)',
  );
  expect(report).toContain('How to see that it worked: The jar of … (11 characters) is full.');
  expect(report).toContain('<https://jar.example/help>');
});

test('what came from outside is text in the report and no markup', () => {
  const thing: Thing = {
    kind: 'a/b',
    title: 'a *bold* <b>thing</b> | [link](https://x.example)',
    from: '',
    secret: false,
    facts: [{ name: 'A|B', value: '<script>\n# head', open: true }],
    mended: [],
    findings: [],
    forms: [],
  };
  const report = reportMarkdown({ things: [thing], now: NOW });
  expect(report).toContain('## 1. A \\*bold\\* \\<b\\>thing\\</b\\> \\| \\[link\\](');
  expect(report).toContain('| A\\|B | \\<script\\> \\# head |');
});

test('things that belong together are named by their places', () => {
  const thing = (publicKey: string): Thing => ({
    kind: 'k/k',
    title: 'a thing',
    from: '',
    secret: false,
    facts: [],
    mended: [],
    findings: [],
    forms: [],
    publicKey,
  });
  const things = [thing('AA'), thing('BB'), thing('AA'), thing('AA')];
  const report = reportMarkdown({ things, groups: groupThings(things), now: NOW });
  expect(report).toContain('1, 3, and 4 have the same public key.');
  expect(report).not.toContain('AA');
});

test('a report of findings alone says when it was made and ends its last line', () => {
  expect(reportMarkdown({ now: NOW })).toBe(
    '# What the doctor found\n\nKeybearer, 2026-11-22 12:00 UTC. Secrets and identifiers are masked.\n',
  );
});

test('what is said to identify somebody is masked where it stands by itself', () => {
  const finding: Finding = {
    code: 'check/username-suffix',
    severity: 'risk',
    certainty: 'possible',
    title: 'The username does not end in the sandbox’s name',
    why: 'Evaluate uat.',
    evidence: [{ text: 'the sandbox is called uat' }, { text: 'the username ends in acme.de' }],
    fix: ['It may be ann@acme.de.uat.'],
  };
  const hidden = ['ann@acme.de', 'acme.de', 'uat', '', 'x'.repeat(100_000)];
  const report = reportMarkdown({ findings: [finding], hidden, now: NOW });
  expect(report).not.toMatch(/acme|ann@|\buat\b/);
  expect(report).toContain('Evaluate');
  expect(reportMarkdown({ findings: [finding], now: NOW })).toContain('acme.de');
});

test('a plain word that a thing holds is masked, and so is the host of an address', () => {
  const thing: Thing = {
    kind: 'jwt/assertion',
    title: 'an assertion',
    from: '',
    secret: false,
    facts: [
      { name: 'sub', value: 'john doe' },
      { name: 'Instance URL', value: 'https://portal.acmebank.de' },
      { name: 'Consumer secret', value: 'none' },
    ],
    mended: [],
    findings: [
      {
        code: 'jwt/sub',
        severity: 'fault',
        certainty: 'certain',
        title: 'sub is no username: john doe',
        why: 'A token must not be sent to portal.acmebank.de, and none was.',
        evidence: [{ text: 'sent as ci%40acme.com.uat' }],
        fix: [],
      },
    ],
    forms: [],
  };
  const report = reportMarkdown({ things: [thing], now: NOW });
  expect(report).not.toMatch(/john|doe|acme/);
  expect(report).toContain('none was');
});
