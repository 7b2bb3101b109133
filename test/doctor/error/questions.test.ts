import { expect, test } from 'vitest';
import { QUESTIONS } from '../../../src/doctor/error/question-table.ts';
import { questionFor } from '../../../src/doctor/error/questions.ts';
import { readLoginUrl } from '../../../src/core/org.ts';
import { explainRefusal, type RefusalFacts } from '../../../src/doctor/refusal.ts';

const NOT_APPROVED = { error: 'invalid_grant', description: "user hasn't approved this consumer" };
const SANDBOX = readLoginUrl('acme--uat.sandbox.my.salesforce.com');
const PRODUCTION = readLoginUrl('acme.my.salesforce.com');

const asked = (facts: RefusalFacts) => questionFor(explainRefusal(NOT_APPROVED, facts), facts);
const first = (facts: RefusalFacts) => explainRefusal(NOT_APPROVED, facts)[0]!.code;

test.each<[string, RefusalFacts, string]>([
  ['nothing', {}, 'before'],
  ['a sandbox', { org: SANDBOX }, 'before'],
  // It is never refreshed, so that the past tells less than Setup does.
  ['production', { org: PRODUCTION }, 'assigned'],
])('where %s is known, the first question is the one that tells most', (_, facts, id) => {
  const question = asked(facts);
  expect(question?.id).toBe(id);
  const leaders = question!.answers.map((answer) =>
    first({ ...facts, answers: { [id]: answer.id } }),
  );
  expect(new Set(leaders).size).toBeGreaterThan(2);
});

test('the answer that the sandbox was refreshed settles it, and leads to the repair of a sandbox', () => {
  const facts: RefusalFacts = { org: SANDBOX, answers: { before: 'refreshed' } };
  expect(explainRefusal(NOT_APPROVED, facts)[0]).toMatchObject({
    code: 'refusal/sandbox-refreshed',
    certainty: 'likely',
  });
  expect(asked(facts)).toBeNull();
});

test('what cannot be is not offered as an answer', () => {
  const ids = (facts: RefusalFacts) => asked(facts)?.answers.map(({ id }) => id);
  expect(ids({ org: SANDBOX })).toContain('refreshed');
  expect(ids({ org: PRODUCTION })).not.toContain('refreshed');
  expect(ids({ org: PRODUCTION, tokenAt: 1 }) ?? []).not.toContain('never');
});

test('who does not know is asked the next question, and each only once', () => {
  let facts: RefusalFacts = { org: SANDBOX, answers: {} };
  const before = explainRefusal(NOT_APPROVED, facts);
  const seen: string[] = [];
  for (let question = asked(facts); question; question = asked(facts)) {
    expect(question.answers.at(-1)).toEqual({ id: 'unknown', says: 'I do not know' });
    seen.push(question.id);
    facts = { ...facts, answers: { ...facts.answers, [question.id]: 'unknown' } };
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(2);
  expect(explainRefusal(NOT_APPROVED, facts)).toEqual(before);
});

test('whatever is answered, the causes stay, and an end is reached', () => {
  const walk = (facts: RefusalFacts, depth: number): void => {
    expect(explainRefusal(NOT_APPROVED, facts).length).toBeGreaterThan(0);
    const question = asked(facts);
    if (!question) return;
    expect(depth).toBeLessThan(QUESTIONS.length);
    for (const { id } of question.answers) {
      walk({ ...facts, answers: { ...facts.answers, [question.id]: id } }, depth + 1);
    }
  };
  for (const org of [SANDBOX, PRODUCTION, readLoginUrl('test.salesforce.com')]) walk({ org }, 0);
});

test('every one of the causes can be led to by answers', () => {
  const causes = explainRefusal(NOT_APPROVED, { org: readLoginUrl('test.salesforce.com') });
  const reached = new Set<string>();
  const walk = (facts: RefusalFacts): void => {
    reached.add(first(facts));
    const question = asked(facts);
    for (const { id } of question?.answers ?? []) {
      walk({ ...facts, answers: { ...facts.answers, [question!.id]: id } });
    }
  };
  walk({ org: readLoginUrl('test.salesforce.com') });
  expect(causes.map(({ code }) => code).filter((code) => !reached.has(code))).toEqual([]);
});

test('a certain cause is not asked about', () => {
  const refusal = { error: 'invalid_request', description: 'refresh_token scope is required' };
  const findings = explainRefusal(refusal);
  expect(findings[0]!.certainty).toBe('certain');
  expect(questionFor(findings, {})).toBeNull();
  expect(questionFor([], {})).toBeNull();
});
