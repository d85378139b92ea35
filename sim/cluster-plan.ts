/**
 * What happens in one seed of the cluster protocol: nodes that join one by one, endpoints that talk, faults. Everything is data, drawn
 * from one stream per purpose. Leaves out doing it (cluster-run.ts) and what all protocols have in common (swarm.ts).
 */
import { createPrng, type Prng } from '../src/lib/prng.ts';
import type { NetworkFault } from './faults.ts';
import { quietLink, sharedLink, type LinkOptions } from './link.ts';
import {
  CHAOS_US,
  crashFault,
  networkFamilies,
  networkFault,
  pick,
  planAllFaults,
  planFamilies,
  roughLinks,
  type CrashFault,
} from './swarm.ts';

export const clusterFamilies = [...networkFamilies, 'crash', 'remove'] as const;
export type ClusterFamily = (typeof clusterFamilies)[number];

export interface PlannedNode {
  /** Its network address, which is its host's name. */
  readonly host: string;
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  readonly name: string;
}

/** Some node takes another one, or itself, out of the net; the operator brings it in again. */
export interface Removal {
  readonly kind: 'remove';
  readonly atUs: number;
  readonly node: string;
  readonly by: string;
}

export interface ClusterPlan {
  readonly seed: number;
  readonly nodes: readonly PlannedNode[];
  /** Hosts of endpoints; each connects to the node of the same place. */
  readonly endpoints: readonly string[];
  readonly families: readonly ClusterFamily[];
  readonly networkFaults: readonly NetworkFault[];
  readonly nodeFaults: readonly (CrashFault | Removal)[];
  /** Between two joins. Edits within one tick of the clock may be lost (row 16). */
  readonly joinEveryUs: number;
  /** Between two status broadcasts of a node: to every other one, so that they are most of what a large net says. */
  readonly statusUs: number;
  /** How long endpoints talk on when all nodes agree. */
  readonly talkUs: number;
  /** When all faults are over. */
  readonly healUs: number;
  linkOf(from: string, to: string): LinkOptions;
}

/** Endpoints of a run; a node has one at most. */
const ENDPOINTS_MAX = 12;
const UUID_WORDS = 4;
/** More nodes than this join fast and over links that share what is equal: what n squared links carry is copied by none. */
const LARGE = 200;

/** The network address of the host at a place, from 0. `net` tells nodes from endpoints. */
const hostAt = (net: number, place: number): string => `10.${net}.${place >> 8}.${place & 0xff}`;

const uuidFrom = (prng: Prng): string =>
  Array.from({ length: UUID_WORDS }, () => prng.u32().toString(16).padStart(8, '0')).join('');

/**
 * Draws everything of one seed. A family that is not allowed shifts nothing else. A large net joins fast, over links that share what is
 * equal, and tells its status rarely.
 */
export const planClusterRun = (
  seed: number,
  nodeCount: number,
  allowed: readonly ClusterFamily[],
  isLarge = nodeCount > LARGE,
): ClusterPlan => {
  const root = createPrng(`cluster/${seed}`);
  const nodes = Array.from({ length: nodeCount }, (_, place) => ({
    host: hostAt(0, place + 1),
    uuid: uuidFrom(root.fork(`uuid/${place}`)),
    name: `node-${place + 1}`,
  }));
  const { chosen, most } = planFamilies(root.fork('families'), clusterFamilies);
  const drawn = chosen.filter((family) => allowed.includes(family));
  const endpoints = Array.from({ length: Math.min(nodeCount, ENDPOINTS_MAX) }, (_, place) => hostAt(1, place + 1));
  const isRough = root.fork('links').chance(1, 2);
  return {
    seed,
    nodes,
    endpoints,
    families: drawn,
    ...planFaultsOf(root, drawn, most, nodes),
    joinEveryUs: isLarge ? 10_000 : 1_000_000,
    statusUs: isLarge ? 60_000_000 : 10_000_000,
    talkUs: isLarge ? 5_000_000 : 20_000_000,
    healUs: CHAOS_US,
    linkOf: isLarge ? () => sharedLink : isRough ? roughLinks(root.fork('rough')) : () => quietLink,
  };
};

const planFaultsOf = (
  root: Prng,
  chosen: readonly ClusterFamily[],
  most: number,
  nodes: readonly PlannedNode[],
): Pick<ClusterPlan, 'networkFaults' | 'nodeFaults'> => {
  const networkFaults: NetworkFault[] = [];
  const nodeFaults: (CrashFault | Removal)[] = [];
  planAllFaults(root, { chosen, most }, (stream, family) => {
    const { host: node } = pick(stream, nodes);
    const by = pick(stream.fork('other'), nodes).host;
    const onNetwork = networkFault(stream.fork('network'), family, node, by);
    if (onNetwork !== null) networkFaults.push(onNetwork);
    const onNode = stream.fork('node');
    const atUs = onNode.below(CHAOS_US);
    if (family === 'crash') nodeFaults.push(crashFault(onNode, atUs, node));
    if (family === 'remove') nodeFaults.push({ kind: 'remove', atUs, node, by });
  });
  return { networkFaults, nodeFaults };
};
