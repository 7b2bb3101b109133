import { explainText } from '../../doctor/failures.ts';
import type { Finding } from '../../doctor/finding.ts';
import { checkText } from '../../doctor/text.ts';

/** What a pasted error, answer or log means; empty when nothing in it is known. Throws `input/too-large`. */
export function inspectText(text: string): Finding[] {
  const error = checkText(text);
  if (error) throw error;
  return explainText(text);
}
