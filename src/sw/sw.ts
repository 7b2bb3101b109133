/**
 * The service worker: keeps the build's own files, so that all but the network works offline. A new
 * build waits until the user says so, or until no page of the old one is open.
 */
import type { Build, Message } from './build.ts';
import { secured } from './headers.ts';
import { fileOf } from './route.ts';
import { find, keep, keepOnly } from './store.ts';

declare const self: ServiceWorkerGlobalScope;
/** The first line of sw.js, which the build writes. */
declare const BUILD: Build;

const { scope } = self.registration;
/** The pages that came from this build, as far as this run of the service worker knows. */
const own = new Set<string>();

self.addEventListener('install', (event) => {
  event.waitUntil(keep(scope, BUILD));
});

self.addEventListener('activate', (event) => {
  // A first visit is offline-ready at once, its lazy parts included. What earlier builds kept stays
  // for now: a page that one of them has just answered is no client yet.
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  const message = event.data as Message;
  if (message === 'take-over') event.waitUntil(self.skipWaiting());
  if (message === 'opened') event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request, resultingClientId } = event;
  const path = fileOf(request, scope, BUILD);
  if (path === null) return;
  if (path === '') own.add(resultingClientId);
  event.respondWith(answer(request, path));
});

async function answer(request: Request, path: string): Promise<Response> {
  // A storage that fails is as good as an empty one.
  const kept = await find(path, scope, BUILD).catch(() => undefined);
  return kept ? secured(kept, path, BUILD) : fetch(request);
}

/** Earlier builds go when every open page is of this one: an old page still loads its lazy parts. */
async function tidy(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const inScope = pages.filter(({ url }) => url.startsWith(scope));
  if (!inScope.every(({ id }) => own.has(id))) return;
  // A newer one has its files here already.
  if (self.registration.installing || self.registration.waiting) return;
  await keepOnly(scope, BUILD);
}
