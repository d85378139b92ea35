/**
 * What clients of a node can be told, and what they tell: queries, lines of log, computations, compilations.
 * Leaves out the wire. Source: spec/cluster.md sections 5.4-5.7, 7.5, 7.6, 7.9 and 7.10.
 */
import type { Address } from '../../../lib/machine.ts';
import type {
  ClusterAddress,
  NodeEndpointsStruct,
  NodeInfoStruct,
  NodesStruct,
  NodeStatusStruct,
} from '../../../protocols/cluster/index.ts';
import type { EndpointOptions } from '../types.ts';

/** Options of a client whose service is settled. */
export type ClientOptions = Omit<EndpointOptions, 'service'>;

/** What every client can be told. */
export type LinkCommand =
  { readonly kind: 'connect'; readonly at: Address } | { readonly kind: 'disconnect' } | { readonly kind: 'stop' };

/** What every client tells. */
export type LinkEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'connected'; readonly self: ClusterAddress; readonly node: ClusterAddress }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'stopped' };

export type Query =
  /** Nodes of the net as one's own node knows them. */
  | { readonly kind: 'nodes'; readonly onlineOnly: boolean }
  /** Endpoints of a service, '' for all services; on one node, or null for all nodes that are online. */
  | { readonly kind: 'endpoints'; readonly service: string; readonly node: ClusterAddress | null }
  | { readonly kind: 'status'; readonly node: ClusterAddress }
  | { readonly kind: 'info'; readonly node: ClusterAddress }
  | { readonly kind: 'ping'; readonly node: ClusterAddress; readonly payload: Uint8Array };

export type QueryAnswer =
  | { readonly kind: 'nodes'; readonly nodes: NodesStruct['nodes'] }
  | { readonly kind: 'endpoints'; readonly endpoints: NodeEndpointsStruct['endpoints'] }
  | { readonly kind: 'status'; readonly status: NodeStatusStruct }
  | { readonly kind: 'info'; readonly info: NodeInfoStruct }
  | { readonly kind: 'ping'; readonly payload: Uint8Array };

export type ClientCommand =
  | LinkCommand
  /** `ticket` is the caller's; `answered` or `failed` has it. */
  | { readonly kind: 'ask'; readonly ticket: number; readonly query: Query }
  /** Text for all loggers of the net, line by line; what has no line feed yet goes with `disconnect` or `stop`. */
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'send'; readonly verb: number; readonly to: ClusterAddress; readonly payload: Uint8Array };

export type ClientEvent =
  | LinkEvent
  | { readonly kind: 'answered'; readonly ticket: number; readonly answer: QueryAnswer }
  | { readonly kind: 'failed'; readonly ticket: number; readonly reason: string }
  /** A line that a logger gets; other services get none. */
  | { readonly kind: 'line'; readonly author: ClusterAddress; readonly unixMs: number; readonly text: string }
  /** A packet that no query waits for. `payload` is the receiver's. */
  | { readonly kind: 'message'; readonly verb: number; readonly from: ClusterAddress; readonly payload: Uint8Array };

/** States of a computation; `failed` ones have bit 15. Source: 7.6. */
export const jobStates = {
  notStarted: 0xffff,
  initializing: 0x0001,
  working: 0x0002,
  success: 0x0000,
  noNodes: 0xc001,
  internalFailure: 0xc002,
} as const;

export type JobState = keyof typeof jobStates;

export type JobCommand =
  /** Connects to the node at `at` and computes; once in a machine's life. */
  | { readonly kind: 'run'; readonly at: Address; readonly package: Uint8Array; readonly input: Uint8Array }
  /** Kills every host of the net, and disconnects. */
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'stop' };

/** Complete and total; a total of FFFFFFFF is not known. */
export interface Progress {
  readonly complete: number;
  readonly total: number;
}

export type JobEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'state'; readonly state: JobState }
  | ({ readonly kind: 'progress' } & Progress)
  | { readonly kind: 'success'; readonly output: Uint8Array }
  | { readonly kind: 'failure'; readonly state: JobState; readonly reason: string }
  | { readonly kind: 'stopped' };

/** A node of a computation. `status` is one of `launchStatuses`. */
export interface JobNodeView {
  readonly node: ClusterAddress;
  readonly status: number;
  readonly host: ClusterAddress | null;
}

export interface JobView extends Progress {
  readonly state: JobState;
  readonly nodes: readonly JobNodeView[];
}

export type CompileCommand =
  /**
   * Has sources compiled by the node `to`, one's own if it is null; `words` as `writeCompileWords` has them.
   * UsageError for a second one at a time.
   */
  | {
      readonly kind: 'compile';
      readonly words: string;
      readonly package: Uint8Array;
      readonly to: ClusterAddress | null;
    }
  /** Tells the node to give the compilation up; `failed` follows. */
  | { readonly kind: 'kill' }
  | LinkCommand;

export type CompileEvent =
  | LinkEvent
  | { readonly kind: 'compiled'; readonly package: Uint8Array }
  /** The node says that it failed, or has said nothing for too long. */
  | { readonly kind: 'failed'; readonly reason: string };
