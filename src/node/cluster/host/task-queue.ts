/**
 * Tasks of a host that wait, and the figures that it tells of them. Leaves out who runs them and where they come from (job-host.ts).
 * Source: spec/cluster.md sections 5.7 and 7.8.
 */
import { taskFlags } from '../../../protocols/cluster/index.ts';
import type { TaskOrder } from './types.ts';

export class TaskQueue {
  private readonly waiting: TaskOrder[] = [];
  private movables = 0;
  private running = 0;
  private complete = 0;
  private total = 0;

  /** Tasks that wait, all and those that may be moved. */
  get pending(): number {
    return this.waiting.length;
  }

  get movable(): number {
    return this.movables;
  }

  get inProcess(): number {
    return this.running;
  }

  /** Counted tasks that are done, and all that came here and did not leave again. */
  get counted(): { readonly complete: number; readonly total: number } {
    return { complete: this.complete, total: this.total };
  }

  add(task: TaskOrder): void {
    if (has(task, taskFlags.atHead)) this.waiting.unshift(task);
    else this.waiting.push(task);
    if (has(task, taskFlags.movable)) this.movables += 1;
    if (has(task, taskFlags.counted)) this.total += 1;
  }

  /** The next task is given to a worker. */
  take(): TaskOrder | undefined {
    const task = this.waiting.shift();
    if (task === undefined) return undefined;
    this.running += 1;
    if (has(task, taskFlags.movable)) this.movables -= 1;
    return task;
  }

  /** The first task that may be moved leaves. */
  takeMovable(): TaskOrder | undefined {
    const index = this.waiting.findIndex((task) => has(task, taskFlags.movable));
    if (index < 0) return undefined;
    const [task] = this.waiting.splice(index, 1) as [TaskOrder];
    this.movables -= 1;
    if (has(task, taskFlags.counted)) this.total -= 1;
    return task;
  }

  done(task: TaskOrder): void {
    this.running -= 1;
    if (has(task, taskFlags.counted)) this.complete += 1;
  }

  /** Forgets what waits. */
  clear(): void {
    this.waiting.length = 0;
    this.movables = 0;
  }
}

function has({ flags }: TaskOrder, flag: number): boolean {
  return (flags & flag) !== 0;
}
