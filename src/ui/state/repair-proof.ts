/** What a pasted text proves of a repair: which key CI holds, and that it has logged in again. */
import { AppError } from '../../core/errors.ts';
import { isSameId, readLogin } from '../../core/login-text.ts';
import type { Refusal } from '../../core/token.ts';
import type { App } from './app.svelte.ts';
import { keySetsOf, type Connection, type KeySet } from './connections.svelte.ts';
import { loneKeys } from './lone-keys.ts';
import { printedKey } from './rotation-proof.ts';

/**
 * The key that CI holds, wherever it is here, by the fingerprint that CI has printed: this connection's own,
 * another one's, or one that no connection holds. Throws `rotation/*` for a text that is no fingerprint, and
 * `repair/key-elsewhere`.
 */
export function findHeld(app: App, connection: Connection, text: string): KeySet {
  const print = printedKey(text);
  const { list, removed } = app.connections;
  const sets = [connection, ...list, ...removed].flatMap(keySetsOf);
  const lone = loneKeys(app).map((key): KeySet => ({ key }));
  const found = [...sets, ...lone].filter(({ key }) => key.publicKeySha256 === print);
  const [first] = found;
  if (!first)
    throw new AppError('repair/key-elsewhere', 'the key that CI holds is not among the keys here');
  // One with its certificate, if there is any: it is the one that the new app may hold, too.
  const { consumerKey: _, ...set } = found.find(({ certificate }) => certificate) ?? first;
  return set;
}

/** Whether CI holds the present key. Throws `rotation/*`, naming which key it holds instead. */
export function requireHeld({ current, former }: Connection, text: string): string {
  const print = printedKey(text);
  if (print === current?.key.publicKeySha256) return print;
  const earlier = former.some(({ key }) => key.publicKeySha256 === print);
  if (earlier)
    throw new AppError('rotation/still-old', 'CI holds an earlier key of this connection');
  throw new AppError('rotation/neither', 'CI holds another key than the one of the first stage');
}

/**
 * Whether CI has logged in to the refreshed sandbox with the present values, by what its login printed. An
 * org's id changes with every refresh (help: data_sandbox_refresh_clone): a login from before is told apart.
 * Throws `login/*`. Returns what was seen, in words without a secret.
 */
export function requireLogin(connection: Connection, text: string): string {
  const { orgId, userId, username, consumerKey } = login(text);
  const { named } = connection.repair ?? {};
  const own = connection.username.trim();
  const sameUser = username
    ? username.toLowerCase() === own.toLowerCase()
    : named?.userId !== undefined && named.userId !== '' && isSameId(userId ?? '', named.userId);
  if (!named?.orgId)
    throw new AppError('login/other', 'the token of the test did not say which org it is for', {
      hint: 'Test again from here: the whole answer says it in its field id.',
    });
  if (!isSameId(orgId, named.orgId))
    throw new AppError('login/other', `CI logged in to another org: ${orgId}, not ${named.orgId}`, {
      hint: 'A refresh changes an org’s id: this may be a login from before it. Run CI again.',
    });
  if (!sameUser)
    throw new AppError('login/other', `CI logged in as ${username ?? userId}, not as ${own}`);
  if (consumerKey !== undefined && consumerKey !== connection.consumerKey.trim())
    throw new AppError('login/other', 'CI logged in through another app');
  return `CI has logged in to org ${orgId} as ${own}`;
}

function login(text: string) {
  try {
    return readLogin(text);
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code !== 'exchange/refused') throw error;
    const { error: code, description } = error.cause as Refusal;
    throw new AppError('login/refused', `CI was refused: ${code}: ${description}`, {
      cause: error.cause,
    });
  }
}
