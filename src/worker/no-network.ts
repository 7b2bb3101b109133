/**
 * Takes the network away from the worker, imported before anything else. The policy that comes with the
 * worker's script forbids it already; this holds as well on a host that sends no headers.
 */

/** Whatever loads an address: directly, in a worker of its own, or into a cache or a font. */
const NAMES = [
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'RTCPeerConnection',
  'importScripts',
  'Worker',
  'SharedWorker',
  'caches',
  'Cache',
  'CacheStorage',
  'FontFace',
  'FontFaceSet',
  'fonts',
];

/** Deletes the names from an object and everything it inherits from. */
function remove(from: object, names: readonly string[]): void {
  for (let at: object | null = from; at !== null; at = Reflect.getPrototypeOf(at)) {
    for (const name of names) Reflect.deleteProperty(at, name);
  }
}

// What stays is import(), which loads the worker's own chunks.
remove(self, NAMES);
remove(navigator, ['sendBeacon', 'serviceWorker']);
