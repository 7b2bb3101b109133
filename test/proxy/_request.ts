import { handle, type ProxyOptions } from '../../src/proxy/handler.ts';

export const PAGE = 'https://keybearer.example';
export const HOST = 'acme.my.salesforce.com';
export const TOKEN_PATH = '/services/oauth2/token';
export const ASSERTION = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl';
export const GRANT = {
  grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  assertion: ASSERTION,
};

/** What the proxy sent on, as its upstream saw it. */
export interface Upstream {
  fetch: typeof globalThis.fetch;
  seen: { url: string; init: RequestInit }[];
}

export function upstream(answer: (signal: AbortSignal) => Response | Promise<Response>): Upstream {
  const seen: Upstream['seen'] = [];
  return {
    seen,
    fetch: async (input, init = {}) => {
      seen.push({ url: String(input), init });
      return answer(init.signal ?? new AbortController().signal);
    },
  };
}

export const token = () =>
  new Response('{"access_token":"00D!x"}', {
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'content-encoding': 'gzip',
      'content-length': '9',
      date: 'Sat, 21 Nov 2026 12:00:00 GMT',
      'set-cookie': 'sid=secret',
      'x-powered-by': 'Salesforce',
      connection: 'keep-alive',
    },
  });

export interface Ask {
  path?: string;
  method?: string;
  fields?: Record<string, string> | string;
  headers?: Record<string, string | null>;
  body?: BodyInit;
  options?: Partial<ProxyOptions>;
}

export async function ask(up: Upstream, change: Ask = {}): Promise<Response> {
  const { path = `/${HOST}${TOKEN_PATH}`, method = 'POST', fields = GRANT, options } = change;
  const headers = new Headers({
    origin: PAGE,
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  });
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const body = change.body ?? new URLSearchParams(fields).toString();
  const request = new Request(`https://proxy.example${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return handle(request, { origins: [PAGE], fetch: up.fetch, ...options });
}

export async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: string };
  return error;
}
