/**
 * The stage of a scenario, made at the first step that wants it.
 * Leaves out what is on it (src/check/cluster/stage.ts).
 */
import { type ClusterStage, createClusterStage, type Player, playerOf } from '../../src/check/cluster/stage.ts';
import type { Scenario } from '../support/scenario.ts';

const stages = new WeakMap<Scenario, ClusterStage>();

/** The cluster stage of this scenario. */
export function stageOf(scenario: Scenario): ClusterStage {
  const { world, axis, profile, probes } = scenario;
  const stage = stages.get(scenario) ?? createClusterStage(world, axis, profile, probes);
  stages.set(scenario, stage);
  return stage;
}

/** The counterpart of that name, played by the suite. */
export function partyOf(scenario: Scenario, name: string): Player {
  return playerOf(stageOf(scenario), name);
}
