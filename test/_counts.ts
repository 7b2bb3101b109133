import { stripVTControlCharacters } from 'node:util';

/** Of what a failed test said: enough to know it again. A counterexample can be a megabyte on one line. */
const LINES = 6;
const LINE = 300;

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What a test runner left, read. */
export interface Results {
  counts: Counts;
  /** Each test that failed: its file, its name, and the beginning of what it said. */
  failures: string[];
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: { message?: string }[];
  suites: Suite[];
}

interface Suite {
  suites?: Suite[];
  specs: {
    file: string;
    title: string;
    ok: boolean;
    tests: { results: { error?: { message?: string } }[] }[];
  }[];
}

/** A test file that did not load holds no test, and counts as one that failed. */
export function readVitest(report: unknown): Results {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    report as VitestReport;
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const counts = {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
  };
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => told(name, fullName, failureMessages[0])),
  );
  return {
    counts,
    failures: [...failed, ...unloaded.map((file) => told(file.name, 'did not load', file.message))],
  };
}

/** `errors` are those outside any test: a file that did not load, a setup that threw. */
export function readPlaywright(report: unknown): Results {
  const { stats, errors, suites } = report as PlaywrightReport;
  const counts = {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
  const failed = specsOf(suites)
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) =>
      told(
        file,
        title,
        tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message,
      ),
    );
  return {
    counts,
    failures: [
      ...failed,
      ...errors.map(({ message }) => told('journeys', 'outside a test', message)),
    ],
  };
}

function specsOf(suites: readonly Suite[]): Suite['specs'] {
  return suites.flatMap(({ specs, suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}

function told(file: string, test: string, message = ''): string {
  const said = stripVTControlCharacters(message).split('\n').slice(0, LINES);
  const lines = said.map((line) => line.slice(0, LINE));
  return [`${file} › ${test}`, ...lines].join('\n    ');
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}
