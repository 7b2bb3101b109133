/** The address at which a user approves an app (help: remoteaccess_oauth_endpoints; RFC 6749 4.1.1). */
import { base64url } from '../../core/bytes.ts';
import type { Org } from '../../core/org.ts';
import { CALLBACK_URL } from './guide-choices.ts';

/**
 * A PKCE challenge (RFC 7636 4.2). An External Client App asks for one by default. Nobody redeems the
 * code that comes back, so its verifier is thrown away.
 */
export async function pkceChallenge(): Promise<string> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(hash));
}

/** `prompt` has Salesforce ask for user and consent, whoever is logged in at the moment. */
export function authorizeUrl(options: {
  org: Org;
  consumerKey: string;
  username: string;
  challenge: string;
}): string {
  const url = new URL(`${options.org.loginUrl}/services/oauth2/authorize`);
  const { username } = options;
  const parameters = {
    response_type: 'code',
    client_id: options.consumerKey.trim(),
    redirect_uri: CALLBACK_URL,
    code_challenge: options.challenge,
    code_challenge_method: 'S256',
    prompt: 'login consent',
    ...(username.trim() ? { login_hint: username.trim() } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
