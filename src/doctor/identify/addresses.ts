/** Addresses of a login: frontdoor links, authorize addresses, callback addresses. */
import type { Thing } from '../thing.ts';
import { readAuthorize } from './authorize.ts';
import { readCallback } from './callback.ts';
import { readFrontdoor } from './frontdoor.ts';
import type { Input, PartRecogniser } from './recogniser.ts';

/** What reads one address: `null` where it is not one of its kind. */
export type AddressReader = (url: URL, input: Input) => Thing | null;

const READERS: readonly AddressReader[] = [readFrontdoor, readAuthorize, readCallback];

/** What one of them must hold: parsing every address of a long page takes too long. */
const HINT = /frontdoor|oauth|RemoteAccess|=aPrx|access_token=/i;

export const ADDRESSES: PartRecogniser = {
  // Not what ends the sentence it stands in.
  pattern: /\bhttps?:\/\/[^\s"'<>\\^`{|}]{4,8000}(?<![.,;:!?)\]])/gi,
  read: ([address], input) => {
    if (!HINT.test(address)) return null;
    // As HTML has it.
    const plain = address.replaceAll('&amp;', '&');
    if (!URL.canParse(plain)) return null;
    const url = new URL(plain);
    for (const read of READERS) {
      const thing = read(url, input);
      if (thing !== null) return thing;
    }
    return null;
  },
};
