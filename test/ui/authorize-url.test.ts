import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { authorizeUrl, pkceChallenge } from '../../src/ui/state/authorize-url.ts';

const given = { consumerKey: ' 3MVG9.a_b ', username: ' a+b@acme.example ', challenge: 'c-_9' };

test('the authorize URL is built from login URL, consumer key and callback', () => {
  const url = new URL(authorizeUrl({ ...given, org: readLoginUrl('acme.my.salesforce.com') }));
  expect(url.origin + url.pathname).toBe(
    'https://acme.my.salesforce.com/services/oauth2/authorize',
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: '3MVG9.a_b',
    redirect_uri: 'http://localhost:1717/OauthRedirect',
    code_challenge: 'c-_9',
    code_challenge_method: 'S256',
    prompt: 'login consent',
    login_hint: 'a+b@acme.example',
  });
});

test('a site keeps its prefix, and no username is no hint', () => {
  const org = readLoginUrl('https://acme.my.site.com/partners');
  const url = new URL(authorizeUrl({ ...given, username: '', org }));
  expect(url.pathname).toBe('/partners/services/oauth2/authorize');
  expect(url.searchParams.has('login_hint')).toBe(false);
});

test('the challenge is the SHA-256 of 43 random characters, as RFC 7636 says', async () => {
  const digest = vi.spyOn(crypto.subtle, 'digest');
  const challenge = await pkceChallenge();
  const hashed = digest.mock.calls[0]?.[1];
  const verifier = new TextDecoder().decode(hashed as Uint8Array);
  expect(verifier).toMatch(/^[\w-]{43}$/);
  expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
  expect(await pkceChallenge()).not.toBe(challenge);
  digest.mockRestore();
});
