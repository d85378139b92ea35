/**
 * Asynchronous jobs one after the other, in the order they came. A machine's stores, loads, removals and program starts stand in one
 * lane; a new life of the same machine takes over the lane, so that nothing of the earlier life overtakes it.
 * Leaves out results and errors: a job deals with its own; one that rejects is our mistake and is let crash.
 */
export interface Lane {
  push(job: () => Promise<void>): void;
  /** Forgets the jobs that have not begun. */
  drop(): void;
}

/** An empty lane. */
export function createLane(): Lane {
  const waiting: (() => Promise<void>)[] = [];
  let busy = false;

  const work = async (): Promise<void> => {
    busy = true;
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
    busy = false;
  };

  return {
    push: (job) => {
      waiting.push(job);
      if (!busy) void work();
    },
    drop: () => void waiting.splice(0),
  };
}
