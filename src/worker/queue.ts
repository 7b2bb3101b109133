/** Runs one piece of work after the other, in the order they came. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    // What failed does not keep the next from its turn.
    last = turn.catch(() => {});
    return turn;
  };
}
