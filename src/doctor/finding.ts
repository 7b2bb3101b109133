import type { SetupPage } from './setup-page.ts';

/** One thing the doctor says: data, whose words stand once, in the tables keyed by its code. */
export interface Finding {
  /** `area/case`; tests and the page match on it. */
  code: string;
  severity: Severity;
  title: string;
  /** `certain` only where the evidence at hand proves it; what is merely reported is `possible`. */
  certainty: Certainty;
  why: string;
  /** What speaks for it and against it in what is known here. */
  evidence: readonly Evidence[];
  /** How much speaks for it, to rank findings that are equally certain; 0 where it is absent. */
  weight?: number;
  /** What to do, one sentence a step, in order. */
  fix: readonly string[];
  /** Where in Setup, as labels in order. */
  setup?: string;
  /** The page of Setup that `setup` comes to: a page that knows the org makes it a link. */
  page?: SetupPage;
  /** The row of the table of failures. */
  row?: number;
  /** The status that Setup's Login History should show, or one of these; none where no entry is likely. */
  loginHistory?: readonly string[];
  /** How to see that it worked, as a sentence. */
  proof?: string;
  links?: readonly string[];
}

/** It stops the login; it may, or will one day; good to know; checked and as it should be. */
export type Severity = 'fault' | 'risk' | 'note' | 'good';

export interface Evidence {
  /** One sentence without its full stop, e.g. "the login URL is that of a sandbox". */
  text: string;
  /** It speaks against the finding. */
  against?: true;
}

export type Certainty = 'certain' | 'likely' | 'possible';

const ORDER: readonly Certainty[] = ['certain', 'likely', 'possible'];

/** Best first: by certainty, then by weight; equal ones keep their order. */
export function ranked(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      ORDER.indexOf(a.certainty) - ORDER.indexOf(b.certainty) || (b.weight ?? 0) - (a.weight ?? 0),
  );
}
