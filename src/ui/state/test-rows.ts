/** The table of tests: each connection with what came of it and what to do, on the screen and as text. */
import type { Org } from '../../core/org.ts';
import type { TextTable } from '../../kit/report.ts';
import type { IconName } from '../parts/icons.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { bandOf, daysLeft, RENEW_DAYS, secondsText } from './dates.ts';
import { deskOf, type Desk } from './desk.ts';
import { factsOf } from './glance.ts';
import { explainOwn, refusalOf, refusalText } from './refusal.ts';
import type { Step } from './route.svelte.ts';
import type { Standing } from './standing.ts';
import { obstacleOf, type Outcome, type TestRun } from './test-run.svelte.ts';

export interface TestRow {
  id: string;
  name: string;
  org: Org | null;
  username: string;
  /** The start of the certificate's SHA-256; empty without one. */
  fingerprint: string;
  left: number | null;
  tone: Standing['tone'];
  icon: IconName;
  result: string;
  detail: string;
  /** What to do, and the step that has to do with it. */
  todo: { text: string; step: Step } | null;
}

type Result = Pick<TestRow, 'tone' | 'icon' | 'result' | 'detail' | 'todo'>;

export function testRow(app: App, run: TestRun, connection: Connection): TestRow {
  const { name, details } = factsOf(app, connection);
  const certificate = connection.current?.certificate;
  const left = certificate ? daysLeft(certificate, app.now) : null;
  return {
    id: connection.id,
    name,
    org: details.org,
    username: connection.username.trim(),
    fingerprint: certificate ? certificate.sha256.slice(0, 11) : '',
    left,
    ...resultOf(deskOf(app, connection.id), run, left),
  };
}

function resultOf(desk: Desk, run: TestRun, left: number | null): Result {
  const outcome = run.outcomes.get(desk.id);
  if (run.current === desk.id)
    return { tone: 'pen', icon: 'clock', result: 'Asking', detail: '', todo: null };
  if (outcome) return 'error' in outcome ? failed(desk, outcome) : received(outcome, left);
  const obstacle = obstacleOf(desk);
  if (obstacle) {
    const { word, text, step } = obstacle;
    return { tone: 'ink', icon: 'dash', result: word, detail: '', todo: { text, step } };
  }
  return { tone: 'ink', icon: 'clock', result: 'Not tested', detail: '', todo: null };
}

function received({ seconds }: { seconds: number }, left: number | null): Result {
  const band = bandOf(left);
  const ending = band === 'past' || (left !== null && left <= RENEW_DAYS);
  const text = band === 'past' ? 'Its certificate ran out: renew it.' : 'Renew its certificate.';
  return {
    tone: 'ok',
    icon: 'fine',
    result: 'Token received',
    detail: `after ${secondsText(seconds)}`,
    todo: ending ? { text, step: 'key' } : null,
  };
}

function failed(desk: Desk, { error }: Extract<Outcome, { error: unknown }>): Result {
  const refusal = error.code === 'exchange/refused' ? refusalOf(desk.connection) : null;
  if (!refusal) {
    const detail = `${error.message} [${error.code}]`;
    const todo = { text: error.hint, step: 'token' as const };
    return { tone: 'warn', icon: 'warning', result: 'No answer read', detail, todo };
  }
  const [finding] = explainOwn(desk);
  const text = finding ? [`${finding.title}.`, ...finding.fix].join(' ') : error.hint;
  const todo = { text, step: 'token' as const };
  return { tone: 'danger', icon: 'refused', result: 'Refused', detail: refusalText(refusal), todo };
}

const HEAD = [
  'Connection',
  'Org',
  'Host',
  'Username',
  'SHA-256 begins with',
  'Days left',
  'Result',
  'Detail',
  'What to do',
] as const;

/** The table as text. No token, key or consumer key is in it. */
export function testTable(app: App, run: TestRun, connections: readonly Connection[]): TextTable {
  const rows = connections.map((connection) => {
    const row = testRow(app, run, connection);
    return [
      row.name,
      row.org?.label ?? '',
      row.org?.host ?? '',
      row.username,
      row.fingerprint,
      row.left === null ? '' : String(row.left),
      row.result,
      row.detail,
      row.todo?.text ?? '',
    ];
  });
  return [HEAD, ...rows];
}

/** "27 got a token, 2 were refused, 1 was not tested." Only what there is. */
export function testCounts(run: TestRun, connections: readonly Connection[]): string {
  const outcomes = connections.map(({ id }) => run.outcomes.get(id));
  const count = (is: (outcome: Outcome | undefined) => boolean) => outcomes.filter(is).length;
  const tokens = count((one) => one !== undefined && 'seconds' in one);
  const refused = count(
    (one) => one !== undefined && 'error' in one && one.error.code === 'exchange/refused',
  );
  const untested = count((one) => one === undefined);
  const unread = outcomes.length - tokens - refused - untested;
  const parts = [
    tokens && `${tokens} got a token`,
    refused && `${refused} ${refused === 1 ? 'was' : 'were'} refused`,
    unread && `${unread} gave no answer that could be read`,
    untested && `${untested} ${untested === 1 ? 'was' : 'were'} not tested`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
