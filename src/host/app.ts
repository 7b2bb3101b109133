import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADERS_FILE, HOSTING_FOLDER } from './hosting.ts';

/** The build's files that are served, by path; what only tells a host what to do is left out. */
export async function readApp(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== HEADERS_FILE && !path.startsWith(`${HOSTING_FOLDER}/`))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, await readFile(join(folder, path))] as const),
    ),
  );
}
