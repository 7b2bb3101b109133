/** Files out of what was dropped or chosen: folders are walked, and nothing is read here. */
import type { ImportFile } from '../../worker/protocol.ts';

/** What a drop hands over while its event runs. */
export type Dropped = FileSystemEntry | File;

/** More is no folder of keys, and looking through it would keep the user waiting. */
export const MOST_FILES = 200;
/** Folders that hold no file of the user's own, and would fill the number up. */
const OTHERS = new Set(['.git', 'node_modules', '__MACOSX', '.DS_Store']);

/**
 * The first files of all that was dropped, each under its path in it, folders by the alphabet; `more` says
 * that there were others. What the browser does not hand out is passed over.
 */
export async function filesIn(
  dropped: readonly Dropped[],
): Promise<{ files: ImportFile[]; more: boolean }> {
  const files: ImportFile[] = [];
  const left = [...dropped];
  for (let next = left.shift(); next; next = left.shift()) {
    if (next instanceof File) {
      const name = next.webkitRelativePath || next.name;
      if (name.split('/').some((part) => OTHERS.has(part))) continue;
      if (files.length === MOST_FILES) return { files, more: true };
      files.push({ name, content: next });
    } else if (isFolder(next)) left.unshift(...(await entriesOf(next)));
    else if (isFile(next)) {
      const name = next.fullPath.replace(/^\//, '');
      const content = await contentOf(next);
      if (files.length === MOST_FILES) return { files, more: true };
      if (content) files.push({ name, content });
    }
  }
  return { files, more: false };
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader gives some at a time, in Chromium a hundred, and none after the last.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    entries.push(...some);
    if (some.length === 0 || entries.length > MOST_FILES) break;
  }
  return entries.filter(({ name }) => !OTHERS.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function contentOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
