/**
 * A screen of Setup in miniature, as data: its labels are those of setup-labels.ts, and what is to be
 * done says so in `does`, numbered in the drawing and in the legend. What does not matter is a grey bar.
 */
import { LABELS } from './setup-labels.ts';

interface Does {
  /** What to do here: marks the part as the hand's. */
  does?: string;
}

export type Part = Does &
  (
    | { kind: 'section'; label: string; state: 'open' | 'done' | 'closed' }
    | { kind: 'heading'; label: string }
    /** A label of '' is one that does not matter. */
    | { kind: 'box'; label: string; on: boolean }
    /** Values may name one of the connection's, as `{callback}`; `null` is one that does not matter. */
    | { kind: 'field'; label: string; value: string | null; select?: true }
    | { kind: 'picks'; label: string; values: readonly string[] | null }
    | { kind: 'button'; label: string; aside?: string }
    | { kind: 'tabs'; labels: readonly string[]; at: number }
    | { kind: 'bars' }
  );

export interface SetupScreen {
  title: string;
  /** What Quick Find holds, and the item of Setup's menu below it. */
  find: Does & { label: string };
  item: Does & { label: string };
  /** Drawn as a dialog over the page. */
  dialog?: true;
  parts: readonly Part[];
  /** The button at the foot of the page. */
  foot?: Does & { label: string };
}

/** What is to be done on a screen, in the order of its numbers. */
export function legendOf({ find, item, parts, foot }: SetupScreen): string[] {
  return [find, item, ...parts, foot].flatMap((one) => one?.does ?? []);
}

/** Every label that a drawing of the screen shows, from top to bottom; not the values. */
export function labelsOf({ title, item, parts, foot }: SetupScreen): string[] {
  const inside = parts.flatMap((part) =>
    part.kind === 'bars'
      ? []
      : part.kind === 'tabs'
        ? part.labels
        : part.kind === 'picks'
          ? [part.label, ...(part.values ?? [])]
          : part.kind === 'field' && part.select
            ? [part.label, ...(part.value ? [part.value] : [])]
            : part.label,
  );
  return [LABELS.setup, item.label, title, ...inside, ...(foot ? [foot.label] : [])].filter(
    (label) => label !== '' && !label.includes('{'),
  );
}
