/** What the screen "Rotate" says of each way and stage. Facts: salesforce.md 1.4 (one certificate an app). */
import { NAMES } from '../names.ts';
import { deedText, momentText } from './history.ts';
import type { Connection } from './connections.svelte.ts';
import { proofOf, stagesOf, type Evidence, type RotationWay, type Stage } from './rotation.ts';

export const WAYS: readonly RotationWay[] = ['certificate', 'second-app', 'same-app'];

export const WAY_NAMES: Readonly<Record<RotationWay, string>> = {
  certificate: NAMES.rotate.certificate,
  'second-app': NAMES.rotate.secondApp,
  'same-app': NAMES.rotate.sameApp,
};

/** What it is for, and what stops meanwhile. */
export const WAY_SAYS: Readonly<Record<RotationWay, { says: string; stops: string }>> = {
  certificate: {
    says: 'For a certificate that runs out. CI keeps the key it has.',
    stops: 'Nothing stops.',
  },
  'second-app': {
    says: 'Recommended for a new key. Old and new work side by side until you delete the old app.',
    stops: 'Nothing stops.',
  },
  'same-app': {
    says: 'For a new key where a second app is not possible.',
    stops: 'CI fails from the upload until it holds the new key.',
  },
};

interface StageText {
  title: string;
  /** What would break by doing it. */
  breaks: string;
  /** What to do where the proof fails. */
  fails: string;
}

const CERTIFICATE: Partial<Record<Stage, StageText>> = {
  make: {
    title: 'Make the new certificate',
    breaks: 'Nothing: it stays here, and the present one stays beside it.',
    fails: 'Mend the fields of step 1, then make it again.',
  },
  upload: {
    title: 'Upload it to the app',
    breaks:
      'Nothing: both certificates hold the same public key, so it does not matter which one Salesforce uses while the change takes hold.',
    fails: 'Another file went up: upload the new server.crt again, then compare that very file.',
  },
  test: {
    title: 'Test it',
    breaks: 'Nothing: it asks for one token and drops it.',
    fails:
      'Read the refusal. Until it is mended you can upload the present certificate again: it fits the same key.',
  },
};

const KEY: Readonly<Record<Stage, StageText>> = {
  make: {
    title: 'Make the new key and certificate',
    breaks: 'Nothing: they stay here, and the present key goes on as it is.',
    fails: 'Mend the fields of step 1, then make them again.',
  },
  upload: {
    title: 'Set up the second app',
    breaks: 'Nothing: the first app and its key are not touched.',
    fails: 'The token of the next stage proves it. A refusal there says what is missing.',
  },
  test: {
    title: 'Test the new key',
    breaks: 'Nothing: it asks for one token and drops it. CI goes on with the old key.',
    fails:
      'Read the refusal. A new app is often not ready for some minutes: wait, then test again. Nothing hangs on it yet.',
  },
  ci: {
    title: 'Switch CI to the new key',
    breaks: 'Nothing: the old key goes on working until the next stage.',
    fails: 'Put the new key into the secret again, run the pipeline’s check once more.',
  },
  retire: {
    title: 'Retire the old app',
    breaks:
      'Whatever still uses the old app or key. Before you delete it, look in Setup’s Connected Apps OAuth Usage who still does.',
    fails:
      'A token means that the old app still stands: delete it, wait some minutes, check again. Until then CI is not affected.',
  },
};

const SAME_APP: Partial<Record<Stage, StageText>> = {
  upload: {
    title: 'Upload it to the app',
    breaks:
      'CI is refused from the upload until it holds the new key. Stop what is scheduled, have the page with CI’s secret open, and go through the next two stages at once.',
    fails:
      'The token of the next stage proves it. To go back, upload the present certificate again: server.crt of step 1.',
  },
  test: {
    title: 'Test the new key',
    breaks: 'Nothing more: it asks for one token and drops it.',
    fails:
      'A change can take some minutes: test again. To go back, upload the present certificate again: server.crt of step 1.',
  },
  ci: {
    title: 'Switch CI to the new key',
    breaks: 'Nothing: CI works again from here.',
    fails: 'Put the new key into the secret again, run the pipeline’s check once more.',
  },
  retire: {
    title: 'Check that the old key is refused',
    breaks: 'Nothing: the upload has replaced its certificate already.',
    fails: 'A token means that the app holds the old certificate again: upload the new one.',
  },
};

export function stageText(way: RotationWay, stage: Stage): StageText {
  const own = { certificate: CERTIFICATE, 'second-app': KEY, 'same-app': SAME_APP }[way];
  return own[stage] ?? KEY[stage];
}

/** What has been proved so far, and when, as text for a change ticket. */
export function evidenceText(connection: Connection, name: string): string {
  const { rotation } = connection;
  if (!rotation) return '';
  const head = `${name}: ${WAY_NAMES[rotation.way]}\n${deedText('began')} ${momentText(rotation.begunAt)}\n`;
  return (
    head +
    proofLines(
      stagesOf(rotation).map((stage) => ({
        title: stageText(rotation.way, stage).title,
        proof: proofOf(connection, stage),
      })),
    )
  );
}

/** What proved each stage, a line each. */
export function proofLines(stages: readonly { title: string; proof: Evidence | null }[]): string {
  return stages
    .map(({ title, proof }, at) => {
      const said = proof ? `${momentText(proof.at)}  ${proof.seen}` : 'not proved';
      return `${at + 1}. ${title}: ${said}\n`;
    })
    .join('');
}
