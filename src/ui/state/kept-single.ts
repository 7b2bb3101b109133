/** What a vault holds one of: where the user is with what is being typed, and the settings. */
import type { Entry } from '../../worker/protocol.ts';
import type { App } from './app.svelte.ts';
import { mergeFields, mergePlace } from './merge.ts';
import { same } from './same.ts';
import { NOWHERE, placeOf, showPlace, type Place } from './stored.ts';
import { SETTINGS, type Settings } from './vault.svelte.ts';

export interface Single {
  readonly id: string;
  readonly kind: Entry['kind'];
  /** The entry to be saved, if there is something to save. */
  changed(): Entry[];
  wrote(entry: Entry, revision: number): void;
  take(entry: Entry): void;
}

interface Ways<T> {
  kind: Entry['kind'];
  blank: T;
  read(): T;
  show(value: T): void;
  merge(base: T, mine: T, theirs: T): T;
  /** What counts as saved after another tab has written `theirs`. */
  seen(theirs: T, before: T): T;
}

export function placeSingle(app: App): Single {
  return createSingle<Place>({
    kind: 'place',
    blank: NOWHERE,
    read: () => placeOf(app),
    show: (place) => showPlace(app, place),
    merge: mergePlace,
    // That the user is elsewhere in another tab is no reason to write where this one is.
    seen: (theirs, { hash }) => ({ ...theirs, hash }),
  });
}

export function settingsSingle(app: App): Single {
  return createSingle<Settings>({
    kind: 'settings',
    blank: SETTINGS,
    read: () => app.vault.settings,
    show: (settings) => (app.vault.settings = settings),
    merge: mergeFields,
    seen: (theirs) => theirs,
  });
}

function createSingle<T extends object>({ kind, blank, read, show, merge, seen }: Ways<T>): Single {
  // The same in every tab, so that two of them do not make two. Earlier vaults have another.
  let id: string = kind;
  let base = blank;
  let saved = blank;
  let revision = 0;
  return {
    kind,
    get id() {
      return id;
    },
    changed() {
      const value = read();
      return same(value, saved) ? [] : [{ id, kind, value, revision }];
    },
    wrote({ value }, now) {
      // What was sent is what `read` gave.
      base = saved = value as T;
      revision = now;
    },
    take(entry) {
      if (entry.value === null) {
        [base, saved, revision] = [blank, blank, 0];
        return;
      }
      if (revision > 0 && entry.revision === revision) return;
      // Written by a version that knew fewer fields.
      const theirs = { ...blank, ...entry.value } as T;
      show(merge(base, read(), theirs));
      saved = revision > 0 ? seen(theirs, saved) : theirs;
      base = theirs;
      [id, revision] = [entry.id, entry.revision ?? 0];
    },
  };
}
