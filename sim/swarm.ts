/**
 * Swarm testing: each seed has a random subset of the families of faults, each with a strength of its own; one seed in ten has none, one
 * in ten has a single family at its utmost. What is drawn is data, from one stream for each purpose.
 * Leaves out protocols: who is hit, and what a family means beyond the network, is told by the plan of each (job-plan.ts, cluster-plan.ts).
 */
import type { Prng } from '../src/lib/prng.ts';
import type { NetworkFault } from './faults.ts';
import type { CrashEnding } from './life.ts';
import type { LinkOptions } from './link.ts';

export const networkFamilies = ['delay', 'cutting', 'reset', 'partition', 'half-close', 'refuse'] as const;

/** A host crashes and starts again. */
export interface CrashFault {
  readonly kind: 'crash';
  readonly atUs: number;
  readonly node: string;
  readonly ending: CrashEnding;
  readonly downUs: number;
}

/** When all faults are over. */
export const CHAOS_US = 120_000_000;
const MOST_FAULTS = 30;
const UTMOST_FAULTS = 600;

/** One of several things. */
export const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.below(items.length)]!;

/** A fault's beginning and end, all before the healing. */
const spanOf = (prng: Prng): { readonly atUs: number; readonly untilUs: number } => {
  const atUs = prng.below(CHAOS_US);
  const spanUs = pick(prng, [10_000, 1_000_000, 40_000_000, 100_000_000]);
  return { atUs, untilUs: Math.min(CHAOS_US, atUs + 1 + prng.below(spanUs)) };
};

/** A fault of the network between `node` and `hub`; null for a family that is none of the network's. */
export const networkFault = (prng: Prng, family: string, node: string, hub: string): NetworkFault | null => {
  const { atUs, untilUs } = spanOf(prng);
  const isToHub = prng.chance(1, 2);
  const way = isToHub ? { from: node, to: hub } : { from: hub, to: node };
  if (family === 'partition') {
    const isBroad = prng.chance(1, 8);
    return { kind: 'partition', atUs, untilUs, ...(isBroad ? { from: null, to: hub } : way) };
  }
  if (family === 'delay')
    return { kind: 'delay', atUs, untilUs, ...way, extraUs: 1 + prng.below(pick(prng, [50_000, 2_000_000])) };
  if (family === 'cutting')
    return { kind: 'cutting', atUs, untilUs, to: way.to, cutting: pick(prng, ['random', 'trickle'] as const) };
  if (family === 'refuse') return { kind: 'refuse', atUs, untilUs, to: hub };
  if (family === 'reset') return { kind: 'reset', atUs, host: prng.chance(1, 10) ? hub : node };
  if (family === 'half-close') return { kind: 'half-close', atUs, host: node, isOutgoing: isToHub };
  return null;
};

/** A crash of `node` at `atUs`, with its restart before the healing. */
export const crashFault = (prng: Prng, atUs: number, node: string): CrashFault => {
  const ending = pick<CrashEnding>(prng, ['fin', 'rst', 'silence']);
  return { kind: 'crash', atUs, node, ending, downUs: 1 + prng.below(Math.min(60_000_000, CHAOS_US - atUs + 1)) };
};

/** A tenth of the seeds has no faults, a tenth one family at its utmost, the rest a random subset. */
export const planFamilies = <Family>(
  prng: Prng,
  families: readonly Family[],
): { readonly chosen: readonly Family[]; readonly most: number } => {
  const fate = prng.below(10);
  if (fate === 0) return { chosen: [], most: 1 };
  if (fate === 1) return { chosen: [pick(prng, families)], most: UTMOST_FAULTS };
  const chosen = families.filter(() => prng.chance(2, 5));
  return { chosen: chosen.length > 0 ? chosen : [pick(prng, families)], most: MOST_FAULTS };
};

/** Draws the faults of the chosen families, a stream for each. */
export const planAllFaults = <Family extends string>(
  root: Prng,
  { chosen, most }: { readonly chosen: readonly Family[]; readonly most: number },
  draw: (stream: Prng, family: Family) => void,
): void => {
  for (const family of chosen) {
    const count = 1 + root.fork(`count/${family}`).below(most);
    for (let index = 0; index < count; index += 1) draw(root.fork(`fault/${family}/${index}`), family);
  }
};

/** Links of any quality, each direction on its own. */
export const roughLinks =
  (prng: Prng): ((from: string, to: string) => LinkOptions) =>
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
