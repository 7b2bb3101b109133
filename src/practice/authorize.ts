/**
 * The practice org's page on which a user approves an app, and the exchange of the code that comes of it
 * (help: remoteaccess_oauth_web_server_flow). Its one user needs no password.
 */
import { challengeOf } from '../core/authorize.ts';
import { formPage, json, page, readForm, redirect, refusal } from './answer.ts';
import { ORG_ID, randomLetters, remember, type PracticeApp, type Store } from './store.ts';

/** Where it is. */
export const AUTHORIZE_PATH = '/services/oauth2/authorize';

/** The callback URLs that an app here has: the CLI's, the present one and the older. */
const CALLBACKS = ['http://localhost:1717/OauthRedirect', 'http://localhost:1919/OauthRedirect'];
/** What has to come back unchanged with the user's decision. */
const HANDED_ON = [
  'response_type',
  'client_id',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'state',
];
/** Milliseconds; Salesforce's codes last about 15 minutes. */
const CODE_LENGTH = 15 * 60 * 1000;

interface Context {
  store: Store;
  origin: string;
  now: () => Date;
}

/** Asks the user (GET), and leads back to the app with the decision (POST). */
export async function answerAuthorize(request: Request, context: Context): Promise<Response> {
  const decided = request.method === 'POST';
  const asked = decided ? await readForm(request) : new URL(request.url).searchParams;
  const field = (name: string) => asked.get(name) ?? '';
  const app = context.store.apps.get(field('client_id'));
  if (app === undefined || app.switches.appMissing) {
    return page(
      400,
      'OAuth Error',
      app ? 'error=OAUTH_EC_APP_NOT_FOUND' : 'error=invalid_client_id: client identifier invalid',
      'This practice org learns of an app when Keybearer asks it for a token. Press Get access token once, then open this page again.',
    );
  }
  const callback = field('redirect_uri');
  if (!CALLBACKS.includes(callback)) {
    return page(
      400,
      'OAuth Error',
      'error=redirect_uri_mismatch: redirect_uri must match configuration',
    );
  }
  const back = (answer: Record<string, string>) => {
    const url = new URL(callback);
    const state = asked.get('state');
    const all = { ...answer, ...(state === null ? {} : { state }) };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return redirect(url.href);
  };
  const refuse = (error: string, error_description: string) => back({ error, error_description });
  if (field('response_type') !== 'code') {
    return refuse('unsupported_response_type', 'response type not supported');
  }
  if (field('code_challenge') === '' || field('code_challenge_method') !== 'S256') {
    return refuse('invalid_request', 'missing required code challenge');
  }
  if (app.switches.apiOnly) {
    return page(
      403,
      'Practice org',
      `${app.username} may use the APIs only, and cannot log in here.`,
    );
  }
  if (!decided) return askUser(app, asked);
  if (!asked.has('allow')) return refuse('access_denied', 'end-user denied authorization');
  const code = `aPrx${randomLetters(60)}==`;
  remember(context.store.codes, code, {
    consumerKey: app.consumerKey,
    callback,
    challenge: field('code_challenge'),
    madeAt: context.now().getTime(),
  });
  return back({ code });
}

function askUser({ username }: PracticeApp, asked: URLSearchParams): Response {
  const fields = HANDED_ON.flatMap((name): [string, string][] => {
    const value = asked.get(name);
    return value === null ? [] : [[name, value]];
  });
  return formPage(
    'Allow Access?',
    [
      `The app with the consumer key ${asked.get('client_id') ?? ''} asks for access as ${username}.`,
      'A real org would have asked for the password first. This one only plays Salesforce.',
    ],
    { action: AUTHORIZE_PATH, fields, buttons: { allow: 'Allow', deny: 'Deny' } },
  );
}

/** The exchange of a code, and the app that it was about. An app here needs no secret. */
export async function answerCode(
  form: URLSearchParams,
  { store, origin, now }: Context,
): Promise<{ response: Response; app?: PracticeApp }> {
  const app = store.apps.get(form.get('client_id') ?? '');
  if (app === undefined || app.switches.appMissing) {
    return { response: refusal('invalid_client_id', 'client identifier invalid') };
  }
  const text = form.get('code') ?? '';
  const code = store.codes.get(text);
  // Good for one try, whatever comes of it.
  store.codes.delete(text);
  if (code === undefined || now().getTime() >= code.madeAt + CODE_LENGTH) {
    return { app, response: refusal('invalid_grant', 'expired authorization code') };
  }
  if (code.consumerKey !== app.consumerKey) {
    return { app, response: refusal('invalid_grant', 'invalid authorization code') };
  }
  if (code.callback !== form.get('redirect_uri')) {
    const description = 'redirect_uri must match configuration';
    return { app, response: refusal('redirect_uri_mismatch', description) };
  }
  if ((await challengeOf(form.get('code_verifier') ?? '')) !== code.challenge) {
    return { app, response: refusal('invalid_grant', 'invalid code verifier') };
  }
  app.approved = true;
  const { consumerKey, username, userId } = app;
  const token = `${ORG_ID.slice(0, 15)}!${randomLetters(96)}`;
  const issuedAt = now().getTime();
  const scope = app.switches.noWebScope ? 'refresh_token api' : 'refresh_token web api';
  remember(store.sessions, token, { token, consumerKey, username, userId, issuedAt, scope });
  const response = json(200, {
    access_token: token,
    refresh_token: `5Aep${randomLetters(83)}`,
    scope,
    instance_url: origin,
    id: `${origin}/id/${ORG_ID}/${userId}`,
    token_type: 'Bearer',
    issued_at: String(issuedAt),
  });
  return { app, response };
}
