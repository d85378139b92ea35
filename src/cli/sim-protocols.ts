/**
 * The protocols that `wireproof sim` runs: their families of faults, and one seed of each with what it came to in words and numbers.
 * Leaves out the seeds' order and printing (sim.ts) and the runs themselves (sim/).
 */
import { clusterFamilies, type ClusterFamily } from '../../sim/cluster-plan.ts';
import { runClusterSeed } from '../../sim/cluster-run.ts';
import { families, type Family } from '../../sim/job-plan.ts';
import { runJobSeed } from '../../sim/job-run.ts';
import type { RunOutcome } from '../../sim/simulation.ts';

/** What one seed came to. */
export interface SimResult extends RunOutcome {
  readonly families: readonly string[];
  /** What there was to do and what came of it, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** The same in words. */
  readonly text: string;
}

export interface SimProtocol {
  readonly families: readonly string[];
  run(seed: number, nodes: number, families: readonly string[], keepLines: boolean): SimResult;
}

const job: SimProtocol = {
  families,
  run: (seed, nodes, chosen, keepLines) => {
    const result = runJobSeed(seed, nodes, { families: chosen as readonly Family[], keepLines });
    const { plan, finished, failed } = result;
    const jobs = plan.jobs.length;
    const text = `${jobs} jobs: ${finished} finished, ${failed} failed`;
    return { ...result, families: plan.families, counts: { jobs, finished, failed }, text };
  },
};

const cluster: SimProtocol = {
  families: clusterFamilies,
  run: (seed, nodes, chosen, keepLines) => {
    const result = runClusterSeed(seed, nodes, { families: chosen as readonly ClusterFamily[], keepLines });
    const { plan, changes, delivered, convergedUs } = result;
    const agreed = `agreed ${Math.round(convergedUs / 1_000_000)} s after the last`;
    const text = `${nodes} nodes: ${changes} changes of tables, ${agreed}, ${delivered} packets`;
    return { ...result, families: plan.families, counts: { nodes, changes, delivered, convergedUs }, text };
  },
};

/** By name. */
export const simProtocols = { job, cluster } as const;
export type SimProtocolName = keyof typeof simProtocols;
