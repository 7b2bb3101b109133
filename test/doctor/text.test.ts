import { expect, test, vi } from 'vitest';
import { explainText, FAILURES, searchFailures } from '../../src/doctor/failures.ts';
import { explainRefusal } from '../../src/doctor/refusal.ts';
import { checkText, createFinder, LONGEST_TEXT, plainText } from '../../src/doctor/text.ts';

const codes = (text: string) => explainText(text).map(({ code }) => code);

test.each([
  ['Zoll ‘a’ `b` ´c', "zoll 'a' 'b' 'c"],
  ['hasn&#39;t hasn&#039;t hasn\\u0027t', "hasn't hasn't hasn't"],
  ['a\r\n\tb   c\u00a0d', 'a b c d'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['“a” \\"b\\" &quot;c&quot;', '"a" "b" "c"'],
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
  expect(codes(text).includes('refusal/access-denied')).toBe(shown);
  const refusal = explainRefusal({ error: '', description: text }).map(({ code }) => code);
  expect(refusal.includes('refusal/access-denied')).toBe(shown);
  const found = createFinder(FAILURES)(plainText(text)).map(({ id }) => id);
  expect(found.includes('refusal/access-denied')).toBe(shown);
});

test('a text of any failure is explained, not of the refusals alone', () => {
  for (const { id, texts } of FAILURES) {
    for (const text of texts) expect(codes(`2026-11-21 ERROR: ${text} (1)`), text).toContain(id);
  }
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
