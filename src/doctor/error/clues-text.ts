/** What the text round an error says of its cause: the command, what was done before, other attempts. */
import { PROVES, RULES_OUT, type Clue } from './clue.ts';

/** A clue in the words themselves. */
const shown = (words: RegExp, text: string, speaks: Clue['speaks']): Clue => ({
  see: (_, said) => words.test(said) && text,
  speaks,
});

/** Whether a plain text tells of an assertion that was sent again. */
export const isReplay = (said: string) =>
  /\bjti\b/.test(said) &&
  /same assertion|reus(?:ed|ing)|already used|(?:sent|used) (?:twice|again)|replay/.test(said);

export const TEXT_CLUES: readonly Clue[] = [
  shown(/must be installed|blocked/, 'the answer says so', { 'refusal/app-not-installed': 2 }),
  shown(/scope is required/, 'the answer names the scope', {
    'refusal/refresh-token-scope': PROVES,
    'refusal/other-grant': RULES_OUT,
  }),
  shown(/oauth_ec_app_not_found/, 'the answer is that of a login in the browser', {
    'refusal/app-not-installed': 4,
  }),
  shown(
    /org create user|force:user:create|createusercommand|org\/create\/user|user\/create/,
    'the command made a user',
    { 'refusal/created-user': 5 },
  ),
  shown(/org create scratch|force:org:create|orgcreatescratch/, 'the command made a scratch org', {
    'refusal/not-replicated': 4,
    'refusal/scratch-eca': 4,
  }),
  {
    see: (_, said) => isReplay(said) && 'the text speaks of one jti used twice',
    speaks: { 'refusal/jti-used-twice': 4 },
  },
  shown(/org create sandbox|createsandbox/, 'the command made a sandbox', {
    'refusal/not-replicated': 4,
  }),
  shown(
    /successfully authorized|\b(?:attempt|retry|try) #?\d{1,3}\b.{0,80}\b(?:succeeded|success|ok|passed)\b/,
    'another login in the same text worked',
    {
      'refusal/not-replicated': 4,
      'refusal/sandbox-refreshed': -1,
    },
  ),
  shown(/salesforce api integration/, 'the text names the license Salesforce API Integration', {
    'refusal/integration-license': 5,
  }),
  shown(
    /refreshed|sandboxprocess|sandbox refresh|after (?:a |the )?refresh/,
    'the text speaks of a refreshed sandbox',
    { 'refusal/sandbox-refreshed': 4 },
  ),
  {
    see: ({ org }, said) =>
      org?.kind === 'generic' &&
      !org.sandbox &&
      /\bsandbox\b/.test(said) &&
      'the text speaks of a sandbox, and the login URL is that of production',
    speaks: { 'refusal/wrong-environment': 2 },
  },
  shown(/\.salesforce\.mil|government|govcloud/, 'the text names a government org', {
    'refusal/my-domain-only': 2,
  }),
];
