/** What pages tell each other, as far as workers hear it, too. */

/** The name of the BroadcastChannel. */
export const PAGE_CHANNEL = 'keybearer-page';

/** Said when the vault is to be locked in every tab. */
export const LOCK = 'lock';
