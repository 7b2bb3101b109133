/** How a thing is taken away: made when it is asked for, in the worker, and nowhere kept. */
import type { Bytes } from '../core/bytes.ts';
import type { Thing } from './thing.ts';

/**
 * What the file of one of its forms holds. A passphrase protects a private key in PKCS#8. Throws
 * `key/passphrase-format` for another form.
 */
export type Take = (form: string, passphrase?: string) => Promise<string | Bytes>;

/** A thing as the worker has it: what can be taken away is at hand, and stays there. */
export interface Takeable extends Thing {
  take?: Take;
}
