import { readdirSync, readFileSync } from 'node:fs';
import type { Bytes } from '../../../src/core/bytes.ts';
import { utf8 } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import type { Takeable } from '../../../src/doctor/taking.ts';

const FOLDER = 'test/vectors/inspect/files';
export const NAMES = readdirSync(FOLDER).sort();
/** After every date in the corpus that is past, and before every one that is to come. */
export const NOW = Date.UTC(2030, 0, 1);

/** So many of them, evenly; the same in every run. */
export function someOf(names: readonly string[], most: number): string[] {
  return names.filter(
    (_, at) =>
      Math.floor((at * most) / names.length) !== Math.floor(((at - 1) * most) / names.length),
  );
}

export function load(name: string): Bytes {
  return new Uint8Array(readFileSync(`${FOLDER}/${name}`));
}

const looked = new Map<string, Promise<Takeable[]>>();

/** What is in a file, read once: a keystore of many rounds takes seconds to open. */
export function look(name: string, passphrase?: string): Promise<Takeable[]> {
  const asked = JSON.stringify([name, passphrase]);
  const things = looked.get(asked) ?? lookAnew(name, passphrase);
  looked.set(asked, things);
  return things;
}

export function lookAnew(name: string, passphrase?: string): Promise<Takeable[]> {
  const options = { from: name, now: NOW, ...(passphrase && { passphrase: utf8(passphrase) }) };
  return identify(load(name), options);
}
