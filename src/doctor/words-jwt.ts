/** What is said of a JWT: findings by their code, and what its fields stand for. */
import type { JwtKind } from './jwt/kind.ts';
import { cli, help, issue } from './links.ts';
import type { Words } from './words.ts';

export type ReadKind = JwtKind | 'encrypted' | 'damaged';

export const KIND_WORDS: Readonly<Record<ReadKind, string>> = {
  assertion: 'an assertion: a JWT that logs in',
  'access-token': 'an access token in JWT form',
  'id-token': 'an ID token',
  other: 'a JWT of something else',
  encrypted: 'an encrypted JWT',
  damaged: 'a damaged JWT',
};

const FLOW = [help('xcloud.remoteaccess_oauth_jwt_flow')];
const RFC = (number: number, section: string) =>
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;

/** `{…}` is filled in by the rule. */
export const JWT = {
  'jwt/damaged': {
    title: 'It is not whole',
    why: 'A server that cannot read it answers invalid assertion.',
    fix: ['Copy it again, from its first character to its last.'],
  },
  'jwt/encrypted': {
    title: 'It is encrypted, so that only its receiver can read it',
    why: 'An assertion is signed, never encrypted.',
    fix: ['Make a signed JWT: three parts, joined by dots.'],
    links: [RFC(7516, '7.1')],
  },
  'jwt/is-access-token': {
    title: 'It does not log in: it is what a login gives',
    why: 'Whoever holds it is its user until it ends. A token in JWT form is for the REST APIs and cannot open the org.',
    fix: [],
    links: [help('xcloud.jwt_access_tokens')],
  },
  'jwt/is-id-token': {
    title: 'It does not log in: it tells an app who has logged in',
    why: 'It comes with an access token where the scope openid was asked for.',
    fix: ['For an API, send the access token that came with it.'],
  },
  'jwt/is-other': {
    title: 'Nothing in it is meant for Salesforce',
    why: 'An assertion has a consumer key as iss and an address of Salesforce as aud.',
    fix: [],
    links: FLOW,
  },
  'jwt/over': { title: 'It ended {span} ago', why: 'Its exp has passed.', fix: ['Get a new one.'] },
  'jwt/lasts': { title: 'It lasts for {span}', why: 'Its exp is ahead.', fix: [] },

  'jwt/bearer': {
    title: 'Bearer stood before it',
    why: 'That belongs to an access token in a header. An assertion is sent without it, in the form field assertion.',
    fix: [],
  },
  'jwt/quoted': {
    title: 'Quotation marks stood round it',
    why: 'They are not part of it. Where a program sends them along, the login is refused.',
    fix: [],
  },
  'jwt/url-encoded': {
    title: 'It was URL-encoded',
    why: 'That is right inside a form, and wrong where it is encoded twice.',
    fix: ['Let one program encode it: curl with --data-urlencode, or a library, not both.'],
  },
  'jwt/around': {
    title: 'It stood among other text',
    why: 'Only the JWT was read. Who has that text, such as a log, has the JWT too.',
    fix: [],
  },
  'jwt/white-space': {
    title: 'White space or line breaks stood inside it',
    why: 'A JWT is one run of characters. Programs such as base64 break lines unless told not to (-w0).',
    fix: ['Take every line break out before it is signed and sent.'],
    links: [RFC(7515, '2')],
  },
  'jwt/alphabet': {
    title: 'It is base64, not base64url',
    why: 'A JWT has - and _ where base64 has + and /.',
    fix: ["Encode its parts as base64url, in a shell with tr '+/' '-_'."],
    links: [RFC(7515, '2')],
  },
  'jwt/padding': {
    title: 'Its parts are padded with =',
    why: 'Base64url in a JWT has no padding.',
    fix: ["Take the = away before signing, in a shell with tr -d '='."],
    links: [RFC(7515, '2')],
  },
  'jwt/repeated': {
    title: 'A name stands in it twice: {names}',
    why: 'Programs differ in which of the two they take.',
    fix: ['Write each name once.'],
    links: [RFC(7519, '4')],
  },

  'jwt/alg-good': {
    title: 'Signed with RS256',
    why: 'The one algorithm documented for this flow.',
    fix: [],
  },
  'jwt/alg-missing': {
    title: 'The header names no algorithm',
    why: 'Every signed JWT has alg in its header, and this flow takes RS256.',
    fix: ['Put "alg": "RS256" into the header.'],
    links: [RFC(7515, '4.1.1')],
  },
  'jwt/alg-case': {
    title: '{alg} is not written RS256',
    why: 'Names of algorithms are compared letter by letter.',
    fix: ['Write RS256.'],
    links: [RFC(7515, '4.1.1')],
  },
  'jwt/alg-undocumented': {
    title: '{alg} is not documented for this flow',
    why: 'Salesforce names RS256 only, and no report of another that works is known.',
    fix: ['Sign with RS256; the key may stay.'],
    links: FLOW,
  },
  'jwt/alg-shared': {
    title: '{alg} signs with a shared secret',
    why: 'Salesforce checks with the certificate in the app and holds no such secret: the consumer secret is not one.',
    fix: ['Sign with RS256 and the private key of that certificate.'],
    links: FLOW,
  },
  'jwt/alg-other': {
    title: '{alg} is not taken',
    why: 'Salesforce takes RS256, which needs an RSA key; other kinds of keys are reported to be refused.',
    fix: ['Make an RSA key of 2048 bits or more, upload its certificate, and sign with RS256.'],
    links: FLOW,
  },
  'jwt/unsigned': {
    title: 'It is not signed',
    why: 'Anybody could have written it, so nobody may log in with it.',
    fix: ['Sign it with RS256 and the private key.'],
  },
  'jwt/typ': {
    title: 'Its typ is {typ}',
    why: 'JWT is usual. Nothing says that Salesforce looks at it here.',
    fix: [],
  },
  'jwt/kid': {
    title: 'kid is not used here',
    why: 'An app holds one certificate, so there is nothing to choose.',
    fix: [],
  },
  'jwt/key-inside': {
    title: 'The header brings a key or certificate: {names}',
    why: 'The signature is checked with the certificate in the app. What stands in the header changes nothing, and makes it longer.',
    fix: [],
  },
  'jwt/crit': {
    title: 'The header demands extensions: {names}',
    why: 'A receiver that does not know one of them has to refuse the whole.',
    fix: ['Leave crit out.'],
    links: [RFC(7515, '4.1.11')],
  },
  'jwt/signature-good': {
    title: 'The signature is good: made by the key of {key}',
    why: 'Salesforce says the same if the app holds that certificate.',
    fix: [],
  },
  'jwt/signature-other-app': {
    title: 'The key of {key} made it, but iss names another app',
    why: 'The app with this consumer key would have to hold the same certificate.',
    fix: ['Compare iss with the consumer key of the app that holds the certificate.'],
  },
  'jwt/signature-bad': {
    title: 'Another key made it',
    why: 'Salesforce answers invalid assertion where the certificate in the app does not fit. A text that was changed after signing looks the same.',
    fix: [
      'Sign with the private key of the certificate in the app, or upload the certificate of the key in use.',
    ],
    links: [issue('forcedotcom/sfdx-travisci', 135), cli(217)],
  },
  'jwt/signature-foreign': {
    title: 'No key here made it',
    why: 'It may be signed well, by a key that is not here, or changed after signing.',
    fix: ['Open the certificate that the app holds here as well: then it can be checked.'],
  },
  'jwt/signature-unknown': {
    title: 'The signature was not checked',
    why: 'There is no certificate here to check it with.',
    fix: ['Make a connection with the app’s certificate, then read it again.'],
  },
  'jwt/short-key': {
    title: 'It was signed with a key of {bits} bits',
    why: 'Salesforce is reported to refuse less than 2048, and libraries do.',
    fix: ['Make a key of 2048 bits or more and upload its certificate.'],
  },
  'jwt/signature-cut': {
    title: 'The signature has {bytes} bytes, which no usual key makes',
    why: 'A 2048-bit key signs with 256 bytes, one of 4096 bits with 512. Something was cut off or added.',
    fix: ['Copy it again, to its last character.'],
  },

  'jwt/iss-good': {
    title: 'iss looks like a consumer key',
    why: 'It names the app that holds the certificate.',
    fix: [],
  },
  'jwt/iss-missing': {
    title: 'iss is missing',
    why: 'Without it nobody knows which app’s certificate to check with.',
    fix: ['Put the consumer key of the app into iss.'],
    links: FLOW,
  },
  'jwt/iss-wrong': {
    title: 'iss is no consumer key: {iss}',
    why: 'Salesforce finds the app by it, and answers invalid_client_id where it finds none.',
    fix: [
      'Put the consumer key of the app into iss; username and address belong into sub and aud.',
    ],
    links: FLOW,
  },
  'jwt/iss-space': {
    title: 'White space stands round the consumer key in iss',
    why: 'It counts as part of it.',
    fix: ['Take it away where the value comes from, often a CI variable.'],
  },
  'jwt/iss-secret': {
    title: 'iss looks like the consumer secret',
    why: 'The secret is not used in this flow, and has now been sent about in clear.',
    fix: ['Put the consumer key into iss, and rotate the secret in Setup.'],
  },
  'jwt/sub-good': {
    title: '{name} has the form of a username',
    why: 'It has to be the username, which can differ from the e-mail address, and in a sandbox usually ends in its name.',
    fix: [],
  },
  'jwt/sub-missing': {
    title: 'sub is missing',
    why: 'It names the user to log in.',
    fix: ['Put the username into sub.'],
    links: FLOW,
  },
  'jwt/sub-wrong': {
    title: '{name} is no username: {user}',
    why: 'A username looks like an e-mail address. An id, an alias or a consumer key is none.',
    fix: ['Put the username into sub, as the user’s page in Setup shows it.'],
    setup: 'Setup → Users',
  },
  'jwt/sub-space': {
    title: 'White space stands round the username in {name}',
    why: 'It counts as part of it.',
    fix: ['Take it away where the value comes from, often a CI variable.'],
  },
  'jwt/prn-wins': {
    title: 'prn wins over sub',
    why: 'prn is the older name of sub. Salesforce is quoted as taking prn where both stand: {user} would be logged in, not {sub}.',
    fix: ['Leave prn out.'],
  },
  'jwt/prn': {
    title: 'prn is the older name of sub',
    why: 'Salesforce is said to take it still.',
    fix: ['Write sub.'],
  },
  'jwt/aud-good': { title: 'aud is one address: {label}', why: 'It is {aud}.', fix: [] },
  'jwt/aud-generic': {
    title: 'aud is {aud}, which serves many orgs',
    why: 'It is documented. With an External Client App it may be refused (app_not_found), and it has to fit production or sandbox.',
    fix: ['If it is refused, use the org’s My Domain for both aud and token URL.'],
    links: [cli(3482), issue('n8n-io/n8n', 28990)],
  },
  'jwt/aud-missing': {
    title: 'aud is missing',
    why: 'It says for whom the assertion is.',
    fix: ['Put the org’s My Domain into aud, as in https://acme.my.salesforce.com.'],
    links: FLOW,
  },
  'jwt/aud-list': {
    title: 'aud is a list',
    why: 'JWTs in general may have one, also of one entry; Salesforce is reported to answer audience is invalid.',
    fix: ['Make aud one text, not a list: some libraries need an option for it.'],
    links: [issue('omniphx/forrest', 302)],
  },
  'jwt/aud-bare': {
    title: 'aud is a host without https://',
    why: 'It has to be a whole address.',
    fix: ['Write {url}.'],
    links: [issue('omniphx/forrest', 302)],
  },
  'jwt/aud-path': {
    title: 'aud is not exactly {url}',
    why: 'Every documented value is an address alone, in small letters, without a slash or path behind it.',
    fix: ['Write {url}.'],
    links: FLOW,
  },
  'jwt/aud-page': {
    title: 'aud is an address of the org’s pages',
    why: 'Logins go to the My Domain, not to the host of Lightning, Setup or Visualforce.',
    fix: ['Write {url}.'],
  },
  'jwt/aud-wrong': {
    title: 'aud is not where Salesforce logs in: {aud}',
    why: 'Salesforce answers audience is invalid.',
    fix: [
      'Put the org’s My Domain into aud, or https://login.salesforce.com, or https://test.salesforce.com for a sandbox.',
    ],
    links: FLOW,
  },
  'jwt/aud-other-org': {
    title: 'aud does not fit the login URL',
    why: '{aud} is another org, or the other environment.',
    fix: ['Use one and the same My Domain for login URL and aud.'],
  },
  'jwt/scope': {
    title: 'A scope cannot be asked for here',
    why: 'The token gets the scopes of the app, or those of the user’s earlier approvals.',
    fix: ['Leave it out, and set the scopes in the app.'],
  },

  'jwt/exp-good': {
    title: 'It is good for {span} more',
    why: 'Three minutes are documented.',
    fix: [],
  },
  'jwt/exp-late': {
    title: 'It ends in {span}',
    why: 'Salesforce documents three minutes; older texts say five.',
    fix: [],
  },
  'jwt/exp-far': {
    title: 'It ends only in {span}',
    why: 'Salesforce documents three minutes, and is seen to take more. Whoever finds it meanwhile can log in with it.',
    fix: ['Set exp to three minutes from now.'],
  },
  'jwt/exp-past': {
    title: 'It ended {span} ago',
    why: 'Salesforce answers expired authorization code, perhaps not within the first three minutes.',
    fix: [
      'Make a new one for each login.',
      'If this one is new, set the clock of the machine that made it, and reckon exp in UTC.',
    ],
    links: [issue('simple-salesforce/simple-salesforce', 371)],
  },
  'jwt/exp-unit': {
    title: 'exp counts {unit}, not seconds',
    why: 'Read as seconds, it lies thousands of years ahead. Milliseconds are let through, as the Salesforce CLI sends them; but then the assertion never ends.',
    fix: ['Count seconds since 1970.', 'Treat this one as a password that does not expire.'],
  },
  'jwt/exp-text': {
    title: 'exp is a number in a text',
    why: 'Salesforce takes it: its own sample has it so. Other servers do not.',
    fix: [],
  },
  'jwt/exp-missing': {
    title: 'exp is missing',
    why: 'An assertion has to say when it ends.',
    fix: ['Set exp to three minutes from now, in seconds since 1970.'],
    links: [RFC(7523, '3')],
  },
  'jwt/exp-wrong': {
    title: 'exp is no time: {exp}',
    why: 'It has to be the number of seconds since 1970, in UTC.',
    fix: ['Set exp to three minutes from now, in seconds since 1970.'],
    links: [RFC(7519, '2')],
  },
  'jwt/iat': {
    title: 'iat is not a moment just gone',
    why: 'Salesforce is not seen to look at it. It shows that the clocks differ, or that the time was reckoned in another zone or unit.',
    fix: ['Set the clock of the machine that makes the assertion.'],
  },
  'jwt/nbf': {
    title: 'It is good only in {span}',
    why: 'nbf lies ahead. Whether Salesforce looks at it here is not documented.',
    fix: ['Leave nbf out, or set it to now.'],
  },
  'jwt/jti': {
    title: 'It has a jti, so it may be good for one login only',
    why: 'A value that came before is said to be refused as a replay.',
    fix: ['Make a new one for each login, or leave jti out.'],
  },
} as const satisfies Readonly<Record<string, Words>>;

export type JwtCode = keyof typeof JWT;

export const HEADER_WORDS: Readonly<Record<string, string>> = {
  alg: 'how it is signed',
  typ: 'what it is',
  kid: 'which key signed it',
  cty: 'what is inside it',
  enc: 'how it is encrypted',
  crit: 'what a receiver has to know',
  x5t: 'SHA-1 of the certificate',
  'x5t#S256': 'SHA-256 of the certificate',
  tty: 'which kind of token',
  tnk: 'the org that issued it',
  ver: 'version of its form',
};

/** What these stand for in an assertion; in any other JWT it is the general meaning below. */
export const ASSERTION_WORDS: Readonly<Record<string, string>> = {
  iss: 'the app’s consumer key',
  sub: 'the username',
  prn: 'the username, by its older name',
  aud: 'where it logs in',
};

export const CLAIM_WORDS: Readonly<Record<string, string>> = {
  iss: 'who made it',
  sub: 'whom it is about',
  aud: 'for whom it is',
  exp: 'when it ends',
  iat: 'when it was made',
  nbf: 'from when on it is good',
  jti: 'its own number',
  scp: 'what it may be used for',
  scope: 'what it may be used for',
  client_id: 'the app’s consumer key',
  azp: 'the app it was issued to',
  nonce: 'ties it to one login',
  auth_time: 'when the user logged in',
  at_hash: 'ties it to its access token',
  c_hash: 'ties it to its code',
  mty: 'how it was got',
  sfi: 'its number at Salesforce',
};
