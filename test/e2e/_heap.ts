/** What a page's heap holds, as a debugger sees it. */
import type { Page } from '@playwright/test';
import type { Needle } from './_profile.ts';

/**
 * What of the needles stands in any string of the page's heap, garbage collected first. Chromium writes
 * the first 1,024 characters of each string into a snapshot, so that a needle must stand near its beginning.
 */
export async function searchHeap(page: Page, needles: readonly Needle[]): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devtools.send('HeapProfiler.enable');
  // What the first one finalises may hold something itself.
  for (let count = 0; count < 3; count += 1) await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await devtools.detach();
  const { strings } = JSON.parse(chunks.join('')) as { strings: string[] };
  const found: string[] = [];
  for (const text of strings) {
    const bytes = Buffer.from(text, 'utf8');
    for (const needle of needles) {
      if (bytes.includes(needle.bytes)) found.push(`${needle.what}: ${text.length} characters`);
    }
  }
  return found;
}
