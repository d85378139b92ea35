/**
 * Watches what the job owner says and what is left at the end, and says what is not as it must be.
 *
 * Leaves out the wire: what is checked here is what a user of the owner sees. Source: spec/job.md D-22, D-29, D-31.
 */
import type { NodeView, OwnerEvent, OwnerView } from '../src/node/job/index.ts';
import type { JobPlan } from './job-plan.ts';
import type { PlannedJob } from './job-workload.ts';

/** A job is given out at most this often (D-29). */
const EXECUTIONS_MAX = 3;
const IDLE = 1;

interface Seen {
  readonly planned: PlannedJob;
  /** Nodes lost by the owner before the job was queued. */
  readonly lostBefore: number;
  startedCount: number;
  endedCount: number;
  end: 'finished' | 'failed' | null;
}

const isEqual = (x: Uint8Array, y: Uint8Array): boolean => {
  if (x.length !== y.length) return false;
  for (let index = 0; index < x.length; index += 1) if (x[index] !== y[index]) return false;
  return true;
};

export class JobChecker {
  readonly problems: string[] = [];
  /** A machine threw; nothing more can be expected. */
  isBroken = false;
  readonly #plan: JobPlan;
  readonly #seen = new Map<string, Seen>();
  #endedCount = 0;
  #lostCount = 0;

  constructor(plan: JobPlan) {
    this.#plan = plan;
  }

  get isAllEnded(): boolean {
    return this.#endedCount === this.#plan.jobs.length;
  }

  get counts(): { readonly finished: number; readonly failed: number } {
    const ends = [...this.#seen.values()].map(({ end }) => end);
    return {
      finished: ends.filter((end) => end === 'finished').length,
      failed: ends.filter((end) => end === 'failed').length,
    };
  }

  broke(who: string, error: unknown): void {
    this.isBroken = true;
    this.problems.push(`${who} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** Takes note of an owner's event; gives the planned job where one was queued. */
  ownerSaid(event: OwnerEvent, read: (path: string) => Uint8Array | null): PlannedJob | null {
    if (event.kind === 'job-queued') {
      const planned = this.#plan.jobs[event.ticket]!;
      this.#seen.set(event.job, { planned, lostBefore: this.#lostCount, startedCount: 0, endedCount: 0, end: null });
      return planned;
    }
    if (event.kind === 'listen-failed') this.problems.push(`the owner cannot listen: ${event.reason}`);
    if (event.kind === 'node-left') this.#lost(event.node, event.reason);
    if (event.kind === 'job-started') this.#started(this.#seen.get(event.job)!);
    if (event.kind === 'job-finished') {
      const seen = this.#seen.get(event.job)!;
      this.#ended(seen, 'finished');
      this.#checkResults(
        seen.planned,
        event.results.map(({ path }) => read(path)),
      );
    }
    if (event.kind === 'job-failed') this.#failed(this.#seen.get(event.job)!, event.reason);
    return null;
  }

  checkEnd(): void {
    if (this.isBroken) return;
    for (const { planned, end } of this.#seen.values()) {
      if (end === null) this.problems.push(`job ${planned.ticket} never ended`);
    }
    const lost = this.#plan.jobs.length - this.#seen.size;
    if (lost > 0) this.problems.push(`${lost} jobs were never queued`);
  }

  checkOwner(view: OwnerView): void {
    if (this.isBroken) return;
    const { length } = view.nodes;
    if (length !== this.#plan.nodes.length)
      this.problems.push(`the owner sees ${length} nodes of ${this.#plan.nodes.length}`);
  }

  /** A node at the end: its view, or null where it does not run; what its disk holds; how many programs it has. */
  checkNode(name: string, view: NodeView | null, files: readonly string[], programCount: number): void {
    if (this.isBroken) return;
    if (view?.status !== IDLE)
      this.problems.push(`${name} is not idle: ${view === null ? 'not running' : view.status}`);
    if (files.length > 0) this.problems.push(`${name} left files: ${files.slice(0, 5).join(' ')}`);
    if (programCount > 0) this.problems.push(`${name} left ${programCount} programs running`);
  }

  /** Without faults, or with cuts alone, no node is ever lost. */
  #lost(node: string, reason: string): void {
    this.#lostCount += 1;
    if (this.#plan.families.some((family) => family !== 'cutting')) return;
    this.problems.push(`${node} was lost without a fault: ${reason}`);
  }

  #started(seen: Seen): void {
    seen.startedCount += 1;
    if (seen.endedCount > 0) this.problems.push(`job ${seen.planned.ticket} started after its end`);
    if (seen.startedCount > EXECUTIONS_MAX)
      this.problems.push(`job ${seen.planned.ticket} started ${seen.startedCount} times`);
  }

  #ended(seen: Seen, end: 'finished' | 'failed'): void {
    seen.endedCount += 1;
    seen.end ??= end;
    if (seen.endedCount === 1) this.#endedCount += 1;
    else this.problems.push(`job ${seen.planned.ticket} ended ${seen.endedCount} times, now ${end}`);
  }

  /** A job may fail where it was made to, where it was stopped, or where its node was lost as often as it may be given out. */
  #failed(seen: Seen, reason: string): void {
    this.#ended(seen, 'failed');
    const { results, stopAtUs, ticket } = seen.planned;
    if (results === null || stopAtUs !== null) return;
    const lostCount = this.#lostCount - seen.lostBefore;
    if (lostCount < EXECUTIONS_MAX) this.problems.push(`job ${ticket} failed after ${lostCount} lost nodes: ${reason}`);
  }

  #checkResults({ ticket, results, order }: PlannedJob, seen: readonly (Uint8Array | null)[]): void {
    if (results === null) {
      this.problems.push(`job ${ticket} finished and should have failed`);
      return;
    }
    if (seen.length !== results.length)
      this.problems.push(`job ${ticket} gave ${seen.length} results of ${results.length}`);
    for (const [index, wanted] of results.entries()) {
      const got = seen[index];
      if (got === null || got === undefined)
        this.problems.push(`job ${ticket}: result ${order.rets[index]} cannot be read`);
      else if (!isEqual(got, wanted)) {
        this.problems.push(
          `job ${ticket}: result ${order.rets[index]} has ${got.length} octets, not the ${wanted.length} expected`,
        );
      }
    }
  }
}
