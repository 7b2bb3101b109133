/**
 * `npm test`: every check, one after the other, with its time. A failed check does not stop those
 * that do not need it. The last line is the sum, in the form that CI reads.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provide } from './_install.ts';
import { readPlaywright, readVitest, sum, type Counts, type Results } from './_counts.ts';

interface Check {
  name: string;
  command: readonly string[];
  /** Reads what a test runner left; without it the check itself is one test. */
  read?: (report: unknown) => Results;
  needs?: string;
}

const RESULTS = 'test-results';
const unitReport = join(RESULTS, 'unit.json');
const journeyReport = join(RESULTS, 'journeys.json');
const countsFile = join(RESULTS, 'counts.txt');

const CHECKS: readonly Check[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'check'] },
  {
    name: 'unit tests',
    command: [
      'vitest',
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${unitReport}`,
    ],
    read: readVitest,
  },
  { name: 'build and size budget', command: ['vite', 'build', '--logLevel', 'warn'] },
  {
    name: 'journeys',
    command: ['playwright', 'test', '--config=test/e2e/playwright.config.ts'],
    read: readPlaywright,
    needs: 'build and size budget',
  },
];

const full = process.argv.includes('--full');
const ci = Boolean(process.env.CI);
const started = Date.now();

rmSync(countsFile, { force: true });
for (const file of [unitReport, journeyReport]) rmSync(file, { force: true });
mkdirSync(RESULTS, { recursive: true });

const found = provide({ ci, say });
say(found.browser ? `browser: ${found.browser}` : 'no browser: the journeys cannot run');
for (const tool of found.missing) {
  say(`${tool} is missing: ${ci ? 'tests that need it fail' : 'tests that need it are skipped'}`);
}
say(full ? 'full counts' : 'quick counts (all of them: npm run test:full)');

const failed: string[] = [];
const totals: Counts[] = [];
const failures: string[] = [];
for (const check of CHECKS) {
  const report = check.read === readVitest ? unitReport : journeyReport;
  if (check.needs !== undefined && failed.includes(check.needs)) {
    say(`${check.name}: not run, because "${check.needs}" failed`);
    failed.push(check.name);
    totals.push({ passed: 0, failed: 1, skipped: 0 });
    continue;
  }
  say(`${check.name} …`);
  const from = Date.now();
  const ok = (await start(check.command)) === 0;
  const { counts, failures: named } = resultsOf(check, ok, report);
  totals.push(counts);
  failures.push(...named);
  if (!ok || counts.failed > 0) failed.push(check.name);
  say(`${check.name}: ${ok ? 'ok' : 'FAILED'}, ${seconds(from)}`);
}

if (full && existsSync(countsFile)) {
  say('counts used:');
  const lines = new Set(readFileSync(countsFile, 'utf8').trim().split('\n'));
  for (const line of [...lines].sort()) console.log(`  ${line}`);
}
// Once more: of a long run often only the end is kept.
for (const failure of failures) say(failure);
const total = sum(totals);
say(
  failed.length === 0 ? `all checks passed, ${seconds(started)}` : `failed: ${failed.join(', ')}`,
);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failed.length === 0 ? 0 : 1);

/** A runner that failed without naming a failed test (it did not start, say) counts as one. */
function resultsOf(check: Check, ok: boolean, report: string): Results {
  const itself = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  if (!check.read) return { counts: itself, failures: [] };
  if (!existsSync(report)) return { counts: { passed: 0, failed: 1, skipped: 0 }, failures: [] };
  const { counts, failures } = check.read(JSON.parse(readFileSync(report, 'utf8')));
  return { counts: ok || counts.failed > 0 ? counts : { ...counts, failed: 1 }, failures };
}

function start(command: readonly string[]): Promise<number> {
  const [program = '', ...args] = command;
  const [name, rest] =
    program === 'npm' ? ['npm', args] : ['npx', ['--no', '--', program, ...args]];
  return new Promise((resolve) => {
    const child = spawn(name, rest, {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        KEYBEARER_FULL: full ? '1' : (process.env.KEYBEARER_FULL ?? ''),
        KEYBEARER_COUNTS: countsFile,
        ...(found.browser ? { CHROME_PATH: found.browser } : {}),
        KEYBEARER_BUILT: '1',
      },
    });
    child.on('error', () => resolve(127));
    child.on('close', (status) => resolve(status ?? 1));
  });
}

function seconds(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  console.log(`[test] ${line}`);
}
