/**
 * Steps of handshakes, and of octets that need not be a message. A stranger is one that does not say a good handshake.
 * Leaves out packets (packets.steps.ts).
 */
import { Given, Then, When } from '@cucumber/cucumber';
import * as endpoint from '../../src/check/cluster/as-endpoint.ts';
import * as net from '../../src/check/cluster/as-net.ts';
import * as handshakes from '../../src/check/cluster/handshakes.ts';
import { quoted } from '../../src/check/cluster/stage.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

When('{player} says its handshake in pieces', async function (this: Scenario, name: string) {
  await handshakes.sayInPieces(stageOf(this), name);
});

When('{player} connects as {string}', async function (this: Scenario, name: string, service: string) {
  await endpoint.connectEndpoint(stageOf(this), name, endpoint.customHandshake(quoted(name), service));
});

When('{player} connects without a word', async function (this: Scenario, name: string) {
  await endpoint.dialNode(stageOf(this), name, 'endpoint');
});

When('the stranger connects with the object type {objectType}', async function (this: Scenario, type: number) {
  await handshakes.sayType(stageOf(this), 'the stranger', type);
});

When('the second stranger connects with the object type {objectType}', async function (this: Scenario, type: number) {
  await handshakes.sayType(stageOf(this), 'the second stranger', type);
});

Given(
  'the stranger has connected with the object type {objectType} and is refused',
  async function (this: Scenario, type: number) {
    await handshakes.verifyRefused(stageOf(this), await handshakes.sayType(stageOf(this), 'the stranger', type));
  },
);

When(
  'the stranger connects as a service with an identifier of {int} and a name of {int} octets',
  async function (this: Scenario, identifier: number, name: number) {
    const { probe } = await endpoint.dialNode(stageOf(this), 'the stranger', 'endpoint');
    await probe.send(endpoint.customHandshake('i'.repeat(identifier), 'n'.repeat(name)));
  },
);

When('{player} sends the octets {string}', async function (this: Scenario, name: string, octets: string) {
  const player = partyOf(this, name);
  await player.probe.sendOctets(handshakes.octetsIn(octets, player));
});

When(
  '{player} sends the first {int} octets of a handshake',
  async function (this: Scenario, name: string, count: number) {
    await partyOf(this, name).probe.sendOctets(handshakes.beginning(count));
  },
);

When(
  '{player} sends the first {int} octets of a handshake and ends the connection',
  async function (this: Scenario, name: string, count: number) {
    await partyOf(this, name).probe.sendOctets(handshakes.beginning(count));
    partyOf(this, name).probe.end();
  },
);

When('the stranger asks to join', async function (this: Scenario) {
  await handshakes.sayAsNode(stageOf(this), net.strangerUuid, net.nobodyUuid);
});

When('the stranger connects as a node to the UUID {uuid}', async function (this: Scenario, target: string) {
  await handshakes.sayAsNode(stageOf(this), net.strangerUuid, target);
});

When('the stranger connects as a node to the UUID of the node', async function (this: Scenario) {
  await handshakes.sayAsNode(stageOf(this), net.strangerUuid, stageOf(this).node.uuid);
});

When('the stranger connects as the node itself', async function (this: Scenario) {
  await handshakes.sayAsNode(stageOf(this), stageOf(this).node.uuid, stageOf(this).node.uuid);
});

When(
  '{figure} connects with the object type {objectType}',
  async function (this: Scenario, name: string, type: number) {
    await handshakes.sayNodeType(stageOf(this), name, type);
  },
);

Given('{player} has left', async function (this: Scenario, name: string) {
  await handshakes.leave(stageOf(this), partyOf(this, name));
});

Then('{player} is taken as an endpoint', async function (this: Scenario, name: string) {
  await handshakes.verifyTaken(stageOf(this), partyOf(this, name));
});

Then('{player} is taken as the node that it is', async function (this: Scenario, name: string) {
  await handshakes.verifyTakenAsNode(stageOf(this), partyOf(this, name));
});

for (const words of ['is refused', 'was refused']) {
  Then(`{player} ${words}`, async function (this: Scenario, name: string) {
    await handshakes.verifyRefused(stageOf(this), partyOf(this, name));
  });
}

Then('the answer was {string}', function (this: Scenario, octets: string) {
  handshakes.verifyAnswer(partyOf(this, 'the stranger'), octets);
});

Then('{player} receives the octets {string}', async function (this: Scenario, name: string, octets: string) {
  await handshakes.verifyOctets(partyOf(this, name), octets);
});

Then('{player} has the service word {int}', function (this: Scenario, name: string, word: number) {
  handshakes.verifyWord('service', partyOf(this, name), word);
});

Then('{player} has a service word above {int}', function (this: Scenario, name: string, least: number) {
  handshakes.verifyWordAbove('service', partyOf(this, name), least);
});

Then('{player} has the instance {int}', function (this: Scenario, name: string, instance: number) {
  handshakes.verifyWord('instance', partyOf(this, name), instance);
});

Then('{player} has an instance', function (this: Scenario, name: string) {
  handshakes.verifyWordAbove('instance', partyOf(this, name), 0);
});

Then('{player} has the next instance after {player}', function (this: Scenario, name: string, other: string) {
  handshakes.verifyNextInstance(partyOf(this, name), partyOf(this, other));
});

Then('{player} and {player} have the same service word', function (this: Scenario, one: string, other: string) {
  handshakes.verifySameService(partyOf(this, one), partyOf(this, other), true);
});

Then('{player} and {player} have different service words', function (this: Scenario, one: string, other: string) {
  handshakes.verifySameService(partyOf(this, one), partyOf(this, other), false);
});

Then('{player} and {player} have the same node', function (this: Scenario, one: string, other: string) {
  handshakes.verifySameNode(partyOf(this, one), partyOf(this, other));
});

Then('{player} is still served', async function (this: Scenario, name: string) {
  await handshakes.verifyStillServed(partyOf(this, name));
});

Then('a new endpoint is served', async function (this: Scenario) {
  await handshakes.verifyServed(stageOf(this));
});
