/** Reads what the endpoints for sessions answered. Their refusals are bare words or JSON. */
import { readAnswer, readObject, type Wanted } from './answer.ts';
import { AppError } from './errors.ts';
import { isSameOrg, trustedOrigin, type OrgOptions } from './org.ts';
import type { Token } from './token-answer.ts';
import { harmless, openFields } from './token-secrets.ts';

/** Who a token speaks for: of each field only what was answered. */
export interface Identity {
  username?: string;
  name?: string;
  orgId?: string;
  userId?: string;
  /** Every field as received, as text, without control characters and secrets. */
  fields: Record<string, string>;
}

function wanted(what: string): Wanted {
  return { what, refused: 'session/refused', other: 'session/not-understood', bareWord: true };
}

/** The user in an answer. Throws `exchange/*`, `session/refused` and `session/not-understood`. */
export async function readUserinfoResponse(response: Response): Promise<Identity> {
  const json = readObject(await readAnswer(response), wanted('a user'));
  const fields = Object.fromEntries(
    Object.entries(openFields(json)).map(([name, value]) => [harmless(name), harmless(value)]),
  );
  const identity: Identity = { fields };
  const take = (field: string): string | undefined =>
    typeof json[field] === 'string' && fields[field] !== '' ? fields[field] : undefined;
  const username = take('preferred_username');
  const name = take('name');
  const orgId = take('organization_id');
  const userId = take('user_id');
  if (username !== undefined) identity.username = username;
  if (name !== undefined) identity.name = name;
  if (orgId !== undefined) identity.orgId = orgId;
  if (userId !== undefined) identity.userId = userId;
  if (username === undefined && userId === undefined) {
    throw new AppError('session/not-understood', 'the answer is JSON that names no user');
  }
  return identity;
}

/**
 * The one-time link in an answer. Throws as readUserinfoResponse, and `session/untrusted-link` for one
 * that does not lead to the frontdoor of the token's own org, or that has the token in its address.
 */
export async function readSingleAccessResponse(
  response: Response,
  { accessToken, instanceUrl }: Token,
  options: OrgOptions = {},
): Promise<URL> {
  const json = readObject(await readAnswer(response), wanted('a link'));
  const text = json['frontdoor_uri'];
  if (typeof text !== 'string' || !URL.canParse(text)) {
    throw new AppError('session/not-understood', 'the answer is JSON without a frontdoor_uri');
  }
  const link = new URL(text);
  if (trustedOrigin(text, options) === null || !isSameOrg(text, instanceUrl)) {
    throw new AppError(
      'session/untrusted-link',
      `the link leads to ${harmless(link.host)}, which is not the token’s own org`,
    );
  }
  if (!link.pathname.endsWith('/secur/frontdoor.jsp')) {
    throw new AppError('session/untrusted-link', 'the link does not lead to the org’s frontdoor');
  }
  if (carries(link.href, accessToken)) {
    throw new AppError('session/untrusted-link', 'the link has the token itself in its address');
  }
  return link;
}

/** Returns for the empty 200 that says the token is revoked. Throws as readUserinfoResponse. */
export async function readRevokeResponse(response: Response): Promise<void> {
  const answer = await readAnswer(response);
  if (answer.status === 200 && answer.text.trim() === '') return;
  readObject(answer, wanted('a confirmation'));
  throw new AppError('session/not-understood', 'the answer does not say whether it was revoked');
}

/** Which of the three that should be those of the connection are other ones; ids in either length. */
export function differences(
  identity: Identity,
  expected: { username?: string; orgId?: string; userId?: string },
): ('username' | 'orgId' | 'userId')[] {
  const short = (id: string): string => id.slice(0, 15);
  // Salesforce keeps usernames in lower case, whatever was typed.
  const lower = (name: string): string => name.trim().toLowerCase();
  const differ = (
    name: 'username' | 'orgId' | 'userId',
    same: (text: string) => string,
  ): boolean => {
    const [found, wanted] = [identity[name], expected[name]];
    return found !== undefined && wanted !== undefined && same(found) !== same(wanted);
  };
  return [
    ...(differ('username', lower) ? (['username'] as const) : []),
    ...(differ('orgId', short) ? (['orgId'] as const) : []),
    ...(differ('userId', short) ? (['userId'] as const) : []),
  ];
}

function carries(address: string, token: string): boolean {
  return [
    token,
    encodeURIComponent(token),
    new URLSearchParams([['', token]]).toString().slice(1),
  ].some((form) => address.includes(form));
}
