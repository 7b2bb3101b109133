/**
 * The practice org: answers as Salesforce does, for learning, demos and tests. One function from
 * Request to Response, so that it runs in the page and behind a server unchanged.
 */
import { json, page, text } from './answer.ts';
import { REGISTER_PATH, REMOVE_PATH } from './app.ts';
import { AUTHORIZE_PATH, answerAuthorize } from './authorize.ts';
import {
  answerFrontdoor,
  answerRevoke,
  answerSingleAccess,
  answerUserinfo,
  readCall,
  type ApiContext,
  type Call,
} from './api.ts';
import { answerData } from './rest.ts';
import { register, unregister } from './registration.ts';
import { createStore, type Store } from './store.ts';
import { answerToken } from './token.ts';

export interface PracticeOrg {
  /** The page's origin is taken from the Origin header, or given where a page may not set one. */
  handle(request: Request, from?: string): Promise<Response>;
}

/**
 * Which pages may read an answer: every one, those the org lists, or none
 * (help: remoteaccess_oauth_endpoints_cors).
 */
type Cors = 'always' | 'allowed' | 'never';

interface Answer {
  response: Response;
  cors: Cors;
}

const API: readonly {
  path: RegExp;
  answer: (call: Call, context: ApiContext) => Response;
  cors: Cors;
}[] = [
  { path: /^\/services\/oauth2\/userinfo$/, answer: answerUserinfo, cors: 'allowed' },
  { path: /^\/services\/oauth2\/revoke$/, answer: answerRevoke, cors: 'allowed' },
  { path: /^\/services\/oauth2\/singleaccess$/, answer: answerSingleAccess, cors: 'never' },
  { path: /^\/secur\/frontdoor\.jsp$/, answer: answerFrontdoor, cors: 'never' },
  { path: /^\/services\/data(\/|$)/, answer: answerData, cors: 'allowed' },
];

export interface PracticeOptions {
  /** Its own, without a trailing slash. */
  origin: string;
  /** Origins of the pages on its CORS list; no other page may register an app or read an answer. */
  pages: readonly string[];
  /** Its clock. */
  now?: () => Date;
}

/** An org without any app. It keeps what it is told in memory, bounded. */
export function createPracticeOrg(options: PracticeOptions): PracticeOrg {
  const { origin, pages, now = () => new Date() } = options;
  const store = createStore();
  let stranger: Promise<CryptoKey> | undefined;
  const context = {
    store,
    origin,
    now,
    strangerKey: () => (stranger ??= generatePublicKey()),
  };

  async function answer(request: Request, from: string | undefined): Promise<Answer> {
    const { pathname } = new URL(request.url);
    const admin = { [REGISTER_PATH]: register, [REMOVE_PATH]: unregister }[pathname];
    if (admin !== undefined && request.method === 'POST') {
      // A request without Origin comes from no page but from a program on this machine, which could
      // as well run an org of its own: curl may register, as an admin with a terminal would.
      const stranger = from !== undefined && !pages.includes(from);
      const response = stranger ? refuseOrigin() : await admin(request, context);
      return { response, cors: 'allowed' };
    }
    if (pathname === '/.well-known/openid-configuration') {
      return { response: json(200, wellKnown(origin)), cors: 'always' };
    }
    if (pathname === '/services/oauth2/token') {
      const { response, app } = await answerToken(request, context);
      return { response, cors: app?.switches.corsOff ? 'never' : 'allowed' };
    }
    if (pathname === AUTHORIZE_PATH) {
      return { response: await answerAuthorize(request, context), cors: 'never' };
    }
    if (pathname === '/') return { response: welcome(), cors: 'never' };
    if (pathname === '/favicon.ico') {
      // Browsers ask for it beside every page, and complain of a 404.
      return { response: new Response(null, { status: 204 }), cors: 'never' };
    }
    const route = API.find(({ path }) => path.test(pathname));
    if (route === undefined) {
      return { response: text(404, 'The practice org has no such page.'), cors: 'never' };
    }
    const call = await readCall(request, context);
    const cors = isCorsOff(call, store) ? 'never' : route.cors;
    return { response: route.answer(call, context), cors };
  }

  return {
    async handle(request, from = request.headers.get('origin') ?? undefined) {
      const preflight = request.method === 'OPTIONS';
      const { response, cors } = preflight
        ? { response: answerPreflight(request), cors: 'allowed' as const }
        : await answer(request, from);
      response.headers.set('vary', 'Origin');
      if (
        from !== undefined &&
        (cors === 'always' || (cors === 'allowed' && pages.includes(from)))
      ) {
        response.headers.set('access-control-allow-origin', from);
      }
      return response;
    },
  };
}

function refuseOrigin(): Response {
  const error_description = 'only the pages that this practice org lists may register an app';
  return json(403, { error: 'practice/origin', error_description });
}

/** Salesforce echoes the headers asked for, as far as seen (jsforce#189). */
function answerPreflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers');
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'HEAD, GET, POST, PUT, PATCH, DELETE',
      ...(asked !== null && { 'access-control-allow-headers': asked }),
    },
  });
}

function isCorsOff({ session }: Call, store: Store): boolean {
  return session !== null && store.apps.get(session.consumerKey)?.switches.corsOff === true;
}

function wellKnown(origin: string): Record<string, unknown> {
  const endpoint = (name: string): string => `${origin}/services/oauth2/${name}`;
  return {
    issuer: origin,
    authorization_endpoint: `${origin}${AUTHORIZE_PATH}`,
    token_endpoint: endpoint('token'),
    revocation_endpoint: endpoint('revoke'),
    userinfo_endpoint: endpoint('userinfo'),
    scopes_supported: ['api', 'web', 'full', 'refresh_token', 'offline_access', 'id', 'openid'],
    subject_types_supported: ['public'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function welcome(): Response {
  return page(
    200,
    'Practice org',
    'This is the practice org of Keybearer. It answers as Salesforce does, for learning, demos and tests.',
    'Nothing here reaches Salesforce, and all it is told is forgotten when it stops.',
  );
}

async function generatePublicKey(): Promise<CryptoKey> {
  const { publicKey } = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    false,
    ['sign', 'verify'],
  );
  return publicKey;
}
