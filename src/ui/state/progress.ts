/** How far a connection is: a word for each step, and what is still to do, in order. */
import { daysLeft, dayText, leftText, RENEW_DAYS, timeText } from './dates.ts';
import { guideProgress } from './app-guide.ts';
import type { Connection } from './connections.svelte.ts';
import type { Details } from './details.ts';
import type { Aside, Step } from './route.svelte.ts';
import { answerOf } from './standing.ts';

export interface StepState {
  done: boolean;
  word: string;
}

export interface Todo {
  step: Step | Aside;
  text: string;
  /** The id of what is to be pressed or filled in there. */
  at?: string;
}

export interface Progress {
  steps: Record<Step, StepState>;
  todo: Todo[];
}

export function progressOf(connection: Connection, details: Details, now: number): Progress {
  const certificate = connection.current?.certificate;
  const left = certificate ? daysLeft(certificate, now) : null;
  const begun = certificate !== undefined && certificate.notBefore <= now;
  const { total, ticked, next } = guideProgress(connection);
  const answered = answerOf(connection);
  const received = answered && !('error' in answered) ? answered : null;
  const missing = details.errors;

  const steps: Progress['steps'] = {
    key: { done: left !== null && left >= 0 && begun, word: keyWord(connection, left, now) },
    app:
      details.org?.kind === 'practice'
        ? { done: true, word: 'Done by the practice org' }
        : { done: ticked === total, word: `${ticked} of ${total} ticked` },
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
          ? `${'revokedBy' in received ? 'Revoked' : 'Received'} ${timeText(received.at).slice(0, 5)}`
          : 'error' in answered && answered.error.code === 'exchange/refused'
            ? 'Refused'
            : 'No answer read',
    },
    use: { done: false, word: received ? 'Ready' : 'After the token' },
    troubleshoot: { done: false, word: 'When it fails' },
  };

  const todo: Todo[] = [];
  const add = (step: Step | Aside, text: string, at?: string) =>
    todo.push({ step, text, ...(at ? { at } : {}) });
  // It shows a refusal, too.
  if (connection.repair) add('refreshed', 'Go on with the repair after the refresh');
  // Whatever else is open, a refusal says what is wrong.
  if (answered && !received) add('token', 'Read why there is no token yet', 'answer');
  if (connection.rotation) add('rotate', 'Go on with the rotation');
  if (!connection.current) add('key', 'Make a key and a certificate', 'next-key');
  else if (!certificate) add('key', 'Make a certificate for the key', 'next-certificate');
  else if (left !== null && left < 0) add('key', 'Renew the certificate', 'next-renew');
  if (!steps.app.done && !received && next)
    add(
      'app',
      ticked === 0 ? 'Upload the certificate in Setup' : `${next.id}: ${next.short}`,
      'next-tick',
    );
  if (missing.loginUrl) add('details', 'Enter the login URL', 'field-loginUrl');
  if (missing.consumerKey) add('details', 'Enter the consumer key', 'field-consumerKey');
  if (missing.username) add('details', 'Enter the username', 'field-username');
  if (missing.lifetime) add('details', 'Mend the lifetime', 'field-lifetime');
  if (!received) {
    // A repair asks for one itself.
    if (!answered && !connection.repair) add('token', 'Get a first token', 'next-token');
  } else {
    add('use', 'Take it to your pipeline');
    if (certificate)
      add('rotate', `Renew from ${dayText(certificate.notAfter - RENEW_DAYS * 86_400_000)}`);
  }
  return { steps, todo: todo.slice(0, 4) };
}

function keyWord(connection: Connection, left: number | null, now: number): string {
  if (!connection.current) return 'No key yet';
  if (left === null) return 'Certificate missing';
  const { certificate } = connection.current;
  if (certificate && certificate.notBefore > now)
    return `Valid from ${dayText(certificate.notBefore)}`;
  return left < 0 ? 'Certificate ran out' : `Valid, ${leftText(left)}`;
}
