/** How far a connection is: a word for each step, and what is still to do, in order. */
import { daysLeft, dayText, leftText, RENEW_DAYS, timeText } from './dates.ts';
import { PHASES, tickCount } from './app-guide.ts';
import { askedWith, type Connection } from './connections.svelte.ts';
import type { Details } from './details.ts';
import type { Step } from './route.svelte.ts';

export interface StepState {
  done: boolean;
  word: string;
}

export interface Todo {
  step: Step;
  text: string;
}

export interface Progress {
  steps: Record<Step, StepState>;
  todo: Todo[];
}

export function progressOf(connection: Connection, details: Details, now: number): Progress {
  const certificate = connection.current?.certificate;
  const left = certificate ? daysLeft(certificate, now) : null;
  const ticked = tickCount(connection.ticks);
  const answered =
    connection.answer?.askedWith === askedWith(connection) ? connection.answer : undefined;
  const received = answered && 'token' in answered ? answered : null;
  const missing = details.errors;

  const steps: Progress['steps'] = {
    key: { done: left !== null && left >= 0, word: keyWord(connection, left) },
    app:
      details.org?.kind === 'practice'
        ? { done: true, word: 'Done by the practice org' }
        : { done: ticked === PHASES.total, word: `${ticked} of ${PHASES.total} ticked` },
    details: {
      done: details.complete,
      word: details.complete
        ? 'Complete'
        : missing.loginUrl
          ? 'Login URL missing'
          : missing.consumerKey
            ? 'Consumer key missing'
            : missing.username
              ? 'Username missing'
              : 'Lifetime out of range',
    },
    token: {
      done: received !== null,
      word: !answered
        ? 'No token yet'
        : received
          ? `Received ${timeText(received.at).slice(0, 5)}`
          : 'error' in answered && answered.error.code === 'exchange/refused'
            ? 'Refused'
            : 'No answer read',
    },
    use: { done: false, word: received ? 'Ready' : 'After the token' },
    troubleshoot: { done: false, word: 'When it fails' },
  };

  const todo: Todo[] = [];
  if (!certificate) todo.push({ step: 'key', text: 'Make a key and a certificate' });
  else if (left !== null && left < 0) todo.push({ step: 'key', text: 'Renew the certificate' });
  if (!steps.app.done && !received)
    todo.push({
      step: 'app',
      text: ticked === 0 ? 'Upload the certificate in Setup' : nextTick(connection.ticks),
    });
  if (missing.loginUrl) todo.push({ step: 'details', text: 'Enter the login URL' });
  if (missing.consumerKey) todo.push({ step: 'details', text: 'Enter the consumer key' });
  if (missing.username) todo.push({ step: 'details', text: 'Enter the username' });
  if (!missing.loginUrl && missing.lifetime)
    todo.push({ step: 'details', text: 'Mend the lifetime' });
  if (!received)
    todo.push({
      step: 'token',
      text: answered ? 'Read why there is no token yet' : 'Get a first token',
    });
  else {
    todo.push({ step: 'use', text: 'Take it to your pipeline' });
    if (certificate) {
      const renewal = certificate.notAfter - RENEW_DAYS * 86_400_000;
      todo.push({ step: 'key', text: `Renew from ${dayText(renewal)}` });
    }
  }
  return { steps, todo: todo.slice(0, 4) };
}

function keyWord(connection: Connection, left: number | null): string {
  if (!connection.current) return 'No key yet';
  if (left === null) return 'Certificate missing';
  return left < 0 ? 'Certificate ran out' : `Valid, ${leftText(left)}`;
}

function nextTick(ticks: readonly string[]): string {
  const next = PHASES.phases
    .flatMap((phase) => phase.ticks)
    .find((tick) => !ticks.includes(tick.id));
  return next ? `${next.id}: ${next.short}` : '';
}
