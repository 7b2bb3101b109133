/** What Chromium's store needs after a crash, before anything is written to it. */
import { deleteDB, openDB } from 'idb';
import { within } from './idb-faults.ts';

const NAME = 'keybearer-settling';
/** Milliseconds; it takes some ten. */
const PATIENCE = 1_000;

/**
 * Chromium keeps all databases of an origin in one LevelDB. A crash between two of its writes leaves half a
 * record at the end of LevelDB's log; it reads up to there, goes on writing behind it, takes the place for
 * damage at the next start, and Chromium then deletes everything. Whatever database is deleted is compacted
 * away, for which LevelDB ends its log and begins a new one: so an empty one is made and deleted. Throws
 * nothing: a store that cannot do that says by itself what is wrong with it.
 */
export async function settle(): Promise<void> {
  await within(PATIENCE, endLog()).catch(() => {});
}

async function endLog(): Promise<void> {
  const database = await openDB(NAME, 1, {
    upgrade: (made) => void made.createObjectStore('none'),
  });
  database.close();
  await deleteDB(NAME);
}
