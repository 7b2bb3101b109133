import { createPracticeOrg } from './practice-org.ts';

export interface Practice {
  /**
   * Keeps to CORS as a browser does between two origins: an answer that does not allow the page cannot
   * be read. Other addresses do not exist.
   */
  fetch: typeof globalThis.fetch;
  /** The page that a tab shows which a form is posted into: redirects are followed, CORS has no say. */
  visit(action: string, fields: Record<string, string>): Promise<string>;
  /**
   * Opens an authorize address as its user and presses Allow: where that leads, and `null` where the
   * org shows an error instead.
   */
  allow(authorize: string): Promise<string | null>;
}

/** A practice org that lives in the page, under `origin`. */
export function createPractice(options: {
  origin: string;
  page: string;
  now?: () => Date;
}): Practice {
  const { origin, page } = options;
  const org = createPracticeOrg({ ...options, pages: [page] });
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      if (new URL(request.url).origin !== origin) throw new TypeError('Failed to fetch');
      // Pages may not set Origin on a Request, so it goes beside it.
      const response = await org.handle(request, page);
      request.signal.throwIfAborted();
      if (response.headers.get('access-control-allow-origin') !== page) {
        throw new TypeError('Failed to fetch');
      }
      return response;
    },
    async visit(action, fields) {
      const body = new URLSearchParams(fields);
      let response = await org.handle(new Request(action, { method: 'POST', body }));
      for (let leads = 0; leads < 5; leads += 1) {
        const location = response.headers.get('location');
        if (location === null) break;
        response = await org.handle(new Request(new URL(location, action)));
      }
      return response.text();
    },
    async allow(authorize) {
      const address = new URL(authorize);
      const asked = await org.handle(new Request(authorize));
      const leads = asked.headers.get('location');
      if (leads !== null || !asked.ok) return leads;
      const body = new URLSearchParams([...address.searchParams, ['allow', '1']]);
      const page = address.origin + address.pathname;
      const answer = await org.handle(new Request(page, { method: 'POST', body }));
      return answer.headers.get('location');
    },
  };
}
