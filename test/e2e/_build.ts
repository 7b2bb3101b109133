import { build } from 'vite';

/** The production build, once for all journeys. `npm test` has just made it, and says so. */
export default async function buildOnce(): Promise<void> {
  if (process.env.KEYBEARER_BUILT !== '1') await build({ logLevel: 'warn' });
}
