import { explainRefusal } from '../../doctor/refusal.ts';
import type { Finding } from '../../doctor/finding.ts';

/** What a pasted error, answer or log means; empty when nothing in it is known. */
export function inspectText(text: string): Finding[] {
  return explainRefusal({ error: '', description: text }, {});
}
