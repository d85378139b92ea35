/**
 * What a cluster node's server and an endpoint can be told, and what they tell. Times in microseconds, sizes in octets.
 * Leaves out the wire (src/protocols/cluster). Source: spec/cluster.md sections 7 and 8; spec/adapter.md, section cluster.
 */
import type { Address } from '../../lib/machine.ts';
import type { ClusterAddress, NetTable, NodeInfoStruct, Uuid } from '../../protocols/cluster/index.ts';

/** `seed-strict` follows the source document where the original deviates from it. Source: section 0.1. */
export type ClusterDialect = 'as-deployed' | 'seed-strict';

export interface ServerTimers {
  /** From the end of a pass of the connector to the next; up to `jitterUs` more. Source: 7.2, row 49. */
  readonly reconnectUs: number;
  readonly jitterUs: number;
  /** Between two status broadcasts. Source: 7.2. */
  readonly statusUs: number;
  /** For a whole handshake, ours and theirs. Source: 8. */
  readonly handshakeUs: number;
  /** From the first octet of a packet to its last. Source: 8. */
  readonly readUs: number;
  /** Between two `still starting` of a launch and two keep-alives of a compilation. Source: 7.2. */
  readonly keepAliveUs: number;
  /** After which a host that neither reports ready nor exits is given up. Source: 8. */
  readonly launchUs: number;
  /** How long an old link may take to show that it lives. Source: 8.1. */
  readonly probeUs: number;
  /** How long a full queue may stand still before its connection is dropped. Source: 8.1. */
  readonly stuckUs: number;
}

export interface ServerLimits {
  /** Octets of a payload. */
  readonly payload: number;
  /** Octets queued for one connection that does not move. Source: 8.1. */
  readonly stuckQueue: number;
  /** Octets queued for one connection in all. Source: 8.1. */
  readonly queue: number;
}

/** What a node does for whom. Nodes of the net are always trusted. Source: 8. */
export interface ServerPolicy {
  /** The endpoints from which 00000412, 00000416, 00010411 and 00010423 are obeyed. */
  readonly trusted: 'nobody' | 'loopback' | 'any';
  /** Whether 00000205 is handed to the host; off: it does nothing and is logged. */
  readonly control: boolean;
  /** Whether kernels that come in packages are run. Off unless the configuration says so. */
  readonly kernels: boolean;
  /** Whether sources that come in packages are compiled. Off unless the configuration says so. */
  readonly compilers: boolean;
}

export interface ServerOptions {
  readonly uuid: Uuid;
  readonly name: string;
  readonly dialect: ClusterDialect;
  readonly timers: ServerTimers;
  readonly limits: ServerLimits;
  readonly policy: ServerPolicy;
  /** The network address that stands in our own entry instead of ::1 (row 18); null: learned from joiners, as originals do. */
  readonly advertised: string | null;
  /** What 00010204 tells besides the UUID and the name. */
  readonly machine: Omit<NodeInfoStruct, 'uuid' | 'name'>;
}

/** `ticket` is the caller's; `done` or `failed` answers with it. Each is answered when its effect is on the disk. */
export type ServerCommand =
  | {
      readonly kind: 'create-net';
      readonly ticket: number;
      readonly uuid: Uuid;
      readonly name: string;
      readonly listen: Address;
    }
  /** Goes online in the net that was created or joined last. `done` tells where it listens. */
  | { readonly kind: 'open-net'; readonly ticket: number }
  | { readonly kind: 'close-net'; readonly ticket: number }
  /** Fails while offline. */
  | { readonly kind: 'allow-join'; readonly ticket: number; readonly allow: boolean }
  | { readonly kind: 'join-net'; readonly ticket: number; readonly at: Address; readonly listen: Address }
  | { readonly kind: 'remove-node'; readonly ticket: number; readonly address: ClusterAddress }
  | { readonly kind: 'set-tasks'; readonly ticket: number; readonly allow: boolean }
  /** Goes offline, ends programs; `stopped` when done. */
  | { readonly kind: 'stop' };

export type ServerEvent =
  /** What the disk held is read; commands may come. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly ticket: number; readonly listen?: Address; readonly net?: NetName }
  | { readonly kind: 'failed'; readonly ticket: number; readonly reason: string }
  | { readonly kind: 'online'; readonly address: ClusterAddress; readonly listen: Address }
  | { readonly kind: 'offline' }
  /** The net table has changed and is on the disk; null: the node has left its net. */
  | { readonly kind: 'table'; readonly table: NetTable | null }
  | { readonly kind: 'node-up' | 'node-down'; readonly uuid: Uuid; readonly address: ClusterAddress }
  | { readonly kind: 'endpoint-up' | 'endpoint-down'; readonly address: ClusterAddress; readonly service: string }
  /** An allowed 00000205. Bits as `controls`. */
  | { readonly kind: 'control'; readonly mask: number; readonly from: ClusterAddress }
  /** Something that an operator should know: a dropped payload, a refused handshake, a slow reader. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'stopped' };

export interface NetName {
  readonly uuid: Uuid;
  readonly name: string;
}

/** As `state` of the adapter contract, with UUIDs as 32 digits and addresses as they are. */
export interface ServerView {
  readonly net: NetName | null;
  /** Of the net table, in ticks; 0 without a net. */
  readonly timestamp: bigint;
  readonly self: ClusterAddress;
  readonly tasksAllowed: boolean;
  readonly nodes: readonly {
    readonly uuid: Uuid;
    readonly name: string;
    readonly address: ClusterAddress;
    readonly host: string;
    readonly port: number;
    readonly online: boolean;
  }[];
  readonly endpoints: readonly {
    readonly address: ClusterAddress;
    /** Identifier of its service. */
    readonly service: string;
    readonly name: string;
  }[];
}

/** What an endpoint connects as. */
export type EndpointService = 'client' | 'host' | 'logger' | { readonly id: string; readonly name: string };

export interface EndpointOptions {
  readonly service: EndpointService;
  /** For a whole handshake. */
  readonly handshakeUs: number;
  /** From the first octet of a packet to its last. */
  readonly readUs: number;
  /** Octets of a payload. */
  readonly payload: number;
  readonly dialect: ClusterDialect;
}

export type EndpointCommand =
  | { readonly kind: 'connect'; readonly at: Address }
  /** Ignored while there is no connection. */
  | { readonly kind: 'send'; readonly verb: number; readonly to: ClusterAddress; readonly payload: Uint8Array }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'stop' };

export type EndpointEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'connected'; readonly self: ClusterAddress; readonly node: ClusterAddress }
  /** The connection could not be made, or the node answered with address zero. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** `payload` belongs to the receiver. */
  | {
      readonly kind: 'message';
      readonly verb: number;
      readonly from: ClusterAddress;
      readonly to: ClusterAddress;
      readonly payload: Uint8Array;
    }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'stopped' };
