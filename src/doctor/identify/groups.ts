/** What belongs together: a private key, its certificate and its request share their public key. */
import type { Group, Thing } from '../thing.ts';

/** Groups of two things or more, in the order in which their first one stands. */
export function groupThings(things: readonly Thing[]): Group[] {
  const places = new Map<string, number[]>();
  things.forEach(({ publicKey }, place) => {
    if (publicKey === undefined) return;
    const same = places.get(publicKey);
    if (same === undefined) places.set(publicKey, [place]);
    else same.push(place);
  });
  return [...places]
    .filter(([, same]) => same.length > 1)
    .map(([publicKey, same]) => ({ publicKey, things: same }));
}
