import type { Desk } from './desk.ts';
import { askForToken } from './exchange.ts';
import { practiceConsumerKey } from './practice.ts';
import type { Repair } from './repair.ts';
import { Task } from './task.svelte.ts';

const LIMIT = 30_000;

/** What the practice org plays of a repair: the refresh, the admin, and the pipeline. */
export class RepairPractice {
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Tells it how its sandbox stands, at once: whoever logs in there is refused from the refresh on. */
  tell = new Task(() => this.#desk.tokens.registerPractice(AbortSignal.timeout(LIMIT)));

  /** Makes the app again, as an admin would, with a consumer key of its own. */
  createApp = new Task(async () => {
    const certificate = this.#desk.connection.current?.certificate?.sha256 ?? '';
    this.#edit({ practice: { consumerKey: practiceConsumerKey(), certificate } });
    await this.#desk.tokens.registerPractice(AbortSignal.timeout(LIMIT));
  });

  /** A pipeline runs the check: before the repair, or once it was given the present values. */
  runCheck(pasted: keyof Repair['pasted']) {
    const { current, repair } = this.#desk.connection;
    const print = pasted === 'held' ? repair?.before.publicKey : current?.key.publicKeySha256;
    if (!repair || !print) return;
    const printed = `SHA2-256(stdin)= ${print.replaceAll(':', '').toLowerCase()}`;
    this.#edit({ pasted: { ...repair.pasted, [pasted]: printed } });
  }

  /** A pipeline logs in with the present values. */
  logIn = new Task(async () => {
    const { tokens, repair } = this.#desk;
    const signal = AbortSignal.timeout(LIMIT);
    await tokens.registerPractice(signal);
    const { orgId = '' } = await askForToken(this.#desk, {
      sign: tokens.sign,
      signal,
      onprogress: () => {},
    });
    const user = this.#desk.connection.username.trim();
    repair.printed = `Successfully authorized ${user} with org ID ${orgId}`;
  });

  #edit(patch: Partial<Repair>) {
    const { found } = this.#desk;
    if (found?.repair) this.#desk.update({ repair: { ...found.repair, ...patch } });
  }
}
