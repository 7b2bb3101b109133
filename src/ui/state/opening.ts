/** What the first view's buttons do, loaded when one of them is pressed. */
import { readConfig } from '../../core/config.ts';
import { chooseFiles, requireSmall } from '../browser/download.ts';
import type { App } from './app.svelte.ts';
import { fieldsOf } from './config.ts';
import type { Connection } from './connections.svelte.ts';
import { practiceOrigin } from './practice.ts';

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

/** A connection to the practice org: everything but the key is filled in. */
export async function beginPractice(app: App): Promise<void> {
  app.begin({
    loginUrl: practiceOrigin(app.reach),
    consumerKey: practiceConsumerKey(),
    username: 'deploy@practice.example',
  });
}

/** A consumer key of the usual shape, marked as what it is. */
function practiceConsumerKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(24));
  const tail = Array.from(random, (byte) => (byte % 36).toString(36)).join('');
  return `3MVG9.Practice.${tail}`;
}
