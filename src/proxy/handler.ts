/**
 * A proxy for pages that may not read Salesforce's answers (CORS is off, or the host never has it).
 * It lets four form posts through to Salesforce hosts and nothing else, keeps nothing and logs nothing.
 */
import { isSalesforceHost } from '../core/org.ts';
import { readBody } from './body.ts';
import { PATHS, ProxyError } from './wire.ts';

const REQUEST_LIMIT = 16 * 1024;
const ANSWER_LIMIT = 64 * 1024;
const TIME_LIMIT = 30_000;

export interface ProxyOptions {
  /** The origins of the pages it serves, exactly as browsers send them. */
  origins: readonly string[];
  fetch: typeof globalThis.fetch;
  /** Further origins to pass on to: the start script names its practice org, nobody else needs it. */
  hosts?: readonly string[];
  /** Where it is mounted, e.g. `/proxy`; '' where it has its own origin. */
  prefix?: string;
  /** Milliseconds until the form has arrived and Salesforce has answered in full. */
  timeLimit?: number;
}

/**
 * Answers one request: Salesforce's status and body, or a refusal of its own as JSON
 * (`error` = `proxy/…`, `error_description`).
 */
export async function handle(request: Request, options: ProxyOptions): Promise<Response> {
  const limit = AbortSignal.timeout(options.timeLimit ?? TIME_LIMIT);
  const headers = new Headers({
    vary: 'Origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // For whoever makes a browser navigate here: nothing is shown on the proxy's own origin.
    'content-disposition': 'attachment',
  });
  try {
    // Browsers send Origin with every POST, same-origin ones included. A request without one comes
    // from no page, and whoever has a program that can post needs no proxy.
    const origin = request.headers.get('origin');
    if (origin === null || !options.origins.includes(origin)) throw new ProxyError('proxy/origin');
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-expose-headers', 'Date');

    if (request.method === 'OPTIONS') {
      // Names no header: whoever asks first wants to send one, and no header passes.
      headers.set('access-control-allow-methods', 'POST');
      return new Response(null, { status: 204, headers });
    }
    headers.set('allow', 'POST, OPTIONS');
    if (request.method !== 'POST') throw new ProxyError('proxy/method');
    headers.delete('allow');

    const { target, fields } = readTarget(new URL(request.url), options);
    const form = await readForm(request, fields, limit);
    const answer = await forward(target, form, {
      fetch: options.fetch,
      gone: request.signal,
      limit,
    });
    return pass(answer, headers);
  } catch (thrown) {
    if (!(thrown instanceof ProxyError)) throw thrown;
    headers.set('content-type', 'application/json');
    const body = JSON.stringify({ error: thrown.code, error_description: thrown.message });
    return new Response(body, { status: thrown.status, headers });
  }
}

type Fields = (typeof PATHS)[string];

/** The URL parser has resolved `..`, backslashes and tabs by now; what is left must match whole. */
function readTarget(url: URL, options: ProxyOptions): { target: URL; fields: Fields } {
  const { prefix = '', hosts = [] } = options;
  const [, host = '', path = ''] =
    /^\/([^/]+)(\/.*)$/.exec(
      url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : '',
    ) ?? [];
  const fields = Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
  if (fields === undefined) throw new ProxyError('proxy/path');
  if (url.search !== '') throw new ProxyError('proxy/query');
  const listed = hosts.find((origin) => new URL(origin).host === host);
  if (listed !== undefined) return { target: new URL(path, listed), fields };
  if (!/^[a-z0-9.-]+$/.test(host) || !isSalesforceHost(host)) throw new ProxyError('proxy/host');
  return { target: new URL(path, `https://${host}`), fields };
}

/** The form, written anew from the fields that were expected. */
async function readForm(
  request: Request,
  fields: Fields,
  limit: AbortSignal,
): Promise<URLSearchParams> {
  const { headers } = request;
  if (headers.has('cookie') || headers.has('authorization')) {
    throw new ProxyError('proxy/credentials');
  }
  const type = headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new ProxyError('proxy/content-type');
  }
  const sent = new URLSearchParams(await readText(request, limit));

  const form = new URLSearchParams();
  for (const [name, { optional, pattern, code }] of Object.entries(fields)) {
    const values = sent.getAll(name);
    const [value] = values;
    if (value === undefined && optional) continue;
    if (value === undefined || values.length > 1) throw new ProxyError('proxy/fields');
    if (!pattern.test(value)) throw new ProxyError(code);
    form.set(name, value);
  }
  if ([...sent.keys()].length !== [...form.keys()].length) throw new ProxyError('proxy/fields');
  return form;
}

async function readText({ body }: Request, signal: AbortSignal): Promise<string> {
  try {
    const bytes = await readBody(body, {
      most: REQUEST_LIMIT,
      code: 'proxy/body-size',
      signal,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof ProxyError) throw cause;
    throw new ProxyError(signal.aborted ? 'proxy/slow' : 'proxy/body', { cause });
  }
}

interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

async function forward(
  target: URL,
  form: URLSearchParams,
  { fetch, gone, limit }: { fetch: ProxyOptions['fetch']; gone: AbortSignal; limit: AbortSignal },
): Promise<Answer> {
  const signal = AbortSignal.any([gone, limit]);
  try {
    const { status, type, headers, body } = await fetch(target, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal,
    });
    // Workers answer `opaqueredirect` with status 0 where Node shows the 3xx.
    if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      body?.cancel().catch(() => undefined);
      throw new ProxyError('proxy/redirect');
    }
    const bytes = await readBody(body, { most: ANSWER_LIMIT, code: 'proxy/answer-size', signal });
    return { status, headers, body: bytes };
  } catch (cause) {
    if (cause instanceof ProxyError) throw cause;
    throw new ProxyError(limit.aborted ? 'proxy/timeout' : 'proxy/unreachable', { cause });
  }
}

/** Of the answer's headers only these two: the body is decoded by now, and no cookie may pass. */
function pass({ status, headers: sent, body }: Answer, headers: Headers): Response {
  headers.set('content-type', sent.get('content-type') ?? 'text/plain');
  const date = sent.get('date');
  if (date !== null) headers.set('date', date);
  return new Response(body.length > 0 ? body : null, { status, headers });
}
