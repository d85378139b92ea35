/**
 * What a job host can be told, and what it tells. Its kernel is somebody else's: tasks go out as events, what they do comes back as
 * commands. Leaves out the wire. Source: spec/cluster.md sections 5.7 and 7.8.
 */
import type { Address } from '../../../lib/machine.ts';
import type { ClusterAddress } from '../../../protocols/cluster/index.ts';
import type { EndpointOptions } from '../types.ts';

export interface JobHostOptions extends Omit<EndpointOptions, 'service'> {
  /** Who gets the result, as the launcher tells it; null: whoever sends the communication table. */
  readonly employer: ClusterAddress | null;
  /** Every class of task that its kernel has. */
  readonly classes: readonly string[];
  /** How many tasks may run at a time. */
  readonly workers: number;
}

/** Flags are those of `taskFlags`; others are masked off. */
export interface TaskOrder {
  readonly className: string;
  readonly data: Uint8Array;
  readonly flags: number;
}

export type JobHostCommand =
  | { readonly kind: 'connect'; readonly at: Address }
  /** A task that was given by `task` is done. */
  | { readonly kind: 'task-done'; readonly task: number }
  /** A task of the kernel wants another one: on the host `to`, else on the next one in turn. */
  | ({ readonly kind: 'schedule'; readonly to?: ClusterAddress } & TaskOrder)
  /** The kernel counts for itself from now on. */
  | { readonly kind: 'progress'; readonly complete: number; readonly total: number }
  /** The output of the whole computation; goes to the employer. */
  | { readonly kind: 'result'; readonly output: Uint8Array }
  /** Text for all loggers of the net, line by line. */
  | { readonly kind: 'log'; readonly text: string }
  /** The computation is done: all other hosts are told, and this one is over. */
  | { readonly kind: 'terminate' }
  | { readonly kind: 'stop' };

export type JobHostEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'connected'; readonly self: ClusterAddress; readonly node: ClusterAddress }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The communication table has come, or another one. */
  | { readonly kind: 'hosts'; readonly primary: ClusterAddress; readonly hosts: readonly ClusterAddress[] }
  /** Run it; `task-done` is the answer. `data` is the receiver's. */
  | ({ readonly kind: 'task'; readonly task: number } & TaskOrder)
  | { readonly kind: 'notice'; readonly text: string }
  /** The host's loop has ended and its connection is closed; the process should exit. Tasks that wait are given to nobody. */
  | { readonly kind: 'over'; readonly reason: string }
  | { readonly kind: 'stopped' };
