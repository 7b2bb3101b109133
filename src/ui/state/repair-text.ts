/**
 * What the screen "My sandbox was refreshed" says. Facts: salesforce.md 10; what is only reported is advice.
 */
import { NAMES } from '../names.ts';
import type { Connection } from './connections.svelte.ts';
import { deedText, momentText } from './history.ts';
import { proofOf, STAGES, type Left, type Repair, type RepairStage } from './repair.ts';
import { proofLines } from './rotation-text.ts';

const { repair: N } = NAMES;

export const LEFT_NAMES: Readonly<Record<Left, string>> = {
  vault: N.vault,
  file: N.file,
  ci: N.ci,
  nothing: N.nothing,
};

export const LEFT_SAYS: Readonly<Record<Left, string>> = {
  vault: 'Key and certificate are in this connection. CI keeps its key.',
  file: 'server.key, damaged or not: on a disk, in a password manager. CI keeps its key.',
  ci: 'CI signs with it, but nobody can read it out. A check says whether it is a key that is here.',
  nothing: 'Lost, or seen by somebody else. A new key is made, and CI gets it.',
};

interface StageText {
  title: string;
  /** In the margin. */
  notes: readonly string[];
}

export const STAGE_TEXTS: Readonly<Record<RepairStage, StageText>> = {
  key: {
    title: 'The key and its certificate',
    notes: [
      'The app is gone, the key is not: with the same certificate the new app takes the key that CI holds.',
      'A certificate that is about to run out is best renewed now: it has to be uploaded anyway. The key stays the same.',
    ],
  },
  sandbox: {
    title: 'Check the sandbox and the user',
    notes: [
      'The address usually stays the same where the sandbox kept its name. Open it to see.',
      'Users copied from production are reported to get the sandbox’s name at the end of their username. One that was made in the sandbox is gone: make it again, with its permission sets.',
      'The user’s e-mail may end in .invalid since the refresh: mend it first, or a code sent to it does not arrive.',
    ],
  },
  app: {
    title: 'Create the app again',
    notes: [
      'A local External Client App is not copied by a refresh; a packaged one is. A Connected App of production may be there, with its approvals to be given again.',
      'A new app usually works after two to ten minutes: step 2 counts them.',
      'Not your job? Step 2 makes a sheet for the admin.',
    ],
  },
  test: {
    title: 'Test it from here',
    notes: [
      'A token proves org, user, app and key in one: each stage above counts as proved with it.',
      'Refused? A new app is often not ready for some minutes: wait, then test again.',
    ],
  },
  ci: {
    title: 'Update CI',
    notes: [
      'The fingerprint proves which key CI holds, and nothing of the other values.',
      'Tokens and approvals from before the refresh are reported to be void: leave out what CI may have kept of them.',
    ],
  },
  login: {
    title: 'See CI log in',
    notes: [
      'A refresh changes the org’s id, so a login that names the present one came after it. It proves CI’s key, consumer key and username together.',
      'No token is needed for it: leave it out of what you paste.',
    ],
  },
};

const COMPARE = 'compare it with CI’s';

export interface Value {
  name: string;
  /** What CI has to be given; '' for the key, which is never shown. */
  value: string;
  is: 'new' | 'as before' | typeof COMPARE;
}

/** The four values that CI needs, and which of them are others than before the refresh. */
export function valuesOf(connection: Connection): Value[] {
  const { repair, current } = connection;
  if (!repair) return [];
  const { before } = repair;
  const is = (was: string, now: string) =>
    was === '' ? COMPARE : was === now ? 'as before' : 'new';
  const field = (name: string, key: 'loginUrl' | 'consumerKey' | 'username'): Value => {
    const value = connection[key].trim();
    return { name, value, is: is(before[key].trim(), value) };
  };
  return [
    field('Consumer key', 'consumerKey'),
    field('Username', 'username'),
    field('Login URL', 'loginUrl'),
    { name: 'Key', value: '', is: keyIs(repair, current?.key.publicKeySha256 ?? '') },
  ];
}

/** A file may hold the key that CI has, whichever was here before. */
function keyIs({ left, before: { publicKey } }: Repair, now: string): Value['is'] {
  if (left === 'nothing') return 'new';
  if (left === 'ci' || publicKey === now) return 'as before';
  return left === 'file' || publicKey === '' ? COMPARE : 'new';
}

/** "New: consumer key. As before: username, login URL, key.": what CI had to take over. */
export function changesText(connection: Connection): string {
  const values = valuesOf(connection);
  return (
    [
      ['New', 'new'],
      ['As before', 'as before'],
      ['Compared', COMPARE],
    ] as const
  )
    .map(([word, kind]) => [word, values.filter(({ is }) => is === kind)] as const)
    .filter(([, those]) => those.length > 0)
    .map(([word, those]) => `${word}: ${those.map(({ name }) => inSentence(name)).join(', ')}.`)
    .join(' ');
}

function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** What has been proved so far, and when, as text for a change ticket. */
export function repairEvidence(connection: Connection, name: string): string {
  const { repair } = connection;
  if (!repair) return '';
  const stages = STAGES.map((stage) => ({
    title: STAGE_TEXTS[stage].title,
    proof: proofOf(connection, stage),
  }));
  const begun = `${deedText('repairing')} ${momentText(repair.begunAt)}\n`;
  return `${name}: ${N.link}\n${begun}${proofLines(stages)}`;
}
