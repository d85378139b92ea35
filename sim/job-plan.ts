/**
 * What happens in one seed of the job protocol: links, jobs, faults. Everything is data, drawn from one stream per purpose.
 * Leaves out doing it (job-run.ts) and what all protocols have in common (swarm.ts).
 */
import { createPrng, type Prng } from '../src/lib/prng.ts';
import { defaultOwnerOptions, type JobTimers } from '../src/node/job/index.ts';
import type { NetworkFault } from './faults.ts';
import { planJobs, type PlannedJob } from './job-workload.ts';
import { quietLink, type LinkOptions } from './link.ts';
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

export const families = [...networkFamilies, 'crash', 'leave'] as const;
export type Family = (typeof families)[number];

/** A fault of a node itself: it crashes and starts again, or it goes in good order and comes back. */
export type NodeFault =
  CrashFault | { readonly kind: 'leave' | 'disconnect'; readonly atUs: number; readonly node: string };

export interface JobPlan {
  readonly seed: number;
  readonly nodes: readonly string[];
  readonly families: readonly Family[];
  readonly jobs: readonly PlannedJob[];
  readonly networkFaults: readonly NetworkFault[];
  readonly nodeFaults: readonly NodeFault[];
  /** When all faults are over. */
  readonly healUs: number;
  readonly fileNaming: 'embedded' | 'positional';
  readonly byteOrder: 'big' | 'little';
  readonly timers: JobTimers;
  linkOf(from: string, to: string): LinkOptions;
}

export const OWNER = 'owner';
const MOST_JOBS_PER_NODE = 6;

const shortTimers: JobTimers = { answerUs: 3_000_000, silenceUs: 6_000_000, askAgainUs: 500_000 };

const nodeFault = (prng: Prng, family: Family, node: string): NodeFault | null => {
  const atUs = prng.below(CHAOS_US);
  if (family === 'leave') return { kind: prng.chance(1, 2) ? 'leave' : 'disconnect', atUs, node };
  return family === 'crash' ? crashFault(prng, atUs, node) : null;
};

const planFaultsOf = (root: Prng, chosen: readonly Family[], most: number, nodes: readonly string[]) => {
  const networkFaults: NetworkFault[] = [];
  const nodeFaults: NodeFault[] = [];
  planAllFaults(root, { chosen, most }, (stream, family) => {
    const node = pick(stream, nodes);
    const onNetwork = networkFault(stream.fork('network'), family, node, OWNER);
    const onNode = nodeFault(stream.fork('node'), family, node);
    if (onNetwork !== null) networkFaults.push(onNetwork);
    if (onNode !== null) nodeFaults.push(onNode);
  });
  return { networkFaults, nodeFaults };
};

/** Draws everything of one seed. A family that is not allowed shifts nothing else. */
export const planJobRun = (seed: number, nodeCount: number, allowed: readonly Family[]): JobPlan => {
  const root = createPrng(`job/${seed}`);
  const nodes = Array.from({ length: nodeCount }, (_, index) => `node-${index + 1}`);
  const { chosen, most } = planFamilies(root.fork('families'), families);
  const drawn = chosen.filter((family) => allowed.includes(family));
  const profile = root.fork('profile');
  const byteOrder = profile.chance(1, 4) ? 'little' : 'big';
  const fileNaming = profile.chance(1, 4) ? 'positional' : 'embedded';
  const isRough = profile.chance(2, 3);
  const jobCount = nodeCount * (1 + root.fork('load').below(MOST_JOBS_PER_NODE));
  return {
    seed,
    nodes,
    families: drawn,
    byteOrder,
    fileNaming,
    // On rough links a piece of a big file may rightly take longer than a short answer time.
    timers: !isRough && profile.chance(1, 2) ? shortTimers : defaultOwnerOptions.timers,
    jobs: planJobs(root.fork('jobs'), jobCount, CHAOS_US, fileNaming),
    ...planFaultsOf(root, drawn, most, nodes),
    healUs: CHAOS_US,
    linkOf: isRough ? roughLinks(root.fork('links')) : () => quietLink,
  };
};
