import type { Build } from './build.ts';

/**
 * The answer with the security headers that its host left out; those it sent stand. A page's policy
 * covers neither frame-ancestors nor the worker while it is only in a meta tag (CSP 3, 4.2).
 */
export function secured(response: Response, path: string, { headers, folders }: Build): Response {
  const own = path === '' ? headers.page : path.startsWith(folders.worker) ? headers.worker : {};
  const missing = Object.entries(own).filter(([name]) => !response.headers.has(name));
  if (missing.length === 0) return response;
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers: [...response.headers, ...missing] });
}
