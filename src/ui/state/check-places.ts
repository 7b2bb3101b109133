/** Where a finding of the check is mended: the step, and what to look at there. */
import type { Step } from './route.svelte.ts';

export interface Place {
  step: Step;
  /** The id of what to look at. */
  at?: string;
}

const detail = (name: string): Place => ({ step: 'details', at: `field-${name}` });
const LOGIN_URL = detail('loginUrl');
const APP: Place = { step: 'app' };

/** By code, or by its beginning; the first that fits counts. */
const PLACES: readonly (readonly [start: string, place: Place])[] = [
  ['check/key-missing', { step: 'key', at: 'next-key' }],
  ['check/key', { step: 'key' }],
  ['check/pair', { step: 'key' }],
  ['check/certificate-missing', { step: 'key', at: 'next-certificate' }],
  ['check/certificate', { step: 'key', at: 'next-renew' }],
  ['check/other-key', { step: 'key', at: 'next-renew' }],
  ['client/key-short', { step: 'key', at: 'next-key' }],
  ['check/consumer', detail('consumerKey')],
  ['check/other-org', detail('consumerKey')],
  ['check/username', detail('username')],
  ['check/lifetime', detail('lifetime')],
  ['check/clock-slow', detail('lifetime')],
  ['check/login-url', LOGIN_URL],
  ['check/config-kind', LOGIN_URL],
  ['check/shared-straight', LOGIN_URL],
  ['check/issuer', LOGIN_URL],
  ['check/not-an-org', LOGIN_URL],
  ['client/domain-not-found', LOGIN_URL],
  ['client/lightning-url', LOGIN_URL],
  ['refusal/', LOGIN_URL],
  ['check/proxy', { step: 'token' }],
  ['check/ticks', { step: 'app', at: 'next-tick' }],
  ['check/scopes', APP],
  ['check/token-jwt', APP],
  ['check/new-key', APP],
  ['check/scratch-app', APP],
  ['client/', APP],
  ['call/', APP],
];

/** `null` where nothing in Keybearer mends it. The app of a practice org is its switches in step 4. */
export function placeOf(code: string, practice: boolean): Place | null {
  const place = PLACES.find(([start]) => code.startsWith(start))?.[1] ?? null;
  return practice && place?.step === 'app' ? { step: 'token' } : place;
}
