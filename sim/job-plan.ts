/**
 * What happens in one seed: links, jobs, faults. Swarm testing: each seed has a random subset of the families of faults, each with a
 * strength of its own; one seed in ten has none.
 *
 * Leaves out doing it (job-run.ts). Everything is data, drawn from one stream per purpose.
 */
import { createPrng, type Prng } from '../src/lib/prng.ts';
import { defaultOwnerOptions, type JobTimers } from '../src/node/job/index.ts';
import type { NetworkFault } from './faults.ts';
import { planJobs, type PlannedJob } from './job-workload.ts';
import type { CrashEnding } from './life.ts';
import { quietLink, type LinkOptions } from './link.ts';

export const families = ['delay', 'cutting', 'reset', 'partition', 'half-close', 'refuse', 'crash', 'leave'] as const;
export type Family = (typeof families)[number];

/** A fault of a node itself: it crashes and starts again, or it goes in good order and comes back. */
export type NodeFault =
  | {
      readonly kind: 'crash';
      readonly atUs: number;
      readonly node: string;
      readonly ending: CrashEnding;
      readonly downUs: number;
    }
  | { readonly kind: 'leave' | 'disconnect'; readonly atUs: number; readonly node: string };

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
const CHAOS_US = 120_000_000;
const MOST_FAULTS = 30;
const UTMOST_FAULTS = 600;
const MOST_JOBS_PER_NODE = 6;

const shortTimers: JobTimers = { answerUs: 3_000_000, silenceUs: 6_000_000, askAgainUs: 500_000 };

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.below(items.length)]!;

/** A fault's beginning and end, all before the healing. */
const spanOf = (prng: Prng): { readonly atUs: number; readonly untilUs: number } => {
  const atUs = prng.below(CHAOS_US);
  const spanUs = pick(prng, [10_000, 1_000_000, 40_000_000, 100_000_000]);
  return { atUs, untilUs: Math.min(CHAOS_US, atUs + 1 + prng.below(spanUs)) };
};

const networkFault = (prng: Prng, family: Family, node: string): NetworkFault | null => {
  const { atUs, untilUs } = spanOf(prng);
  const isToOwner = prng.chance(1, 2);
  const way = isToOwner ? { from: node, to: OWNER } : { from: OWNER, to: node };
  if (family === 'partition') {
    const isBroad = prng.chance(1, 8);
    return { kind: 'partition', atUs, untilUs, ...(isBroad ? { from: null, to: OWNER } : way) };
  }
  if (family === 'delay')
    return { kind: 'delay', atUs, untilUs, ...way, extraUs: 1 + prng.below(pick(prng, [50_000, 2_000_000])) };
  if (family === 'cutting')
    return { kind: 'cutting', atUs, untilUs, to: way.to, cutting: pick(prng, ['random', 'trickle'] as const) };
  if (family === 'refuse') return { kind: 'refuse', atUs, untilUs, to: OWNER };
  if (family === 'reset') return { kind: 'reset', atUs, host: prng.chance(1, 10) ? OWNER : node };
  if (family === 'half-close') return { kind: 'half-close', atUs, host: node, isOutgoing: isToOwner };
  return null;
};

const nodeFault = (prng: Prng, family: Family, node: string): NodeFault | null => {
  const atUs = prng.below(CHAOS_US);
  if (family === 'leave') return { kind: prng.chance(1, 2) ? 'leave' : 'disconnect', atUs, node };
  if (family !== 'crash') return null;
  const ending = pick<CrashEnding>(prng, ['fin', 'rst', 'silence']);
  return { kind: 'crash', atUs, node, ending, downUs: 1 + prng.below(Math.min(60_000_000, CHAOS_US - atUs + 1)) };
};

/** A tenth of the seeds has no faults, a tenth one family at its utmost, the rest a random subset. */
const planFamilies = (prng: Prng): { readonly chosen: readonly Family[]; readonly most: number } => {
  const fate = prng.below(10);
  if (fate === 0) return { chosen: [], most: 1 };
  if (fate === 1) return { chosen: [pick(prng, families)], most: UTMOST_FAULTS };
  const chosen = families.filter(() => prng.chance(2, 5));
  return { chosen: chosen.length > 0 ? chosen : [pick(prng, families)], most: MOST_FAULTS };
};

/** Draws the faults of the chosen families, a stream for each. */
const planAllFaults = (root: Prng, chosen: readonly Family[], most: number, nodes: readonly string[]) => {
  const networkFaults: NetworkFault[] = [];
  const nodeFaults: NodeFault[] = [];
  for (const family of chosen) {
    const count = 1 + root.fork(`count/${family}`).below(most);
    for (let index = 0; index < count; index += 1) {
      const stream = root.fork(`fault/${family}/${index}`);
      const node = pick(stream, nodes);
      const onNetwork = networkFault(stream.fork('network'), family, node);
      const onNode = nodeFault(stream.fork('node'), family, node);
      if (onNetwork !== null) networkFaults.push(onNetwork);
      if (onNode !== null) nodeFaults.push(onNode);
    }
  }
  return { networkFaults, nodeFaults };
};

/** Links of any quality, each direction on its own. */
const planLinks =
  (prng: Prng): JobPlan['linkOf'] =>
  (from, to) => {
    const stream = prng.fork(`${from}>${to}`);
    return {
      delayUs: 20 + stream.below(20_000),
      jitterUs: stream.below(5000),
      cutting: pick(stream, ['whole', 'whole', 'random', 'random', 'random'] as const),
      flushUs: stream.below(300),
      readUs: stream.below(300),
      sendOctets: pick(stream, [256, 4096, 65_536]),
      receiveOctets: pick(stream, [256, 4096, 65_536]),
    };
  };

/** Draws everything of one seed. A family that is not allowed shifts nothing else. */
export const planJobRun = (seed: number, nodeCount: number, allowed: readonly Family[]): JobPlan => {
  const root = createPrng(`job/${seed}`);
  const nodes = Array.from({ length: nodeCount }, (_, index) => `node-${index + 1}`);
  const { chosen, most } = planFamilies(root.fork('families'));
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
    ...planAllFaults(root, drawn, most, nodes),
    healUs: CHAOS_US,
    linkOf: isRough ? planLinks(root.fork('links')) : () => quietLink,
  };
};
