/** Addresses of a login: frontdoor links, authorize and callback addresses, an org's own address. */
import type { PartRecogniser, Part, Input } from './recogniser.ts';
import { readAuthorize } from './authorize.ts';
import { readCallback } from './callback.ts';
import { readFrontdoor } from './frontdoor.ts';
import type { Thing } from '../thing.ts';

/** What reads one address: `null` where it is not one of its kind. */
export type AddressReader = (url: URL, input: Input) => Thing | null;

const READERS: readonly AddressReader[] = [readFrontdoor, readAuthorize, readCallback];

// `=3D` and `&amp;` are what mail and HTML make of an address.
const ADDRESS = /\bhttps?:\/\/[^\s"'<>\\^`{|}\u0000-\u0020]{4,8000}/gi;
const TRAILING = /[.,;:!?)\]]{1,8}$/;

export const findAddresses: PartRecogniser = (text, input) =>
  [...text.matchAll(ADDRESS)].flatMap((match): Part[] => {
    const address = match[0].replace(TRAILING, '');
    const plain = address.replaceAll('&amp;', '&');
    if (!URL.canParse(plain)) return [];
    const url = new URL(plain);
    for (const read of READERS) {
      const thing = read(url, input);
      if (thing !== null) {
        return [{ thing, start: match.index, end: match.index + address.length }];
      }
    }
    return [];
  });
