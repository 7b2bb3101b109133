import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { fileOf } from '../../src/sw/route.ts';
import { askClock, type Compared } from '../../src/ui/browser/clock.ts';
import { withServer } from '../core/_server.ts';
import { BUILD } from '../sw/_build.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const RFC_9110 = 'Sat, 21 Nov 2026 12:00:00 GMT';

function ask(listener: RequestListener, now: () => number = () => NOW): Promise<Compared | null> {
  const signal = AbortSignal.timeout(2_000);
  return withServer(listener, (url) => askClock(new URL(url), { fetch, signal, now }));
}

const dated =
  (headers: Record<string, string>): RequestListener =>
  (_, response) => {
    response.sendDate = false;
    response.writeHead(200, headers).end();
  };

test('two clocks that agree are within the second that a Date leaves open', async () => {
  const compared = await ask(dated({ date: RFC_9110 }));
  expect(compared).toEqual({ ahead: -0.5, within: 0.5 });
});

test.each([
  ['behind', -300],
  ['ahead', 4000],
])('a clock that is %s is measured', async (_, seconds) => {
  const compared = await ask(dated({ date: RFC_9110 }), () => NOW + seconds * 1000);
  expect(compared?.ahead).toBeCloseTo(seconds - 0.5, 5);
});

test('half of the time that an answer takes is its uncertainty', async () => {
  const times = [NOW, NOW + 4_000];
  const compared = await ask(dated({ date: RFC_9110 }), () => times.shift() ?? NaN);
  expect(compared).toEqual({ ahead: 1.5, within: 2.5 });
});

test('an answer that lay in a cache says as much less as it is old', async () => {
  const compared = await ask(dated({ date: RFC_9110, age: '600' }), () => NOW + 600_000);
  // Made at 12:00 or sent at 12:10: both lie within.
  const { ahead = NaN, within = NaN } = compared ?? {};
  expect(ahead - within).toBeLessThanOrEqual(0);
  expect(ahead + within).toBeGreaterThanOrEqual(599);
});

test.each<[string, RequestListener]>([
  ['no date', dated({})],
  ['a date that is none', dated({ date: 'today' })],
  ['an age that is none', dated({ date: RFC_9110, age: 'old' })],
  ['a redirect', dated({ date: RFC_9110, location: 'https://elsewhere.example/' })],
  ['no answer', (request) => request.socket.destroy()],
])('%s tells no time', async (what, listener) => {
  const redirect: RequestListener = (_, response) =>
    void response.writeHead(302, { location: '/elsewhere' }).end();
  expect(await ask(what === 'a redirect' ? redirect : listener)).toBeNull();
});

test('the request asks for headers alone, past every cache, and carries nothing', async () => {
  const seen: (string | undefined)[] = [];
  await ask((request, response) => {
    const { method, url, headers } = request;
    seen.push(method, url, headers['cache-control'], headers.cookie, headers.authorization);
    response.end();
  });
  expect(seen).toEqual(['HEAD', `/?${NOW}`, 'no-cache', undefined, undefined]);
});

test('the service worker leaves such a request to the network', () => {
  const scope = 'https://keybearer.example/app/';
  const asked = { method: 'HEAD', mode: 'cors', url: `${scope}?${NOW}` } as const;
  expect(fileOf(asked, scope, BUILD)).toBeNull();
});
