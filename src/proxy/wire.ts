/**
 * The proxy's wire as data: what may pass, field by field, and every reason to refuse. Salesforce's
 * own pages are in front of none of this: a browser without CORS sends the same form posts here.
 */
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Visible ASCII without a space: what tokens and assertions are made of. */
const TOKEN = /^[\x21-\x7e]+$/;
/** RFC 7515 section 7.1: three parts of base64url. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/**
 * What leaves the org, or could once somebody has resolved the path: `//host`, `/\host`, `/..//host`,
 * in the query too, and all of it percent-encoded.
 */
const LEAVES = /(?:\/|%2f){2}|\\|%5c|(?:\/|%2f)(?:\.|%2e){1,2}(?:[/?#]|%2f|$)/;
/** Within the org: a path of visible ASCII. */
const RELATIVE = new RegExp(`^(?!.*(?:${LEAVES.source}))/[\\x21-\\x7e]*$`, 'i');

export interface Field {
  pattern: RegExp;
  optional?: true;
  /** The code when the value does not fit. */
  code: ProxyErrorCode;
}

/** The paths, and the fields of each: every one exactly once, and no other. */
export const PATHS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  '/services/oauth2/token': {
    grant_type: { pattern: new RegExp(`^${JWT_BEARER}$`), code: 'proxy/grant-type' },
    assertion: { pattern: COMPACT_JWS, code: 'proxy/field-value' },
  },
  '/services/oauth2/userinfo': {
    access_token: { pattern: TOKEN, code: 'proxy/field-value' },
  },
  '/services/oauth2/singleaccess': {
    access_token: { pattern: TOKEN, code: 'proxy/field-value' },
    redirect_uri: { pattern: RELATIVE, optional: true, code: 'proxy/redirect-uri' },
  },
  '/services/oauth2/revoke': {
    token: { pattern: TOKEN, code: 'proxy/field-value' },
  },
};

const REFUSALS = {
  'proxy/origin': [403, 'this proxy serves only the pages on its list, named by the Origin header'],
  'proxy/method': [405, 'only POST is passed on'],
  'proxy/credentials': [400, 'cookies and Authorization are not passed on: send none'],
  'proxy/query': [400, 'the address must have no query: all fields go into the form body'],
  'proxy/path': [404, 'only the token, userinfo, singleaccess and revoke endpoints are passed on'],
  'proxy/host': [
    403,
    'only Salesforce login hosts are passed on, in lower case and without a port',
  ],
  'proxy/content-type': [415, 'the body must be application/x-www-form-urlencoded'],
  'proxy/body-size': [413, 'the body must not be larger than 16 KB'],
  'proxy/slow': [408, 'the form did not arrive in time'],
  'proxy/body': [400, 'the body could not be read as a form in UTF-8'],
  'proxy/fields': [400, 'the form must hold exactly the fields of this endpoint, each once'],
  'proxy/field-value': [400, 'a field has a value that cannot be right'],
  'proxy/grant-type': [400, 'only the JWT bearer grant is passed on'],
  'proxy/redirect-uri': [
    400,
    'redirect_uri must be a path within the org, starting with one / and without // and ..',
  ],
  'proxy/unreachable': [502, 'the Salesforce host could not be reached from the proxy'],
  'proxy/timeout': [504, 'the Salesforce host did not answer in time'],
  'proxy/redirect': [502, 'the Salesforce host answered with a redirect, which is not followed'],
  'proxy/answer-size': [502, 'the answer was larger than 64 KB'],
} as const satisfies Record<string, readonly [status: number, description: string]>;

export type ProxyErrorCode = keyof typeof REFUSALS;

/** A refusal of the proxy itself, told from Salesforce's by the code's prefix. */
export class ProxyError extends Error {
  readonly code: ProxyErrorCode;
  readonly status: number;

  constructor(code: ProxyErrorCode, options: { cause?: unknown } = {}) {
    super(REFUSALS[code][1], options);
    this.name = 'ProxyError';
    this.code = code;
    this.status = REFUSALS[code][0];
  }
}
