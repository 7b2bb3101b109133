/** Which reminders a calendar gets of connections, and the file that carries them. */
import { calendarOf } from '../../kit/calendar.ts';
import { downloadText } from '../browser/download.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { factsOf } from './glance.ts';

/** Those whose certificate still lasts: there is nothing to remind of in the past. */
export function remindable(connections: readonly Connection[], now: number): Connection[] {
  return connections.filter(({ current }) => (current?.certificate?.notAfter ?? 0) > now);
}

/** Hands over an .ics file with a reminder for each of them that can have one. */
export function downloadReminders(
  app: App,
  connections: readonly Connection[],
  file: string,
): void {
  const reminders = remindable(connections, app.now).flatMap((connection) => {
    const { name, details } = factsOf(app, connection);
    const { certificate } = connection.current ?? {};
    if (!certificate) return [];
    const { sha256, notBefore, notAfter } = certificate;
    const host = details.org?.host ?? '';
    return [{ id: connection.id, name, host, sha256, notBefore, notAfter }];
  });
  downloadText(calendarOf(reminders, app.now), file, 'text/calendar');
}
