import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CONNECT_SOURCES,
  PRACTICE_IN_PAGE,
  audiencesFor,
  isSalesforceHost,
  readLoginUrl,
  trustedOrigin,
} from '../../src/core/org.ts';
import { AppError } from '../../src/core/errors.ts';
import { amount } from '../_tools.ts';

const PRACTICE = 'http://localhost:3132';

function codeOf(text: string, practice?: string): string {
  try {
    return readLoginUrl(text, practice === undefined ? {} : { practice }).loginUrl;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    return (thrown as AppError).code;
  }
}

test.each([
  // Typed by hand
  ['acme.my.salesforce.com', 'https://acme.my.salesforce.com', 'Production'],
  ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com', 'Production'],
  ['  HTTPS://ACME.My.Salesforce.com/  ', 'https://acme.my.salesforce.com', 'Production'],
  ['//acme.my.salesforce.com', 'https://acme.my.salesforce.com', 'Production'],
  ['"https://acme.my.salesforce.com"', 'https://acme.my.salesforce.com', 'Production'],
  ['<https://acme.my.salesforce.com>', 'https://acme.my.salesforce.com', 'Production'],
  ['https://acme.my.salesforce.com:443', 'https://acme.my.salesforce.com', 'Production'],
  // Classic pages, with path, query and fragment
  [
    'https://acme.my.salesforce.com/home/home.jsp?source=lex',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  [
    'acme.my.salesforce.com/00Qxx?retURL=%2Fhome#top',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  ['https://acme.my.salesforce.com/a@b?c=d@e', 'https://acme.my.salesforce.com', 'Production'],
  // Lightning, Setup and what else an address bar shows
  [
    'https://acme.lightning.force.com/lightning/page/home',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  [
    'https://acme.lightning.force.com/one/one.app#eyJjb21wb25lbnREZWYiOiJvbmU6YSJ9',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  [
    'https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  ['https://acme.file.force.com/servlet/x', 'https://acme.my.salesforce.com', 'Production'],
  [
    'https://acme.builder.salesforce-experience.com/x',
    'https://acme.my.salesforce.com',
    'Production',
  ],
  ['https://acme.my.salesforce-sites.com/jobs', 'https://acme.my.salesforce.com', 'Production'],
  // Visualforce
  ['https://acme--c.vf.force.com/apex/Page', 'https://acme.my.salesforce.com', 'Production'],
  ['https://acme--my-ns.vf.force.com/apex/Page', 'https://acme.my.salesforce.com', 'Production'],
  ['https://acme--c.visualforce.com/apex/Page', 'https://acme.my.salesforce.com', 'Production'],
  [
    'https://acme--uat--c.sandbox.vf.force.com/apex/Page',
    'https://acme--uat.sandbox.my.salesforce.com',
    'Sandbox',
  ],
  [
    'https://acme-dev-ed--c.develop.vf.force.com/apex/Page',
    'https://acme-dev-ed.develop.my.salesforce.com',
    'Developer',
  ],
  // Partitions
  ['acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com', 'Sandbox'],
  [
    'https://acme--uat.sandbox.lightning.force.com/x',
    'https://acme--uat.sandbox.my.salesforce.com',
    'Sandbox',
  ],
  [
    'https://acme--uat.sandbox.my.salesforce-setup.com/x',
    'https://acme--uat.sandbox.my.salesforce.com',
    'Sandbox',
  ],
  ['https://acme--uat.lightning.force.com/x', 'https://acme--uat.my.salesforce.com', 'Sandbox'],
  ['acme.cs42.my.salesforce.com', 'https://acme.cs42.my.salesforce.com', 'Sandbox'],
  ['acme.develop.my.salesforce.com', 'https://acme.develop.my.salesforce.com', 'Developer'],
  ['acme-dev-ed.my.salesforce.com', 'https://acme-dev-ed.my.salesforce.com', 'Developer'],
  ['acme-dev-ed.lightning.force.com', 'https://acme-dev-ed.my.salesforce.com', 'Developer'],
  ['acme.scratch.my.salesforce.com', 'https://acme.scratch.my.salesforce.com', 'Scratch'],
  ['acme.trailblaze.my.salesforce.com', 'https://acme.trailblaze.my.salesforce.com', 'Trailhead'],
  ['acme.demo.my.salesforce.com', 'https://acme.demo.my.salesforce.com', 'Demo'],
  ['acme.patch.my.salesforce.com', 'https://acme.patch.my.salesforce.com', 'Patch'],
  ['acme.free.my.salesforce.com', 'https://acme.free.my.salesforce.com', 'Free'],
  [
    'acme.constructor.my.salesforce.com',
    'https://acme.constructor.my.salesforce.com',
    'Production',
  ],
  // Other clouds and suffixes
  ['acme.my.salesforce.mil', 'https://acme.my.salesforce.mil', 'Government'],
  ['https://acme.lightning.crmforce.mil/x', 'https://acme.my.salesforce.mil', 'Government'],
  ['https://acme.lightning.sfcrmapps.cn/x', 'https://acme.my.sfcrmproducts.cn', 'Production'],
  ['https://acme.my-lightning.com/x', 'https://acme.my-salesforce.com', 'Production'],
  ['acme.cloudforce.com', 'https://acme.cloudforce.com', 'Production'],
  ['gs1.salesforce.com', 'https://gs1.salesforce.com', 'Production'],
  // Experience Cloud
  ['https://acme.my.site.com', 'https://acme.my.site.com', 'Site'],
  ['https://acme.my.site.com/partners', 'https://acme.my.site.com/partners', 'Site'],
  [
    'https://acme.my.site.com/partners/s/topic/0TO?x=y',
    'https://acme.my.site.com/partners',
    'Site',
  ],
  ['https://acme.my.site.com/s/topic/0TO', 'https://acme.my.site.com', 'Site'],
  ['https://acme.my.site.com/login?so=00D', 'https://acme.my.site.com', 'Site'],
  [
    'https://acme--uat.sandbox.my.site.com/Partners/',
    'https://acme--uat.sandbox.my.site.com/Partners',
    'Site',
  ],
  ['login.salesforce.com', 'https://login.salesforce.com', 'Any production org'],
  ['https://test.salesforce.com/?locale=de', 'https://test.salesforce.com', 'Any sandbox'],
])('%s is read as %s', (text, loginUrl, label) => {
  const org = readLoginUrl(text);
  expect(org).toMatchObject({ loginUrl, label, host: new URL(loginUrl).host });
  expect(isSalesforceHost(org.host)).toBe(true);
});

test.each([
  ['', 'org/empty'],
  [' \n ', 'org/empty'],
  ['acme', 'org/not-salesforce'],
  ['my company', 'org/not-a-url'],
  ['https://acme.my.salesforce.com evil.example', 'org/not-a-url'],
  ['https://ac\tme.my.salesforce.com', 'org/not-a-url'],
  ['https://acme.my.salesforce\u200b.com', 'org/not-a-url'],
  ['x'.repeat(20_000), 'org/not-a-url'],
  ['https://', 'org/not-a-url'],
  ['javascript:alert(1)', 'org/not-a-url'],
  ['data:text/html,acme.my.salesforce.com', 'org/not-a-url'],
  ['ftp://acme.my.salesforce.com', 'org/not-https'],
  ['http://acme.my.salesforce.com', 'org/not-https'],
  ['http://localhost:3132', 'org/not-https'],
  ['acme.example', 'org/not-salesforce'],
  ['https://acme.my.salesforce.com.evil.example', 'org/not-salesforce'],
  ['https://acme.my.salesforce.com.evil.example/acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://evil.example/https://acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://evil.example?acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://evil.example#acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://evil.example\\acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://acmemy.salesforce.com.evil.example', 'org/not-salesforce'],
  ['https://evilmy.site.com.example', 'org/not-salesforce'],
  ['https://my-salesforce.com', 'org/not-salesforce'],
  ['https://evil-lightning.force.com.example', 'org/not-salesforce'],
  ['https://.my.salesforce.com', 'org/not-an-org'],
  ['https://evil.example\\@acme.my.salesforce.com', 'org/not-salesforce'],
  ['https://acme.my.salesforce.com@evil.example', 'org/user-info'],
  ['https://user:secret@acme.my.salesforce.com', 'org/user-info'],
  ['mailto:admin@acme.my.salesforce.com', 'org/user-info'],
  ['https://acme.my.salesforce.com:8443', 'org/port'],
  ['https://acme.my.salesforce.com:80', 'org/port'],
  ['https://acme.my.salesforce.com.', 'org/host-shape'],
  ['https://127.0.0.1', 'org/host-shape'],
  ['https://0x7f.1', 'org/host-shape'],
  ['https://2130706433', 'org/host-shape'],
  ['https://[::1]', 'org/host-shape'],
  ['https://xn--acme-9q8b.my.salesforce.com', 'org/host-shape'],
  ['https://аcme.my.salesforce.com', 'org/host-shape'],
  ['https://acme.my.salesforce。com', 'org/host-shape'],
  ['https://acme.my.sаlesforce.com', 'org/host-shape'],
  ['https:///acme.my.salesforce.com', 'org/not-a-url'],
  ['https:///\\user@acme.my.salesforce.com', 'org/not-a-url'],
  ['https://%61cme.my.salesforce.com', 'org/host-shape'],
  ['https://help.salesforce.com/s/articleView?id=1', 'org/not-an-org'],
  ['https://www.salesforce.com', 'org/not-an-org'],
  ['https://na139.salesforce.com/home/home.jsp', 'org/not-an-org'],
  ['https://c.na139.visual.force.com/apex/x', 'org/not-an-org'],
  ['https://acme.vf.force.com', 'org/not-an-org'],
  ['https://acme--uat.sandbox.vf.force.com', 'org/not-an-org'],
  ['https://acme.force.com/partners', 'org/not-an-org'],
  ['https://lightning.force.com', 'org/not-an-org'],
  ['https://practice.invalid', 'org/not-salesforce'],
])('%s is refused with %s', (text, code) => {
  expect(codeOf(text)).toBe(code);
});

test('an error names the host that is wrong and never what stands before an @', () => {
  expect(() => readLoginUrl('https://evil.example/x')).toThrow(
    'evil.example is not a Salesforce address',
  );
  try {
    readLoginUrl('https://user:hunter2@acme.my.salesforce.com');
  } catch (thrown) {
    expect(String(thrown)).not.toContain('hunter2');
  }
});

test.each([
  ['http://localhost:3132', PRACTICE],
  ['http://localhost:3132/setup?x', PRACTICE],
  ['localhost:3132', PRACTICE],
  [PRACTICE_IN_PAGE, PRACTICE_IN_PAGE],
])('%s is the practice org where it is named', (text, practice) => {
  expect(readLoginUrl(text, { practice })).toMatchObject({ loginUrl: practice, kind: 'practice' });
});

test.each([
  ['http://localhost:3133', 'org/not-https'],
  ['https://localhost:3132', 'org/port'],
  ['http://user@localhost:3132', 'org/user-info'],
  ['http://localhost:31320', 'org/not-https'],
])('%s is not the practice org at http://localhost:3132', (text, code) => {
  expect(codeOf(text, PRACTICE)).toBe(code);
});

test('a host that was changed is named, and an unchanged one is not', () => {
  const changed = readLoginUrl('https://acme.lightning.force.com/x');
  expect(changed.changedFrom).toBe('acme.lightning.force.com');
  expect(changed.notes).toContain('Read as the org’s My Domain: https://acme.my.salesforce.com');
  expect(readLoginUrl('https://acme.my.salesforce.com/x')).not.toHaveProperty('changedFrom');
});

test.each(['login', 'test'])(
  '%s.salesforce.com is taken with a warning about External Client Apps',
  (name) => {
    const { notes } = readLoginUrl(`${name}.salesforce.com`);
    expect(notes[0]).toMatch(/may be refused at .*app_not_found.*My Domain/);
  },
);

test.each([
  [
    'acme.my.salesforce.com',
    [
      'https://acme.my.salesforce.com',
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ],
  ],
  [
    'acme--uat.sandbox.my.salesforce.com',
    [
      'https://acme--uat.sandbox.my.salesforce.com',
      'https://test.salesforce.com',
      'https://login.salesforce.com',
    ],
  ],
  [
    'acme.scratch.my.salesforce.com',
    [
      'https://acme.scratch.my.salesforce.com',
      'https://test.salesforce.com',
      'https://login.salesforce.com',
    ],
  ],
  [
    'acme.my.salesforce.mil',
    [
      'https://acme.my.salesforce.mil',
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ],
  ],
  [
    'acme.my.site.com/partners',
    [
      'https://acme.my.site.com/partners',
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ],
  ],
  [
    'gs1.my.salesforce.com',
    ['https://gs1.salesforce.com', 'https://gs1.my.salesforce.com', 'https://login.salesforce.com'],
  ],
  ['login.salesforce.com', ['https://login.salesforce.com']],
  ['test.salesforce.com', ['https://test.salesforce.com']],
])('the audiences for %s are tried in the documented order', (text, audiences) => {
  expect(audiencesFor(readLoginUrl(text))).toEqual(audiences);
});

test.each([
  ['https://acme.my.salesforce.com/services/data', 'https://acme.my.salesforce.com'],
  ['http://acme.my.salesforce.com', null],
  ['https://acme.my.salesforce.com:8443', null],
  ['https://user@acme.my.salesforce.com', null],
  ['https://evil.example', null],
  ['https://acme.my.salesforce.com.evil.example', null],
  ['http://localhost:3132/x', PRACTICE],
  ['not a url', null],
])('a token may go from %s to %s', (url, origin) => {
  expect(trustedOrigin(url, { practice: PRACTICE })).toBe(origin);
});

/** CSP3 section 6.7.2.8: `https://host` matches that host, `https://*.host` every host below it. */
function policyAdmits(host: string): boolean {
  return CONNECT_SOURCES.some((source) => {
    const pattern = source.slice('https://'.length);
    return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : host === pattern;
  });
}

test('the policy admits exactly the hosts that isSalesforceHost does', () => {
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
  const tail = fc.constantFrom(
    ...CONNECT_SOURCES.map((source) => source.replace(/^https:\/\/(?:\*\.)?/, '')),
    'salesforce.com',
    'force.com',
    'site.com',
    'evil.example',
    'my.salesforce.com.evil.example',
  );
  const host = fc
    .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom('.', ''), tail)
    .map(([labels, glue, end]) => (labels.length === 0 ? end : labels.join('.') + glue + end));
  let admitted = 0;
  fc.assert(
    fc.property(host, (name) => {
      if (policyAdmits(name)) admitted += 1;
      expect(isSalesforceHost(name)).toBe(policyAdmits(name));
    }),
    { numRuns: amount('hosts against the policy', 500, 20_000) },
  );
  expect(admitted).toBeGreaterThan(50);
});

test('whatever is typed ends in a Salesforce host or an error of org/*', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      'https://',
      'http://',
      '@',
      ':',
      '/',
      '\\',
      '?',
      '#',
      '.',
      '--c',
      '%2e',
      '\u3002',
      '[',
      ']',
    ),
    fc.constantFrom(
      'acme',
      '.my.salesforce.com',
      '.lightning.force.com',
      '.vf.force.com',
      '.my.site.com',
      'evil.example',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const result = codeOf(pieces.join(''), PRACTICE);
      if (result.startsWith('org/')) return;
      const { origin, hostname } = new URL(result);
      expect(origin === PRACTICE || isSalesforceHost(hostname)).toBe(true);
      expect(codeOf(result, PRACTICE)).toBe(result);
    }),
    { numRuns: amount('typed login URLs', 1_000, 100_000) },
  );
});
