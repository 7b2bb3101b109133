/** What a build tells its service worker, and what the page says to it. */
export interface Build {
  /** Names this build's cache; another one as soon as anything below differs. */
  version: string;
  /** SHA-256 in base64 of every file of the build, by path from sw.js's own folder; '' is the page. */
  files: Readonly<Record<string, string>>;
  /** Folders whose files have a hash in their names, each ending in a slash. */
  folders: Readonly<Record<'assets' | 'worker', string>>;
  /** Sent with the page and with the worker's scripts where the host sent none of that name. */
  headers: Readonly<Record<'page' | 'worker', Readonly<Record<string, string>>>>;
}

/**
 * `take-over`: the user agreed to the update. `opened`: a page has settled, so that what no page needs
 * any more may go.
 */
export type Message = 'take-over' | 'opened';
