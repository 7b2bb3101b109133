/**
 * Reads which org a pipeline has logged in to, and as whom, from what it printed: the line of `sf org login
 * jwt`, `sf org display` as a table or JSON, the answer of the token endpoint, or its identity URL alone
 * (plugin-auth login/jwt.ts, plugin-org display.ts; help: remoteaccess_using_openid).
 */
import { AppError } from './errors.ts';
import { readSfOutput } from './sf-org.ts';
import { readTokenText } from './token-text.ts';

export interface Login {
  /** Of 15 or 18 characters. */
  orgId: string;
  userId?: string;
  username?: string;
  consumerKey?: string;
}

const LONGEST = 1_048_576;

const LINE =
  /Successfully authorized (\S{1,80}) with org ID (00D[A-Za-z0-9]{12,15})(?![A-Za-z0-9])/g;
const IDENTITY = /\/id\/(00D[A-Za-z0-9]{12,15})\/(005[A-Za-z0-9]{12,15})(?![A-Za-z0-9])/g;
/** A row of the table, or a field: `Id  00D…`, `"id": "00D…"`, `"orgId": "00D…"`. */
const ORG_ID = /\b(?:org ?)?id["'\s:│|]{0,80}(00D[A-Za-z0-9]{12,15})(?![A-Za-z0-9!])/gi;

/**
 * The last login in the text. Throws `exchange/refused` with the refusal as its cause where the text tells
 * of one instead, `input/too-large`, and `login/none` for any other text.
 */
export function readLogin(text: string): Login {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the text is too long for what a login prints', {
      hint: 'Paste only the lines that the login printed.',
    });
  }
  const plain = text.replace(/\u001b\[[\d;?]{0,20}[A-Za-z]/g, '');
  const [, username, orgId] = [...plain.matchAll(LINE)].at(-1) ?? [];
  if (username !== undefined && orgId !== undefined) return { orgId, username };
  const [, identified, userId] = [...plain.matchAll(IDENTITY)].at(-1) ?? [];
  if (identified !== undefined && userId !== undefined) return { orgId: identified, userId };
  const [, displayed] = [...plain.matchAll(ORG_ID)].at(-1) ?? [];
  const shown = displayed === undefined ? undefined : displayedIn(plain);
  if (displayed !== undefined && shown?.username !== undefined) {
    const { username, consumerKey } = shown;
    return { orgId: displayed, username, ...(consumerKey !== undefined && { consumerKey }) };
  }
  refuse(plain);
  throw new AppError('login/none', 'there is no login in it');
}

/** Whether two ids are of the same org; the shorter form of one lacks the last three characters. */
export function isSameId(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}

function displayedIn(text: string): { username?: string; consumerKey?: string } | undefined {
  try {
    const { orgs } = readSfOutput(text);
    return orgs.length === 1 ? orgs[0] : undefined;
  } catch {
    return undefined;
  }
}

/** What is no login may be a refusal: that is worth more to know. */
function refuse(text: string): void {
  try {
    readTokenText(text, new Date(0));
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'exchange/refused') throw thrown;
  }
}
