/** The words for what is found in texts that were dropped or pasted; those for keys stand in words-keys.ts. */
import { help } from './links.ts';
import type { Words } from './words.ts';

const REVOKE = 'Setup → Connected Apps OAuth Usage, or External Client Apps OAuth Usage';

export const INSPECT = {
  'inspect/in-a-text': {
    title: 'A secret stands in the middle of other text',
    why: 'Where this text is a log, a ticket or a chat, whoever reads it can use the secret.',
    fix: [
      'If others can read this text, treat the secret as known: revoke or replace it.',
      'Then delete the text, and mask the value in the job that printed it.',
    ],
  },
  'inspect/masked': {
    title: 'The secret was cut off or masked before it came here',
    why: 'A token has about 110 characters; of this one {length} are left.',
    fix: ['Get the whole token where it was printed, if it is needed at all.'],
  },
  'token/bearer': {
    title: 'Whoever has this token is logged in as its user',
    why: 'It needs no password and no key, and is good until its session ends: two hours unless the app, the profile or the org says otherwise.',
    fix: ['Keep it out of logs and tickets.', 'If others may have it, revoke it.'],
    setup: REVOKE,
    page: 'oauthUsage',
  },
  'token/refresh': {
    title: 'Whoever has this refresh token can log in again and again',
    why: 'It is good until it is revoked or the app’s refresh token policy ends it.',
    fix: ['Keep it in the pipeline’s secret store only.', 'If others may have it, revoke it.'],
    setup: REVOKE,
    page: 'oauthUsage',
  },
  'frontdoor/session': {
    title: 'The session stands in the address',
    why: 'Addresses land in histories, logs and referrers, and this one opens the org for whoever reads it, until the session ends.',
    fix: [
      'Do not send it on. If others may have it, revoke the token.',
      'Open orgs with sf org open or the single access endpoint instead: their links work once.',
    ],
    links: [help('xcloud.security_frontdoorjsp'), help('xcloud.frontdoor_singleaccess')],
  },
  'frontdoor/one-time': {
    title: 'The link works once, for about a minute',
    why: 'It was made by the single access endpoint, as sf org open does.',
    fix: ['If it leads to the login page it was used or is too old: make a new one.'],
    links: [help('xcloud.frontdoor_singleaccess')],
  },
  'url/foreign-host': {
    title: 'The address is not one of Salesforce’s',
    why: 'It has the form of a Salesforce link, but {host} is no host of Salesforce that is known here.',
    fix: ['Do not open it and send nothing there until you know whose it is.'],
  },
  'url/not-https': {
    title: 'The address does not begin with https://',
    why: 'What is sent there can be read on the way.',
    fix: ['Use the https:// address.'],
  },
  'url/page-host': {
    title: 'This host shows pages and takes no login',
    why: 'It was read as the org’s My Domain, {login}.',
    fix: ['Use {login} in configurations and commands.'],
  },
  'authorize/no-refresh-token': {
    title: 'The approval would not count for a JWT login',
    why: 'A user’s own approval opens the JWT flow only where it includes the scope refresh_token (or offline_access), and this address asks for {scopes}.',
    fix: [
      'Add refresh_token to the scopes, or leave scope out so that all of the app’s scopes are asked for.',
    ],
    links: [help('xcloud.remoteaccess_oauth_jwt_flow')],
  },
  'authorize/no-pkce': {
    title: 'There is no PKCE challenge in it',
    why: 'External Client Apps require PKCE unless it was switched off; the address is refused then.',
    fix: ['Add code_challenge and code_challenge_method=S256, or switch PKCE off for this app.'],
  },
  'authorize/pkce-plain': {
    title: 'The PKCE challenge is in the weaker form',
    why: 'code_challenge_method is not S256, so the challenge is the verifier itself.',
    fix: ['Use code_challenge_method=S256.'],
  },
  'authorize/implicit': {
    title: 'It asks for the token in the address',
    why: 'response_type=token is the user-agent flow, which many orgs block.',
    fix: ['Use response_type=code, then exchange the code.'],
  },
  'authorize/missing': {
    title: 'The address lacks {name}',
    why: 'Salesforce needs client_id, redirect_uri and response_type in an authorize address.',
    fix: ['Add {name}.'],
  },
  'callback/code': {
    title: 'The code is a secret for some minutes',
    why: 'With it, and the PKCE verifier or the consumer secret where the app asks for them, tokens can be had, once.',
    fix: [
      'Exchange it soon.',
      'If the exchange says “expired authorization code”, open the authorize address again.',
    ],
  },
  'callback/refused': {
    title: 'The approval was refused',
    why: 'Salesforce sent the browser back with the error {error}.',
    fix: ['Open the authorize address again and press Allow, as a user who may use the app.'],
  },
  'auth-url/other-way': {
    title: 'This is another way to log in than JWT',
    why: 'An SFDX auth URL carries the refresh token of a login in a browser; no key and no certificate is in it.',
    fix: ['Use it with sf org login sfdx-url, or set up JWT here to do without a refresh token.'],
  },
  'consumer-key/short': {
    title: 'The consumer key may be cut off',
    why: 'It has {length} characters; consumer keys usually have 85 or more.',
    fix: ['Copy it again with the button beside it.'],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Consumer Key and Secret',
    page: 'clientApps',
  },
  'consumer-secret/not-needed': {
    title: 'The JWT login does not need it',
    why: 'The app is found by its consumer key, and the signature proves who asks; the secret is for other flows.',
    fix: ['Leave it out of the pipeline.', 'If others may have it, rotate it in the app.'],
  },
  'consumer-secret/or-fingerprint': {
    title: 'It may be a SHA-256 instead',
    why: 'A consumer secret and a fingerprint without colons look alike: 64 hexadecimal digits.',
    fix: ['If it is a fingerprint, paste it with the whole line that was printed.'],
  },
  'config/mended': {
    title: 'The file can be mended',
    why: 'What had to be changed to read it stands in the way of other programs.',
    fix: ['Download the mended jwt.json and put it in its place.'],
  },
  'config/note': { title: '{note}', why: '', fix: [] },
  'config/complete': {
    title: 'Everything a login needs is in it, except the key',
    why: 'Consumer key, username and login URL have the form they should have.',
    fix: ['Open it with “Open jwt.json” to check the connection.'],
  },
  'sf/secrets': {
    title: 'Secrets of a login are in it',
    why: 'Its {secrets} can be used by whoever reads it.',
    fix: ['Share it without them: newer versions of sf leave them out.'],
  },
  'sf/note': { title: '{note}', why: '', fix: [] },
  'sf/not-connected': {
    title: 'sf could not connect to the org',
    why: 'Its status is {status}.',
    fix: ['Log in again, or inspect what the login itself says.'],
  },
  'answer/token': {
    title: 'The login worked',
    why: 'The token endpoint answered with an access token.',
    fix: [],
  },
  'answer/scopes': {
    title: 'The token cannot open the org',
    why: 'Its scopes are {scopes}; opening the org in a browser takes web or full.',
    fix: [
      'Add the scope “Manage user data via Web browsers (web)” to the app if you need it, then get a new token.',
    ],
  },
  'answer/foreign-instance': {
    title: 'The instance URL is not one of Salesforce’s',
    why: 'A token must not be sent to {host}.',
    fix: ['Check the address that was asked, and any proxy between.'],
  },
  'answer/unknown': {
    title: 'The token endpoint refused, with words not known here',
    why: 'It said: {said}.',
    fix: ['Look at Setup’s Login History for the same moment: its status often says more.'],
    setup: 'Setup → Identity → Login History',
    page: 'loginHistory',
  },
  'fingerprint/compare': {
    title: 'A fingerprint tells keys apart and opens nothing',
    why: 'Two files with the same SHA-256 of the public key belong together.',
    fix: ['Compare it with the SHA-256 of your keys.'],
  },
  'zip/too-much': {
    title: 'Not everything in the archive was looked at',
    why: '{why}.',
    fix: ['Drop the files you mean by themselves.'],
  },
  'zip/damaged': {
    title: 'The archive cannot be read to its end',
    why: '{why}.',
    fix: ['Download or make the archive again.'],
  },
} as const satisfies Record<string, Words>;
