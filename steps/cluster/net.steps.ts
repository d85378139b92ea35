/**
 * Steps of nodes of the net that the suite plays: they join, connect, are dialled.
 * Leaves out tables (tables.steps.ts) and the subject as a joiner (join.steps.ts).
 */
import { Given } from '@cucumber/cucumber';
import * as net from '../../src/check/cluster/as-net.ts';
import type { Scenario } from '../support/scenario.ts';
import { stageOf } from './stage.ts';

Given('{figure} is connected', async function (this: Scenario, name: string) {
  await net.bringIn(stageOf(this), name);
});
