/**
 * Steps of an operator: a node is taken offline, stopped, killed, started; a node is removed.
 * Leaves out the first start (packets.steps.ts).
 */
import { Given, Then, When } from '@cucumber/cucumber';
import { createNet, openNet } from '../../src/check/cluster/as-endpoint.ts';
import { comeBack, expectUnreachable, removeNode } from '../../src/check/cluster/as-operator.ts';
import { ask, figureOf, tell } from '../../src/check/cluster/stage.ts';
import type { Scenario } from '../support/scenario.ts';
import { stageOf } from './stage.ts';

for (const words of ['goes', 'has gone']) {
  Given(`the node ${words} offline`, async function (this: Scenario) {
    await ask(stageOf(this), 'close-net', {});
  });
}

When('the node goes online', async function (this: Scenario) {
  await openNet(stageOf(this));
});

When('the node has {comeback}', async function (this: Scenario, how: string) {
  await comeBack(stageOf(this), how);
});

When('the node makes a net', async function (this: Scenario) {
  await createNet(stageOf(this));
});

When('the node makes a net and goes online', async function (this: Scenario) {
  await createNet(stageOf(this));
  await openNet(stageOf(this));
});

When('the node is told to go online', function (this: Scenario) {
  tell(stageOf(this), 'open-net', {});
});

When('the node is told to remove {figure}', async function (this: Scenario, name: string) {
  await removeNode(stageOf(this), figureOf(stageOf(this), name).address);
});

When('the node is told to remove itself', async function (this: Scenario) {
  await removeNode(stageOf(this), stageOf(this).server);
});

Then('nobody can connect to the node', async function (this: Scenario) {
  await expectUnreachable(stageOf(this));
});
