/**
 * The stage of a scenario's protocol, made at the first step that wants it.
 * Leaves out what is on it (src/check/job/stage.ts).
 */
import { createJobStage, type JobStage, type Player, playerOf } from '../../src/check/job/stage.ts';
import type { Scenario } from '../support/scenario.ts';

const stages = new WeakMap<Scenario, JobStage>();

/** The job stage of this scenario. */
export function stageOf(scenario: Scenario): JobStage {
  const { world, axis, profile, probes } = scenario;
  const stage = stages.get(scenario) ?? createJobStage(world, axis, profile, probes);
  stages.set(scenario, stage);
  return stage;
}

/** The counterpart of that name, played by the suite. */
export function partyOf(scenario: Scenario, name: string): Player {
  return playerOf(stageOf(scenario), name);
}
