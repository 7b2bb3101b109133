/** What dates, earlier logins and the guide say of a refusal. */
import { isNewKey } from '../past.ts';
import { PROVES, RULES_OUT, type Clue } from './clue.ts';
import type { RefusalFacts } from './facts.ts';
import { isSandbox } from './place.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const MINUTE = 60_000;
/** How long a new app or org may take to be known everywhere, with some room. */
const NEW = 15 * MINUTE;
/** Seconds: the usual lifetime of an assertion, and what Salesforce is said to grant besides. */
const OUTLIVED = 180 + 180;

const isOver = ({ notAfter, now }: RefusalFacts) =>
  notAfter !== undefined && now !== undefined && now > notAfter;

/** Minutes from the making of the app to the refusal. */
const appAge = ({ appMadeAt, now }: RefusalFacts) =>
  appMadeAt === undefined || now === undefined ? undefined : (now - appMadeAt) / MINUTE;

const tokenCame = ({ tokenAt }: RefusalFacts) =>
  tokenAt !== undefined && `a token came on ${DAY.format(tokenAt)}`;

export const TIME_CLUES: readonly Clue[] = [
  {
    see: (facts) => isSandbox(facts) && tokenCame(facts),
    speaks: { 'refusal/sandbox-refreshed': 2 },
  },
  {
    see: tokenCame,
    speaks: {
      'refusal/user-inactive': 1,
      'refusal/not-pre-authorized': -2,
      'refusal/user-not-assigned': -1,
      'refusal/my-domain-only': -2,
      'refusal/refresh-token-scope': -2,
      'refusal/integration-license': -1,
      'refusal/not-replicated': -2,
      'refusal/created-user': -2,
      'refusal/user-unknown': -1,
      'refusal/wrong-environment': -2,
      'refusal/other-org': -2,
      'refusal/app-just-made': -2,
      'refusal/consumer-key': -1,
      'refusal/scratch-org': -2,
      'refusal/grant-type': -1,
    },
  },
  {
    see: (facts) =>
      isNewKey(facts) === true &&
      `the key is of ${DAY.format(facts.keyFrom)}, after the last token`,
    speaks: { 'refusal/signature': 2 },
  },
  {
    see: (facts) => isNewKey(facts) === false && 'the same key got a token before',
    speaks: { 'refusal/signature': -1 },
  },
  {
    see: (facts) => {
      const age = appAge(facts);
      if (age === undefined || age < 0 || age * MINUTE >= NEW) return false;
      return `the app was ${Math.round(age)} minutes old`;
    },
    speaks: {
      'refusal/not-replicated': 4,
      'refusal/app-just-made': 4,
      'refusal/sandbox-refreshed': -2,
    },
  },
  {
    see: (facts) =>
      (appAge(facts) ?? 0) * MINUTE >= NEW &&
      `the app was made on ${DAY.format(facts.appMadeAt ?? 0)}`,
    speaks: { 'refusal/app-just-made': -2, 'refusal/not-replicated': -1 },
  },
  {
    // Never more than possible: sources disagree on whether it is enforced.
    see: (facts) => isOver(facts) && `the certificate ran out on ${DAY.format(facts.notAfter)}`,
    speaks: { 'refusal/certificate-expired': 1 },
  },
  {
    see: (facts) =>
      facts.notAfter !== undefined &&
      !isOver(facts) &&
      `the certificate here is valid until ${DAY.format(facts.notAfter)}; the app may still hold an older one`,
    speaks: { 'refusal/certificate-expired': -1 },
  },
  {
    see: ({ clockAhead }) =>
      clockAhead !== undefined &&
      clockAhead < -60 &&
      clockAhead >= -OUTLIVED &&
      `this device’s clock is ${Math.round(-clockAhead)} seconds slow`,
    speaks: { 'refusal/clock': 2 },
  },
  {
    see: ({ clockAhead }) =>
      clockAhead !== undefined &&
      clockAhead < -OUTLIVED &&
      `this device’s clock is ${Math.round(-clockAhead)} seconds slow`,
    speaks: { 'refusal/clock': PROVES },
  },
  {
    see: ({ clockAhead }) =>
      clockAhead !== undefined && clockAhead >= -60 && 'this device’s clock is not slow',
    speaks: { 'refusal/clock': -1 },
  },
  {
    see: ({ approved }) => approved === true && 'the steps that approve the user are ticked',
    speaks: {
      'refusal/not-pre-authorized': -2,
      'refusal/user-not-assigned': -1,
      'refusal/integration-license': 1,
    },
  },
  {
    see: ({ approved }) =>
      approved === false && 'the steps that approve the user are not all ticked',
    speaks: { 'refusal/not-pre-authorized': 1, 'refusal/user-not-assigned': 1 },
  },
  {
    see: ({ scoped }) => scoped === true && 'the step that adds the scopes is ticked',
    speaks: { 'refusal/refresh-token-scope': -1, 'call/scope': -1 },
  },
  {
    see: ({ call }) =>
      (call === 'userinfo' || call === 'revoke') && 'the org’s pages were not asked for',
    speaks: { 'call/api-only': RULES_OUT },
  },
  {
    see: ({ call, named }) =>
      named === true && call === 'singleaccess' && 'the same token has just named its user',
    speaks: { 'call/api-only': 2, 'call/token-over': -2 },
  },
];
