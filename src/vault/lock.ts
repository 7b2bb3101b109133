/**
 * One tab at a time does this. A browser without Web Locks does it at once, and so does who waited
 * too long for a tab that hangs: the store compares revisions within its own transactions, which keeps
 * writes apart as well; the lock spares them from overtaking each other. The work is told whether it is
 * `alone`.
 */
export async function exclusively<T>(
  name: string,
  milliseconds: number,
  work: (alone: boolean) => Promise<T>,
): Promise<T> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return work(false);
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), milliseconds);
  let entered = false;
  try {
    return await locks.request(name, { signal: waiting.signal }, () => {
      entered = true;
      clearTimeout(timer);
      return work(true);
    });
  } catch (thrown) {
    if (entered) throw thrown;
    return work(false);
  } finally {
    clearTimeout(timer);
  }
}
