/** The reference behaviour of the job protocol: its owner, its node, and both behind the adapter contract. Source: spec/job.md. */
import type { Machine } from '../../lib/machine.ts';
import { JobNode } from './node.ts';
import { JobOwner } from './owner.ts';
import type {
  NodeCommand,
  NodeEvent,
  NodeOptions,
  NodeView,
  OwnerCommand,
  OwnerEvent,
  OwnerOptions,
  OwnerView,
} from './types.ts';

export { createJobContract } from './contract.ts';
export { defaultNodeOptions, defaultOwnerOptions } from './defaults.ts';
export type * from './types.ts';

/** A job owner: listens, keeps a queue of jobs, gives each to an idle node. */
export function createJobOwner(options: OwnerOptions): Machine<OwnerCommand, OwnerEvent> & { view(): OwnerView } {
  return new JobOwner(options);
}

/** A job node: dials an owner, serves its jobs in turn. */
export function createJobNode(options: NodeOptions): Machine<NodeCommand, NodeEvent> & { view(): NodeView } {
  return new JobNode(options);
}
