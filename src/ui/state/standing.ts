/** Where a connection stands, for the lists of connections: what it needs, and which step has it. */
import type { Refusal } from '../../core/token.ts';
import type { IconName } from '../parts/icons.ts';
import { askedWith, type Answer, type Connection } from './connections.svelte.ts';
import { dayText, daysLeft, leftText, RENEW_DAYS, shortDayText, whenText } from './dates.ts';
import type { Progress } from './progress.ts';
import { STEPS, type Aside, type Step } from './route.svelte.ts';

export interface Standing {
  tone: 'danger' | 'warn' | 'pen' | 'ok' | 'ink';
  icon: IconName;
  /** A sentence. */
  word: string;
  detail: string;
  /** Where to go on, where there is something to do. */
  action?: { text: string; step: Step | Aside };
  /** What an index says in two words, where it says more than the days left. */
  short?: string;
}

/** How long its certificate still lasts, as a tone: over, to be renewed, or neither. */
export function leftTone(left: number): 'danger' | 'warn' | 'ink' {
  return left < 0 ? 'danger' : left <= RENEW_DAYS ? 'warn' : 'ink';
}

/** What of a connection its standing follows from. */
export type Situation = 'over' | 'refused' | 'unread' | 'early' | 'ending' | 'works' | 'begun';

/**
 * The last answer, where it was asked for with the details as they are now, and since the sandbox was
 * refreshed: what the org answered before is no evidence now.
 */
export function answerOf(connection: Connection): Answer | undefined {
  const { answer, repair } = connection;
  if (answer?.askedWith !== askedWith(connection)) return undefined;
  return repair && answer.at < repair.begunAt ? undefined : answer;
}

export function situationOf(
  { current }: Connection,
  answered: Answer | undefined,
  now: number,
): Situation {
  const certificate = current?.certificate;
  if (certificate && certificate.notAfter <= now) return 'over';
  const error = answered && 'error' in answered ? answered.error : null;
  if (error && error.code !== 'exchange/cancelled')
    return error.code === 'exchange/refused' ? 'refused' : 'unread';
  if (certificate && certificate.notBefore > now) return 'early';
  if (certificate && daysLeft(certificate, now) <= RENEW_DAYS) return 'ending';
  return answered && !error ? 'works' : 'begun';
}

/** In the order in which lists have them: what needs its user stands first. */
const NEED: Readonly<Record<Situation, number>> = {
  over: 0,
  refused: 0,
  unread: 1,
  early: 1,
  ending: 1,
  begun: 2,
  works: 3,
};

/** Whether it waits for its user. */
export function needsYou(situation: Situation): boolean {
  return NEED[situation] < NEED.works;
}

/** Those that need the user most have the lowest; practice comes after what is real. */
export function needOf(situation: Situation, practice: boolean): number {
  return NEED[situation] + (practice && situation === 'works' ? 1 : 0);
}

export function standingOf(
  connection: Connection,
  progress: Progress,
  { practice, now }: { practice: boolean; now: number },
): Standing {
  const { rotation, repair } = connection;
  const certificate = connection.current?.certificate;
  const answered = answerOf(connection);
  const situation = situationOf(connection, answered, now);
  const token = answered && !('error' in answered) ? answered : undefined;
  const works = token ? `Works. Last token ${whenText(token.at, now)}.` : '';

  const renew = { text: rotation ? 'Go on rotating' : 'Renew it', step: 'rotate' } as const;

  if (repair) {
    return {
      tone: 'pen',
      icon: 'clock',
      word: 'Being repaired after a refresh.',
      detail: works || `Begun ${whenText(repair.begunAt, now)}.`,
      action: { text: 'Go on repairing', step: 'refreshed' },
      short: 'In repair',
    };
  }
  if (situation === 'over' && certificate) {
    return {
      tone: 'danger',
      icon: 'error',
      word: 'Certificate ran out.',
      detail: `On ${shortDayText(certificate.notAfter)}. Salesforce may go on accepting it; do not count on it.`,
      action: renew,
      short: leftText(daysLeft(certificate, now)),
    };
  }
  if (answered && 'error' in answered && (situation === 'refused' || situation === 'unread')) {
    const { error, at } = answered;
    const refused = situation === 'refused';
    return {
      tone: refused ? 'danger' : 'warn',
      icon: refused ? 'refused' : 'warning',
      word: `${refused ? 'Refused' : 'No answer read'} ${whenText(at, now)}.`,
      detail: refused ? said(error.cause as Refusal) : `${sentence(error.message)}.`,
      action: { text: 'See what to do', step: 'token' },
      short: refused ? 'Refused' : 'No answer',
    };
  }
  if (situation === 'early' && certificate) {
    return {
      tone: 'warn',
      icon: 'warning',
      word: 'Certificate not valid yet.',
      detail: `It begins on ${dayText(certificate.notBefore)}.`,
      action: { text: 'See it', step: 'key' },
      short: 'Not yet',
    };
  }
  if (situation === 'ending' && certificate) {
    return {
      tone: 'warn',
      icon: 'warning',
      word: `Runs out ${shortDayText(certificate.notAfter)}.`,
      detail: works || `${progress.steps.token.word}.`,
      action: renew,
    };
  }
  if (rotation) {
    return {
      tone: 'pen',
      icon: 'clock',
      word: 'Being rotated.',
      detail: works || `Begun ${whenText(rotation.begunAt, now)}.`,
      action: renew,
    };
  }
  if (token) {
    const last = `Last token ${whenText(token.at, now)}.`;
    return practice
      ? { tone: 'ink', icon: 'note', word: 'Practice.', detail: `Nothing in it is real. ${last}` }
      : { tone: 'ok', icon: 'fine', word: 'Works.', detail: last };
  }
  const [next] = progress.todo;
  const step = STEPS.find((one) => one === next?.step) ?? 'token';
  const { word } = progress.steps[step];
  return {
    tone: 'pen',
    icon: 'clock',
    word: `Step ${STEPS.indexOf(step) + 1}, ${word.charAt(0).toLowerCase()}${word.slice(1)}.`,
    detail: next ? `${next.text}.` : '',
    action: { text: 'Go on', step },
  };
}

function said({ error, description }: Refusal): string {
  return description ? `${error}: ${description}` : error;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
