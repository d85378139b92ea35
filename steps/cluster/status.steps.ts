/** Steps of the status verbs: structures by their properties and by what they hold. */
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import * as asker from '../../src/check/cluster/as-asker.ts';
import { startNode } from '../../src/check/cluster/as-endpoint.ts';
import { type Phrase, readPhrase } from '../../src/check/cluster/phrase.ts';
import { addressFor, hear, saidOf } from '../../src/check/cluster/stage.ts';
import { goodStatus, verifyRhythm } from '../../src/check/cluster/status-notices.ts';
import * as structures from '../../src/check/cluster/structures.ts';
import { addressText } from '../../src/protocols/cluster/index.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

const us = (seconds: number): number => Math.round(seconds * 1_000_000);
const nodesPhrase = readPhrase('nodes');
const endpointsPhrase = readPhrase('endpoints');
const infoPhrase = readPhrase('info');
const statusPhrase = readPhrase('status');

Given('a node that tells its status every {float} seconds', async function (this: Scenario, seconds: number) {
  await startNode(stageOf(this), { timers: { status: seconds, reconnect: 0.3 } });
});

When('{player} sends to the node in one go:', async function (this: Scenario, name: string, table: DataTable) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  const said = table.raw().map(([text = '']) => saidOf(stage, party, readPhrase(text), 'the node'));
  await party.probe.sendCut(said, 'joined');
});

When('{player} sends a good status to the node', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.send(goodStatus(stageOf(this), partyOf(this, name)));
});

Then('{player} receives in order:', async function (this: Scenario, name: string, table: DataTable) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  for (const [text = ''] of table.raw()) await hear(stage, party, readPhrase(text), 'the node');
});

Then(
  '{player} receives {packet} with exactly these properties:',
  async function (this: Scenario, name: string, phrase: Phrase, table: DataTable) {
    structures.verifyProperties(await hear(stageOf(this), partyOf(this, name), phrase), table.rowsHash());
  },
);

Then('{player} receives nodes with the node among them, online', async function (this: Scenario, name: string) {
  const stage = stageOf(this);
  structures.verifySelf(stage, await hear(stage, partyOf(this, name), nodesPhrase));
});

Then('{player} receives nodes with the address of a node each', async function (this: Scenario, name: string) {
  structures.verifyServers(await hear(stageOf(this), partyOf(this, name), nodesPhrase));
});

Then('{player} receives these nodes:', async function (this: Scenario, name: string, table: DataTable) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  const seen = asker.seenNodes(await hear(stage, party, nodesPhrase));
  structures.verifyList('nodes', asker.nodeLines(stage, party, table.raw()), seen);
});

Then('{player} is told these nodes in the end:', async function (this: Scenario, name: string, table: DataTable) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  await asker.expectNodesAtLast(stage, party, asker.nodeLines(stage, party, table.raw()));
});

Then('{player} receives endpoints with the node first', async function (this: Scenario, name: string) {
  const stage = stageOf(this);
  const seen = asker.seenEndpoints(await hear(stage, partyOf(this, name), endpointsPhrase));
  structures.verifyList('first endpoint', [addressText(stage.server)], seen.slice(0, 1));
});

Then(
  '{player} receives endpoints, among them in this order:',
  async function (this: Scenario, name: string, table: DataTable) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const wanted = table.raw().map(([who = '']) => addressFor(stage, party, who));
    structures.verifyOrder(await hear(stage, party, endpointsPhrase), wanted);
  },
);

Then('{player} receives these endpoints:', async function (this: Scenario, name: string, table: DataTable) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  const wanted = table.raw().map(([who = '']) => addressText(addressFor(stage, party, who)));
  structures.verifyList('endpoints', wanted, asker.seenEndpoints(await hear(stage, party, endpointsPhrase)));
});

Then('{player} receives an empty list of endpoints', async function (this: Scenario, name: string) {
  const heard = await hear(stageOf(this), partyOf(this, name), endpointsPhrase);
  structures.verifyList('endpoints', [], asker.seenEndpoints(heard));
});

Then(
  '{player} is told no endpoint of {string} in the end',
  async function (this: Scenario, name: string, service: string) {
    await asker.expectNoEndpointAtLast(stageOf(this), partyOf(this, name), service);
  },
);

Then(
  '{player} receives endpoints with {address} among them as {string}',
  async function (this: Scenario, name: string, who: string, identifier: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const heard = await hear(stage, party, endpointsPhrase);
    structures.verifyEndpoint(heard, addressFor(stage, party, who), identifier);
  },
);

Then(
  '{player} receives endpoints with {address} among them as {string}, {string}',
  async function (this: Scenario, name: string, who: string, identifier: string, service: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const heard = await hear(stage, party, endpointsPhrase);
    structures.verifyEndpoint(heard, addressFor(stage, party, who), identifier, service);
  },
);

Then(
  '{player} receives endpoints of {string} only, with {address} among them',
  async function (this: Scenario, name: string, identifier: string, who: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const heard = await hear(stage, party, endpointsPhrase);
    structures.verifyEndpoint(heard, addressFor(stage, party, who), identifier);
    structures.verifyService(heard, identifier);
  },
);

Then(
  '{player} receives info with the name that the node has among the nodes',
  async function (this: Scenario, name: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const heard = await hear(stage, party, infoPhrase);
    structures.verifyIdentity(heard, await asker.nameAmongNodes(stage, party));
  },
);

Then('{player} receives info with the UUID and the name of the node', async function (this: Scenario, name: string) {
  const stage = stageOf(this);
  structures.verifyIdentity(await hear(stage, partyOf(this, name), infoPhrase), stage.node.name, stage.node.uuid);
});

Then(
  '{player} receives info with a system of 0 to 2 and an architecture of 0 to 4',
  async function (this: Scenario, name: string) {
    structures.verifyMachine(await hear(stageOf(this), partyOf(this, name), infoPhrase));
  },
);

Then('{player} receives status with a battery that there can be', async function (this: Scenario, name: string) {
  structures.verifyBattery(await hear(stageOf(this), partyOf(this, name), statusPhrase));
});

Then(
  '{player} receives status with progress {int} of {int}',
  async function (this: Scenario, name: string, complete: number, total: number) {
    structures.verifyProgress(await hear(stageOf(this), partyOf(this, name), statusPhrase), complete, total);
  },
);

Then(
  '{player} receives the status from {address} for {address}',
  async function (this: Scenario, name: string, from: string, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await verifyRhythm(stage, party, 1, 0, addressFor(stage, party, from), addressFor(stage, party, to));
  },
);

Then(
  '{player} receives the status {int} times, {float} seconds apart',
  async function (this: Scenario, name: string, times: number, apart: number) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await verifyRhythm(stage, party, times, us(apart), stage.server, party.self);
  },
);

Then('{player} receives nothing for {float} seconds', async function (this: Scenario, name: string, seconds: number) {
  await partyOf(this, name).probe.expectNothing(us(seconds));
});

Then(
  '{player} receives {packet} in the octets of the page',
  async function (this: Scenario, name: string, phrase: Phrase) {
    structures.verifyOctets(await hear(stageOf(this), partyOf(this, name), phrase));
  },
);
