/**
 * What every step has in hand: the scenario's world, the axis its messages are cut on, and the probes it opened.
 * The hooks set `world`, `axis`, `seed` and `profile` before the first step. Leaves out everything protocol-specific.
 */
import { World as CucumberWorld } from '@cucumber/cucumber';
import type { World } from '../../src/check/world.ts';
import type { Axis, Probe } from '../../src/check/probe.ts';

export class Scenario extends CucumberWorld {
  world!: World;
  axis: Axis = 'whole';
  seed = 0;
  profile: Readonly<Record<string, string>> = {};
  /** Probes in the order they were opened; the failure text shows their transcripts. */
  readonly probes: Probe[] = [];
}
