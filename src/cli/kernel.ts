/**
 * What a kernel is: a JavaScript module with the tasks of a computation, and what a task can do.
 * Leaves out who runs it (kernel-worker.ts) and how it comes to a node (src/node/cluster/rent). Source: spec/cluster.md sections 5.7, 7.8.
 */

/** What a task sees of its computation. Addresses are sixteen hexadecimal digits. */
export interface KernelContext {
  /** This host, the host that runs `Main`, and all hosts, this one among them. */
  readonly self: string;
  readonly primary: string;
  readonly hosts: readonly string[];
  /**
   * Asks for another task. `flags`: 1 it may be moved to another host, 2 at the head of the queue, 4 counted; default 5.
   * `to`: on that host; else on the next one in turn.
   */
  schedule(className: string, data: Uint8Array, flags?: number, to?: string): void;
  /** The output of the whole computation, for the job client. It does not end the hosts. */
  result(output: Uint8Array): void;
  /** A line for all loggers of the net. */
  log(line: string): void;
  /** How far the computation is; from then on instead of the counted tasks. */
  progress(complete: number, total: number): void;
  /** Ends the computation on all hosts. */
  terminate(): void;
}

/** Runs one task; done when what it returns is. One that throws or rejects ends the computation, with a line of log. */
export type KernelTask = (data: Uint8Array, context: KernelContext) => unknown;

/**
 * Tasks by class. A computation begins with `Main`, whose data are the job's input, on the primary host. `Init` runs first on each host,
 * before there is a computation: it gets no data, and can only log to nobody. An ES module exports them as `tasks`, or as its default:
 *
 *     export const tasks = {
 *       Main: async (data, context) => {
 *         context.result(data);
 *         context.terminate();
 *       },
 *     };
 *
 * All tasks of a host share the module's own variables. The module has all rights of the node's process.
 */
export type KernelTasks = Readonly<Record<string, KernelTask>>;

/** The tasks of a module. Null where it has none. */
export function tasksOf(module: Readonly<Record<string, unknown>>): KernelTasks | null {
  const named = module['tasks'] ?? module['default'];
  if (typeof named !== 'object' || named === null) return null;
  const entries = Object.entries(named).filter(([, task]) => typeof task === 'function');
  return entries.length === 0 ? null : (Object.fromEntries(entries) as KernelTasks);
}
