/**
 * Steps of nodes of the net that the suite plays: they join, connect, are dialled.
 * Leaves out tables (tables.steps.ts) and the subject as a joiner (join.steps.ts).
 */
import { Given, Then, When } from '@cucumber/cucumber';
import { verifyFailed } from '../../src/check/cluster/as-acceptor.ts';
import * as handshakes from '../../src/check/cluster/handshakes.ts';
import * as net from '../../src/check/cluster/as-net.ts';
import { ask, figureOf, playerOf, tell } from '../../src/check/cluster/stage.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

Given('{figure} is connected', async function (this: Scenario, name: string) {
  await net.bringIn(stageOf(this), name);
});

for (const words of ['joins', 'has joined']) {
  Given(`{figure} ${words}`, async function (this: Scenario, name: string) {
    await net.joinNet(stageOf(this), name);
  });
}

for (const words of ['joins', 'has joined']) {
  Given(
    `{figure} ${words}, having reached the node at {ip}`,
    async function (this: Scenario, name: string, ip: string) {
      await net.joinNet(stageOf(this), name, ip);
    },
  );
}

When('{figure} joins from another port', async function (this: Scenario, name: string) {
  await net.moveFigure(stageOf(this), name);
  await net.joinNet(stageOf(this), name);
});

Given('the node may let one node join', async function (this: Scenario) {
  await ask(stageOf(this), 'allow-join', { allow: true });
});

Given('the node may let no node join', async function (this: Scenario) {
  await ask(stageOf(this), 'allow-join', { allow: false });
});

When('the node is told to let one node join', function (this: Scenario) {
  tell(stageOf(this), 'allow-join', { allow: true });
});

Then('that fails', async function (this: Scenario) {
  await verifyFailed(stageOf(this));
});

When('{figure} connects to join', async function (this: Scenario, name: string) {
  await net.askToJoin(stageOf(this), name);
});

Then('{figure} is let in', async function (this: Scenario, name: string) {
  await net.takeLetIn(stageOf(this), playerOf(stageOf(this), net.playerName(name)));
});

When("the stranger asks to join with the node's own UUID", async function (this: Scenario) {
  await handshakes.sayAsNode(stageOf(this), stageOf(this).node.uuid, net.nobodyUuid);
});

When('the stranger asks to join with the zero UUID', async function (this: Scenario) {
  await handshakes.sayAsNode(stageOf(this), net.nobodyUuid, net.nobodyUuid);
});

When('{figure} sends its name and where it listens', async function (this: Scenario, name: string) {
  const stage = stageOf(this);
  await net.letInAndTell(stage, name);
});

When('{figure} sends its name and where it listens in pieces', async function (this: Scenario, name: string) {
  const stage = stageOf(this);
  const player = playerOf(stage, net.playerName(name));
  await player.probe.sendCut([net.joinOf(player, figureOf(stage, name))], this.axis);
});

When('{player} sends a join of {string} to the node', async function (this: Scenario, name: string, joiner: string) {
  await net.tellJoin(partyOf(this, name), { at: { host: '', port: 1 }, name: joiner });
});

When('{figure} sends the first {int} octets of a join', async function (this: Scenario, name: string, count: number) {
  await net.tellShort(playerOf(stageOf(this), net.playerName(name)), count);
});

When('{figure} connects to the UUID {uuid}', async function (this: Scenario, name: string, target: string) {
  await handshakes.sayNodeTo(stageOf(this), name, target);
});

Then('{figure} connects and is taken as the node that it is', async function (this: Scenario, name: string) {
  await handshakes.sayNodeType(stageOf(this), name);
  await handshakes.verifyTakenAsNode(stageOf(this), playerOf(stageOf(this), net.playerName(name)));
});

Then('the node connects to {figure}', async function (this: Scenario, name: string) {
  await net.takeDial(stageOf(this), name);
});
