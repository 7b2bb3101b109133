/** What the login URL, the audience and the username say of a refusal. */
import type { Org } from '../../core/org.ts';
import { RULES_OUT, type Clue } from './clue.ts';
import type { RefusalFacts } from './facts.ts';
import { hasSuffix, isSandbox, nameOf } from './place.ts';

const isGenericAudience = ({ audience = '' }: RefusalFacts) =>
  /^https:\/\/(?:login|test)\.salesforce\.com$/.test(audience);

/** A practice org plays any org, so it is not ruled out to be one. */
const isNoSandbox = ({ org }: RefusalFacts) =>
  org !== undefined && org.kind !== 'practice' && (!org.sandbox || org.kind === 'scratch');

/** What a username has after its domain: "uat" of `ci@acme.com.uat`. Two letters may be a country. */
const SUFFIX =
  /\.(?:com|org|net|edu|gov|[a-z]{2})\.(?!(?:com|org|net|edu|gov|info)$)([a-z0-9]{3,30})$/i;

const suffixOf = ({ username = '' }: RefusalFacts) => SUFFIX.exec(username)?.[1] ?? '';

const isProduction = ({ org }: RefusalFacts) =>
  org?.kind === 'production' || (org?.kind === 'generic' && !org.sandbox);

const ownAddress = ({ org }: RefusalFacts): Org | undefined =>
  org?.kind === 'generic' ? undefined : org;

export const ORG_CLUES: readonly Clue[] = [
  {
    see: ({ org }) =>
      org?.kind === 'generic' && `the login URL is ${org.host}, which many orgs share`,
    speaks: {
      'refusal/generic-host': 2,
      'refusal/my-domain-only': 2,
      'refusal/wrong-environment': 2,
      'refusal/now-and-then': 1,
      'refusal/other-org': -2,
    },
  },
  {
    see: (facts) =>
      facts.org?.kind !== 'generic' &&
      isGenericAudience(facts) &&
      `the audience was ${facts.audience}`,
    speaks: { 'refusal/generic-host': 2, 'refusal/other-org': -2 },
  },
  {
    see: (facts) => ownAddress(facts) && 'the login URL is the org’s own address',
    speaks: {
      'refusal/my-domain-only': RULES_OUT,
      // It may be that of another org of the same company.
      'refusal/wrong-environment': -1,
    },
  },
  {
    see: (facts) =>
      ownAddress(facts) && !isGenericAudience(facts) && 'login URL and audience are the org’s own',
    speaks: { 'refusal/generic-host': RULES_OUT },
  },
  {
    see: (facts) => {
      const name = nameOf(facts);
      if (name !== '') return `it goes to the sandbox “${name}”`;
      return isSandbox(facts) && 'it goes to a sandbox';
    },
    speaks: { 'refusal/sandbox-refreshed': 1 },
  },
  {
    see: (facts, said) =>
      ownAddress(facts) &&
      isSandbox(facts) &&
      /not installed|app_not_found/.test(said) &&
      'the sandbox does not know the app',
    speaks: { 'refusal/sandbox-refreshed': 2 },
  },
  {
    see: (facts) => isNoSandbox(facts) && 'the login URL is not that of a sandbox',
    speaks: { 'refusal/sandbox-refreshed': RULES_OUT },
  },
  {
    see: ({ org }) => org?.kind === 'scratch' && 'the login URL is that of a scratch org',
    speaks: {
      'refusal/scratch-org': 4,
      'refusal/not-replicated': 2,
      'refusal/created-user': 1,
    },
  },
  {
    see: ({ org }) =>
      org !== undefined && org.kind !== 'scratch' && 'the login URL is not that of a scratch org',
    speaks: {
      'refusal/scratch-org': RULES_OUT,
      'refusal/created-user': RULES_OUT,
      'refusal/scratch-eca': RULES_OUT,
    },
  },
  {
    see: ({ app }) => app === 'external' && 'the app is an External Client App',
    speaks: { 'refusal/generic-host': 1, 'refusal/sandbox-refreshed': 1 },
  },
  {
    see: ({ app }) => app === 'connected' && 'the app is an older Connected App',
    speaks: { 'refusal/generic-host': -2 },
  },
  {
    see: (facts) =>
      hasSuffix(facts) === false &&
      `the username does not end in “.${nameOf(facts)}”, as usernames of that sandbox usually do`,
    speaks: { 'refusal/user-unknown': 2, 'refusal/authentication': 1 },
  },
  {
    see: (facts) => hasSuffix(facts) === true && `the username ends in “.${nameOf(facts)}”`,
    speaks: { 'refusal/user-unknown': -1 },
  },
  {
    see: (facts) =>
      isProduction(facts) &&
      suffixOf(facts) !== '' &&
      `the username ends in “.${suffixOf(facts)}”, as one of a sandbox does, but the login URL is not that of one`,
    speaks: {
      'refusal/wrong-environment': 2,
      'refusal/user-unknown': 2,
      'refusal/authentication': 1,
    },
  },
];
