import { expect, test, vi } from 'vitest';
import { explainText, FAILURES, searchFailures } from '../../src/doctor/failures.ts';
import { explainRefusal } from '../../src/doctor/refusal.ts';
import {
  checkText,
  createFinder,
  LONGEST_TEXT,
  plainForms,
  plainText,
} from '../../src/doctor/text.ts';

const codes = (text: string) => explainText(text).map(({ code }) => code);

test.each([
  ['Zoll ‘a’ `b` ´c', 'zoll a b c'],
  ['hasn&#39;t hasn&#039;t hasn\\u0027t hasn\\\\u0027t hasn%27t', 'hasnt hasnt hasnt hasnt hasnt'],
  ['hasn&amp;#39;t hasnâ€™t hasn?t hasn\ufffdt has not', 'hasnt hasnt hasnt hasnt hasnt'],
  ['a\r\n\tb   c\u00a0d', 'a b c d'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['[31mred[0m ^[[1mbold^[[0m \\u001b[32mgreen\\x1b[39m', 'red bold green'],
  ['\u001b]8;;https://a.example\u0007link\u001b]8;;\u0007', 'link'],
  ['“a” \\"b\\" &quot;c&quot; «d»', 'a b c «d»'],
  ['<b>bold</b>&nbsp;a &lt; b', ' bold  a < b'.replace('  ', ' ')],
  [
    'error=a&error_description=user%20hasn%27t+approved',
    'error=a&error_description=user hasnt approved',
  ],
  ['one\\ntwo\\r\\nthree', 'one two three'],
  ['self\u2011signed zero\u200bwidth', 'self-signed zerowidth'],
  ['Licence, authorised', 'license, authorized'],
])('%j is plain as %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test.each([
  ['no_accessory', false],
  ['has_no_access', false],
  ['no_access', true],
  ['{"error":"no_access"}', true],
  ['no_accessory, then no_access', true],
  ['NO_ACCESS.', true],
])('%s shows the code no_access: %s', (text, shown) => {
  expect(codes(`Salesforce: ${text}`).includes('refusal/access-denied')).toBe(shown);
  const refusal = explainRefusal({ error: '', description: text }).map(({ code }) => code);
  expect(refusal.includes('refusal/access-denied')).toBe(shown);
  const found = createFinder(FAILURES)([plainText(text)]).map(({ id }) => id);
  expect(found.includes('refusal/access-denied')).toBe(shown);
});

test('a text of any failure is explained, not of the refusals alone', () => {
  for (const { id, texts } of FAILURES) {
    for (const text of texts) expect(codes(`2026-11-21 ERROR: ${text} (1)`), text).toContain(id);
  }
});

const NOT_APPROVED = 'refusal/not-pre-authorized';

// A message of two halves, as what stands before each line and what a terminal does to it parts them.
test.each([
  ['a break between words', "user hasn't approved\nthis consumer"],
  ['a break within a word', "Error: user hasn't appro\nved this consumer"],
  ['a break within a word, indented', "Error: user hasn't appro\n    ved this consumer"],
  [
    'times',
    "2026-11-02T10:11:12Z user hasn't approved\n2026-11-02T10:11:12.1234567Z this consumer",
  ],
  ['times and levels', "[10:11:12] [ERROR] user hasn't\n[10:11:12] [ERROR] approved this consumer"],
  ['marks of the CLI', " ›   Error: user hasn't approved\n ›   this consumer"],
  ['marks of containers', "app-1  | user hasn't approved\napp-1  | this consumer"],
  [
    'marks of GitLab',
    '2026-11-02T10:11:12.000000Z 00O user has\n2026-11-02T10:11:12.000000Z 00O+ not approved this consumer',
  ],
  ['marks of Docker', "#12 3.456 user hasn't approved\n#12 3.460 this consumer"],
  ['a box', "│ user hasn't   │\n│ approved this │\n│ consumer      │"],
  ['a quotation', "> user hasn't approved\n> this consumer"],
  ['levels', "ERROR: user hasn't approved\nERROR: this consumer"],
  [
    'breaks of a JSON text',
    '{"message":"Errors encountered:\\nuser hasn\'t approved\\nthis consumer"}',
  ],
])('a message is put together again across %s', (_, text) => {
  expect(codes(text)[0]).toBe(NOT_APPROVED);
});

test('a text of one line has one form, one of several lines has three', () => {
  expect(plainForms('a b')).toEqual(['a b']);
  expect(plainForms('[10:11:12] a\n[10:11:13] b')).toEqual([
    '[10:11:12] a [10:11:13] b',
    'a b',
    'ab',
  ]);
});

test('known words count as whole words only', () => {
  expect(codes('prefetch failed at sf org login')).toEqual([]);
  expect(codes('fetch failed at sf org login')).toContain('client/tls');
});

test.each([
  ['the host', 'getaddrinfo ENOTFOUND acme.my.salesforce.com', 'client/domain-not-found'],
  ['nothing else', 'ENOTFOUND', 'client/domain-not-found'],
  ['the key file', "ENOENT: no such file or directory, open './server.key'", 'client/key-gone'],
  [
    'the answer',
    '{"error":"invalid_grant","error_description":"inactive user"}',
    'refusal/user-inactive',
  ],
])('what other programs say, too, counts beside %s', (_, text, code) => {
  expect(codes(text)[0]).toBe(code);
});

test.each([
  'getaddrinfo ENOTFOUND registry.example.org',
  "ENOENT: no such file or directory, open 'package.json'",
  'systemd[1]: nginx.service: Active: inactive (dead)',
  '{"error":"redirect_uri_mismatch","error_description":"see accounts.google.com"}',
  'E: Failed to fetch http://archive.example.com/ubuntu/dists/noble/InRelease',
])('what other programs say, too, does not count in “%s”', (text) => {
  expect(codes(text)).toEqual([]);
});

test('a status of Login History is explained, too', () => {
  expect(codes('Failed: Not approved for access')[0]).toBe('refusal/user-not-assigned');
  expect(codes('Restricted IP')[0]).toBe('refusal/ip-restricted');
});

test.each([
  [
    'the audiences that the CLI tried besides',
    "Errors encountered:\naudience is invalid [audience=https://login.salesforce.com login=https://acme.my.salesforce.com]\nuser hasn't approved this consumer",
    NOT_APPROVED,
  ],
  [
    'what is left where a key did not decrypt',
    'bad decrypt\nError: secretOrPrivateKey must have a value',
    'client/decrypt',
  ],
  [
    'the first of two refusals',
    "invalid assertion\nuser hasn't approved this consumer",
    'refusal/signature',
  ],
  [
    'the second one turned round',
    "user hasn't approved this consumer\ninvalid assertion",
    NOT_APPROVED,
  ],
])('of several failures the cause comes first: %s', (_, text, code) => {
  expect(codes(text)[0]).toBe(code);
});

test('the causes of a text come best first, each once', () => {
  const order = ['certain', 'likely', 'possible'];
  const findings = explainText(
    'Error: ENOENT: no such file or directory; invalid assertion; minimum key size of 2048 bits for RS256',
  );
  const ranks = findings.map(({ certainty }) => order.indexOf(certainty));
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(findings.map(({ code }) => code)).size).toBe(findings.length);
  expect(findings[0]!.code).toBe('client/key-short');
  expect(findings.length).toBeGreaterThan(3);
});

test('facts rank what a text shows as they rank a refusal', () => {
  const text = '{"error":"invalid_grant","error_description":"expired authorization code"}';
  expect(explainText(text, { clockAhead: -400 })[0]).toMatchObject({
    code: 'refusal/clock',
    certainty: 'certain',
  });
  expect(explainText('nothing of ours')).toEqual([]);
});

test('a text over 256 KB is refused, and says so without quoting it', () => {
  expect(checkText('x'.repeat(LONGEST_TEXT))).toBeNull();
  expect(checkText('x'.repeat(LONGEST_TEXT + 1))).toMatchObject({
    code: 'input/too-large',
    message: 'the text has 257 KB, more than 256 KB',
  });
});

// Not a time, which a busy machine makes longer, but what cost it: the text was made plain once a failure.
test('a text is made plain once, however many failures are looked for', () => {
  const lower = vi.spyOn(String.prototype, 'toLowerCase');
  const counted = (call: () => unknown) => {
    lower.mockClear();
    call();
    return lower.mock.calls.length;
  };
  try {
    expect(counted(() => explainText('ENOTFOUND'))).toBe(1);
    expect(counted(() => searchFailures('ENOTFOUND'))).toBe(1);
    expect(counted(() => explainRefusal({ error: 'no_access', description: '' }))).toBe(1);
  } finally {
    lower.mockRestore();
  }
});
