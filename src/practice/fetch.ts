import { createPracticeOrg } from './practice-org.ts';

/**
 * A `fetch` to a practice org that lives in the page, under `origin`. It keeps to CORS as a browser
 * does between two origins: an answer that does not allow `page` cannot be read. Other addresses do
 * not exist.
 */
export function createPracticeFetch(options: {
  origin: string;
  page: string;
  now?: () => Date;
}): typeof globalThis.fetch {
  const { origin, page } = options;
  const org = createPracticeOrg({ ...options, pages: [page] });
  return async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== origin) throw new TypeError('Failed to fetch');
    // Pages may not set Origin on a Request, so it goes beside it.
    const response = await org.handle(request, page);
    request.signal.throwIfAborted();
    if (response.headers.get('access-control-allow-origin') !== page) {
      throw new TypeError('Failed to fetch');
    }
    return response;
  };
}
