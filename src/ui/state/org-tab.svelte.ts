import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE, type OrgOptions } from '../../core/org.ts';
import { askSingleAccess, frontdoorForm, frontdoorLink } from '../../core/session.ts';
import { openPage, openTab, postToTab } from '../browser/tab.ts';
import type { Desk } from './desk.ts';
import { visitInPage } from './practice.ts';
import type { SessionWork } from './session-work.svelte.ts';
import { Task } from './task.svelte.ts';

/** Opens the org of a token in a new tab. */
export class OrgTab {
  /** A path in the org; '' for its first page. */
  landing = $state.raw('');
  #desk: Desk;
  #session: SessionWork;

  constructor(desk: Desk, session: SessionWork) {
    this.#desk = desk;
    this.#session = session;
  }

  /** Whether it goes by a one-time link, which only a proxy can ask for. */
  get byLink(): boolean {
    return this.#desk.connection.way === 'proxy' && this.#desk.practice !== PRACTICE_IN_PAGE;
  }

  /** The org with the token in its address, for those who ask for it. */
  get link(): string {
    const { token } = this.#session;
    return token ? frontdoorLink(token, this.#where) : '';
  }

  open = new Task(async () => {
    const post = async () => {
      this.#post();
      return null;
    };
    if (this.byLink) await this.#followLink();
    else if (this.#desk.practice === PRACTICE_IN_PAGE) await this.#openInPage();
    // In the same breath as the press wherever possible: later a browser may take the tab for a pop-up.
    else if (this.#desk.tokens.settled) await post();
    else await this.#session.ask('singleaccess', post);
  });

  /** The one-time link is being followed, by this page or by a press on it. */
  followed = () => {
    this.#desk.app.meter.sent('one-time link', this.#session.host);
    this.#session.show({ call: 'singleaccess', at: Date.now(), opened: 'link' });
  };

  async #followLink(): Promise<void> {
    await this.#session.ask('singleaccess', async (token, send) => {
      const { href } = await askSingleAccess(token, { ...send(), ...this.#where });
      if (!openTab(href)) return { link: href };
      this.followed();
      return null;
    });
  }

  #post(): void {
    const { token, host } = this.#session;
    if (!token) return;
    const { action, fields } = frontdoorForm(token, this.#where);
    this.#desk.app.meter.sent('token', host);
    this.#session.show({ call: 'singleaccess', at: Date.now(), opened: 'form' });
    postToTab(action, fields, () => {
      const message = `the browser stopped the tab: ${host} led on to a host that this page does not list`;
      const error = new AppError('session/stopped', message);
      if (this.#session.token === token)
        this.#session.show({ call: 'singleaccess', at: Date.now(), error });
    });
  }

  async #openInPage(): Promise<void> {
    await this.#session.ask('singleaccess', async (token) => {
      const { action, fields } = frontdoorForm(token, this.#where);
      openPage(await visitInPage(action, fields));
      return { opened: 'form' };
    });
  }

  get #where(): OrgOptions & { landing?: string } {
    return { ...this.#session.trust, ...(this.landing ? { landing: this.landing } : {}) };
  }
}
