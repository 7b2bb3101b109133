/** Reads what a token endpoint, or something standing before it, answered. */
import { readAnswer, readObject, type Answer, type Wanted } from './answer.ts';
import { AppError } from './errors.ts';
import { openFields } from './token-secrets.ts';

export interface Token {
  accessToken: string;
  /** As received; ask trustedOrigin of org.ts before a token goes there. */
  instanceUrl: string;
  id?: string;
  tokenType: string;
  scope?: string;
  /** Milliseconds since 1970. */
  issuedAt?: number;
  orgId?: string;
  userId?: string;
  /** Milliseconds since 1970, by this device's clock. */
  receivedAt: number;
  /** Every field as received, as text, except what is secret: tokens and session ids. */
  fields: Record<string, string>;
}

const WANTED: Wanted = {
  what: 'a token',
  refused: 'exchange/refused',
  other: 'exchange/not-a-token',
};

/** The token in an HTTP answer. Throws `exchange/*`; a refusal is `exchange/refused`. */
export async function readTokenResponse(response: Response, now = new Date()): Promise<Token> {
  return readTokenAnswer(await readAnswer(response), now);
}

/** The token in the body of an answer, as received or as pasted. */
export function readTokenAnswer(answer: Answer, now: Date): Token {
  const json = readObject(answer, WANTED);
  const accessToken = json['access_token'];
  // Printable ASCII only: it goes into an Authorization header and into commands.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new AppError('exchange/not-a-token', 'the answer is JSON without an access_token');
  }
  const fields = openFields(json);
  const instanceUrl = fields['instance_url'] ?? '';
  if (!/^https?:\/\//.test(instanceUrl) || !URL.canParse(instanceUrl)) {
    throw new AppError('exchange/not-a-token', 'the answer is JSON without a usable instance_url');
  }
  const token: Token = {
    accessToken,
    instanceUrl,
    tokenType: fields['token_type'] ?? 'Bearer',
    receivedAt: now.getTime(),
    fields,
  };
  const { id, scope } = fields;
  if (id !== undefined) token.id = id;
  if (scope !== undefined) token.scope = scope;
  if (/^\d{12,14}$/.test(fields['issued_at'] ?? '')) token.issuedAt = Number(fields['issued_at']);
  const [, orgId, userId] =
    /\/id\/(00D[A-Za-z0-9]{12,15})\/(005[A-Za-z0-9]{12,15})(?:[/?]|$)/.exec(id ?? '') ?? [];
  if (orgId !== undefined) token.orgId = orgId;
  if (userId !== undefined) token.userId = userId;
  return token;
}
