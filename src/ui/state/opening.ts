/** What the first view's buttons do, loaded when one of them is pressed. */
import { readConfig } from '../../core/config.ts';
import { checkLifetime } from '../../core/details.ts';
import { chooseFiles, requireSmall } from '../browser/download.ts';
import type { App } from './app.svelte.ts';
import { fieldsOf } from './config.ts';
import type { Connection } from './connections.svelte.ts';
import { practiceConsumerKey, practiceOrigin } from './practice.ts';

/** Lets the user choose a jwt.json; `null` when the chooser was closed. Throws `config/*`, `input/*`. */
export async function chooseConfig(): Promise<{
  fields: Partial<Connection>;
  notes: string[];
} | null> {
  const [file] = await chooseFiles('.json,application/json', false);
  if (!file) return null;
  requireSmall(file);
  const { config, notes } = readConfig(await file.text());
  return { fields: fieldsOf(config), notes };
}

export async function openConfig(app: App): Promise<void> {
  const chosen = await chooseConfig();
  if (chosen) app.begin({ ...chosen.fields, notes: chosen.notes });
}

/**
 * Another org for the same key and certificate: how it is made and sent stays, what belongs to the first
 * org (its address, app, user, ticks and switches) does not.
 */
export function beginWithKey(app: App, connection: Connection): void {
  const { current, subject, bits, days, keyFormat, certificateFormat } = connection;
  const { lifetime, jti, wants, way, proxyUrl, shell, keyFile } = connection;
  const made = {
    ...(current ? { current } : {}),
    subject,
    bits,
    days,
    keyFormat,
    certificateFormat,
  };
  const sent = { jti, wants, way, proxyUrl, shell, keyFile };
  // One over 300 seconds is kept only with the jwt.json that asked for it.
  const lived = checkLifetime(lifetime) === null ? { lifetime } : {};
  app.landing = 'field-loginUrl';
  app.begin({ ...made, ...sent, ...lived }, 'details');
}

/** The id of the field for what the Salesforce CLI prints. */
export const SF_PASTE = 'paste-sf';

/** A connection that begins with what the Salesforce CLI knows of an org. */
export async function beginFromSf(app: App): Promise<void> {
  app.landing = SF_PASTE;
  app.begin({}, 'details');
}

/** A connection to the practice org: everything but the key is filled in. */
export async function beginPractice(app: App): Promise<void> {
  app.begin({
    loginUrl: practiceOrigin(app.reach),
    consumerKey: practiceConsumerKey(),
    username: 'deploy@practice.example',
  });
}

/** A backup becomes the vault of this browser. */
export async function beginRestore(app: App): Promise<void> {
  await (await import('./restoring.ts')).beginRestore(app);
}
