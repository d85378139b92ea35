/**
 * All deliberate faults of the reference, by the part that they are in. Leaves out those of the examples (their faults.json).
 */
import { clusterCompile } from './cluster-compile.ts';
import { clusterConnecting } from './cluster-connecting.ts';
import { clusterDispatch } from './cluster-dispatch.ts';
import { clusterEndpoint } from './cluster-endpoint.ts';
import { clusterHandshake } from './cluster-handshake.ts';
import { clusterNarrow } from './cluster-narrow.ts';
import { clusterNet } from './cluster-net.ts';
import { clusterPings } from './cluster-pings.ts';
import { clusterRouting } from './cluster-routing.ts';
import { clusterServices } from './cluster-services.ts';
import { clusterStreams } from './cluster-streams.ts';
import { clusterTables } from './cluster-tables.ts';
import { clusterUpdates } from './cluster-updates.ts';
import { clusterWork } from './cluster-work.ts';
import { jobNarrowNode } from './job-narrow-node.ts';
import { jobNarrowNodeSession } from './job-narrow-node-session.ts';
import { jobNarrowNodeWork } from './job-narrow-node-work.ts';
import { jobNarrowOwner } from './job-narrow-owner.ts';
import { jobNarrowOwnerSession } from './job-narrow-owner-session.ts';
import { jobNarrowPrograms } from './job-narrow-programs.ts';
import { jobTimeFaults } from './job-time-faults.ts';
import type { Mutant } from './mutant.ts';
import { nameFaults } from './name-faults.ts';
import { nodeFaults } from './node-faults.ts';
import { nodeNarrowFaults } from './node-narrow-faults.ts';
import { nodeSessionNarrowFaults } from './node-session-narrow-faults.ts';
import { nodeSessionFaults } from './node-session-faults.ts';
import { ownerFaults } from './owner-faults.ts';
import { ownerNarrowFaults } from './owner-narrow-faults.ts';
import { ownerSessionNarrowFaults } from './owner-session-narrow-faults.ts';
import { ownerSessionFaults } from './owner-session-faults.ts';
import { stateFaults } from './state-faults.ts';

export const catalogue: readonly Mutant[] = [
  ...ownerSessionFaults,
  ...ownerFaults,
  ...nodeSessionFaults,
  ...nodeFaults,
  ...stateFaults,
  ...nodeSessionNarrowFaults,
  ...nodeNarrowFaults,
  ...ownerSessionNarrowFaults,
  ...ownerNarrowFaults,
  ...nameFaults,
  ...jobTimeFaults,
  ...jobNarrowNode,
  ...jobNarrowNodeSession,
  ...jobNarrowNodeWork,
  ...jobNarrowPrograms,
  ...jobNarrowOwnerSession,
  ...jobNarrowOwner,
  ...clusterCompile,
  ...clusterConnecting,
  ...clusterDispatch,
  ...clusterEndpoint,
  ...clusterHandshake,
  ...clusterNarrow,
  ...clusterNet,
  ...clusterPings,
  ...clusterRouting,
  ...clusterServices,
  ...clusterStreams,
  ...clusterTables,
  ...clusterUpdates,
  ...clusterWork,
];
