/** Where a connection stands, for the lists of connections: what it needs, and which step has it. */
import type { Refusal } from '../../core/token.ts';
import type { IconName } from '../parts/icons.ts';
import { askedWith, type Connection } from './connections.svelte.ts';
import { dayText, daysLeft, leftText, RENEW_DAYS, shortDayText, whenText } from './dates.ts';
import type { Progress } from './progress.ts';
import { STEPS, type Step } from './route.svelte.ts';

export interface Standing {
  /** In the order in which connections are listed: what needs the user stands before `ok`. */
  tone: (typeof TONES)[number];
  icon: IconName;
  /** A sentence. */
  word: string;
  detail: string;
  /** Where to go on, where there is something to do. */
  action?: { text: string; step: Step };
  /** What an index says in two words, where it says more than the days left. */
  short?: string;
}

const TONES = ['danger', 'warn', 'pen', 'ok', 'ink'] as const;

/** Whether it waits for its user. */
export function needsYou({ tone }: Standing): boolean {
  return tone !== 'ok' && tone !== 'ink';
}

/** Those that need the user most stand first; equals keep their order. */
export function byNeed(a: Standing, b: Standing): number {
  return TONES.indexOf(a.tone) - TONES.indexOf(b.tone);
}

/** How long its certificate still lasts, as a tone: over, to be renewed, or neither. */
export function leftTone(left: number): 'danger' | 'warn' | 'ink' {
  return left < 0 ? 'danger' : left <= RENEW_DAYS ? 'warn' : 'ink';
}

export function standingOf(
  connection: Connection,
  progress: Progress,
  { practice, now }: { practice: boolean; now: number },
): Standing {
  const { answer, current } = connection;
  const certificate = current?.certificate;
  const answered = answer?.askedWith === askedWith(connection) ? answer : undefined;
  const token = answered && !('error' in answered) ? answered : undefined;
  const works = token ? `Works. Last token ${whenText(token.at, now)}.` : '';

  if (certificate && certificate.notAfter <= now) {
    return {
      tone: 'danger',
      icon: 'error',
      word: 'Certificate ran out.',
      detail: `On ${shortDayText(certificate.notAfter)}. Salesforce may go on accepting it; do not count on it.`,
      action: { text: 'Renew it', step: 'key' },
      short: leftText(daysLeft(certificate, now)),
    };
  }
  if (answered && 'error' in answered && answered.error.code !== 'exchange/cancelled') {
    const { error, at } = answered;
    const refused = error.code === 'exchange/refused';
    return {
      tone: refused ? 'danger' : 'warn',
      icon: refused ? 'refused' : 'warning',
      word: `${refused ? 'Refused' : 'No answer read'} ${whenText(at, now)}.`,
      detail: refused ? said(error.cause as Refusal) : `${sentence(error.message)}.`,
      action: { text: 'See what to do', step: 'token' },
      short: refused ? 'Refused' : 'No answer',
    };
  }
  if (certificate && certificate.notBefore > now) {
    return {
      tone: 'warn',
      icon: 'warning',
      word: 'Certificate not valid yet.',
      detail: `It begins on ${dayText(certificate.notBefore)}.`,
      action: { text: 'See it', step: 'key' },
      short: 'Not yet',
    };
  }
  if (certificate && leftTone(daysLeft(certificate, now)) === 'warn') {
    return {
      tone: 'warn',
      icon: 'warning',
      word: `Runs out ${shortDayText(certificate.notAfter)}.`,
      detail: works || `${progress.steps.token.word}.`,
      action: { text: 'Renew it', step: 'key' },
    };
  }
  if (token) {
    const last = `Last token ${whenText(token.at, now)}.`;
    return practice
      ? { tone: 'ink', icon: 'note', word: 'Practice.', detail: `Nothing in it is real. ${last}` }
      : { tone: 'ok', icon: 'fine', word: 'Works.', detail: last };
  }
  const [next] = progress.todo;
  const step = next?.step ?? 'token';
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
