import type { PracticeOrg } from './practice-org.ts';

/**
 * A `fetch` that reaches the practice org within the page and keeps to CORS as a browser does between
 * two origins: an answer that does not allow this page cannot be read. Other addresses do not exist.
 */
export function createPracticeFetch(
  org: PracticeOrg,
  options: { origin: string; page: string },
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    if (new URL(request.url).origin !== options.origin) throw new TypeError('Failed to fetch');
    // Pages may not set Origin on a Request, so it goes beside it.
    const response = await org.handle(request, options.page);
    signal.throwIfAborted();
    if (response.headers.get('access-control-allow-origin') !== options.page) {
      throw new TypeError('Failed to fetch');
    }
    return response;
  };
}
