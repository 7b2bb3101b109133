/** Whether a text is about a failure whose words other programs say, too. */
import type { Failure } from '../failure.ts';
import { plainText } from '../text.ts';

const SALESFORCE =
  /salesforce|force\.com|sfdx|\bsf-jwt|\bsf (?:org|auth|project|data)\b|services\/oauth2|jwt(?:grant|auth)error|frontdoor|consumer key|connected app|external client app|server\.key/;
const ANSWER = /error_?description|invalid_grant/;
/** Others that answer as OAuth has it. */
const FOREIGN =
  /google|azure|aadsts|microsoft|okta|auth0|keycloak|\/realms\/|cognito|gitlab|slack|stripe|facebook|linkedin|amazonaws|kubernetes/;
/** So many letters beside the words themselves may be a date or "error:", but speak of nothing else. */
const BARE = 8;

const letters = (words: string) => words.replace(/[^a-z]/g, '').length;

/**
 * For these failures: whether a plain text in which such words stand speaks of Salesforce, or of what the
 * failure asks for, or says nothing else.
 */
export function createAbout(
  failures: readonly Failure[],
): (failure: Failure, said: string) => boolean {
  const known = new Map(
    failures.map((failure) => {
      const { texts, loginHistory = [] } = failure;
      return [failure, [...texts, ...loginHistory].map(plainText)];
    }),
  );
  return (failure, said) => {
    const { id, where } = failure;
    if ((where ?? SALESFORCE).test(said)) return true;
    const refused = id.startsWith('refusal/') && where === undefined;
    if (refused && ANSWER.test(said) && !FOREIGN.test(said)) return true;
    const stand = (known.get(failure) ?? []).filter((text) => said.includes(text));
    return letters(said) - Math.max(...stand.map(letters)) < BARE;
  };
}
