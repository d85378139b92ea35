/**
 * Steps with an endpoint under test; the suite is its node, the server.
 * Leaves out nodes under test.
 */
import { Given, Then, When } from '@cucumber/cucumber';
import * as server from '../../src/check/cluster/as-server.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { ask } from '../../src/check/cluster/stage.ts';
import { parseAddress } from '../../src/protocols/cluster/index.ts';
import { fromHex } from '../../src/lib/hex.ts';
import type { Scenario } from '../support/scenario.ts';
import { stageOf } from './stage.ts';

const octetsOf = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''));

Given('an endpoint as {endpointKind}', async function (this: Scenario, what: string) {
  await server.startKnown(stageOf(this), what);
});

Given('an endpoint of {string} called {string}', async function (this: Scenario, id: string, name: string) {
  await server.startCustom(stageOf(this), id, name);
});

Given(
  'an endpoint whose identifier has {int} and whose name has {int} octets',
  async function (this: Scenario, identifier: number, name: number) {
    await server.startCustom(stageOf(this), 'i'.repeat(identifier), 'n'.repeat(name));
  },
);

When('the endpoint is told to connect', async function (this: Scenario) {
  await server.tellConnect(stageOf(this));
});

When('the endpoint is told to connect where nobody listens', async function (this: Scenario) {
  await server.tellConnectNowhere(stageOf(this));
});

Given('the endpoint is connected', async function (this: Scenario) {
  await server.takeEndpoint(stageOf(this));
});

Then('the server receives the handshake {string}', async function (this: Scenario, octets: string) {
  await server.hearHandshake(stageOf(this), octetsOf(octets));
});

Then(
  'the server receives the handshake of a service with {int} and {int} octets',
  async function (this: Scenario, identifier: number, name: number) {
    await server.hearHandshake(stageOf(this), server.longHandshake(identifier, name));
  },
);

When('the server answers with {digits} and {digits}', async function (this: Scenario, object: string, node: string) {
  await server.answerEndpoint(stageOf(this), object, node);
});

When(
  'the server answers in pieces with {digits} and {digits}',
  async function (this: Scenario, object: string, node: string) {
    await server.answerEndpoint(stageOf(this), object, node, true);
  },
);

When('the server answers with the octets {string}', async function (this: Scenario, octets: string) {
  await server.answerOctets(stageOf(this), octetsOf(octets));
});

When('the server takes the handshake and ends the connection', async function (this: Scenario) {
  (await server.hearAny(stageOf(this))).probe.end();
});

Then('the endpoint is connected as {digits} to {digits}', async function (this: Scenario, self: string, node: string) {
  await server.verifyConnected(stageOf(this), parseAddress(self), parseAddress(node));
});

for (const words of ['is not connected', 'is not connected in the end']) {
  Then(`the endpoint ${words}`, async function (this: Scenario) {
    await server.verifyNotConnected(stageOf(this));
  });
}

When('the server sends {packet}', async function (this: Scenario, phrase: Phrase) {
  await server.sendTo(stageOf(this), phrase);
});

When('the server sends {packet} from {digits}', async function (this: Scenario, phrase: Phrase, from: string) {
  await server.sendTo(stageOf(this), phrase, { from });
});

When('the server sends {packet} for {digits}', async function (this: Scenario, phrase: Phrase, to: string) {
  await server.sendTo(stageOf(this), phrase, { to });
});

When('the server sends {packet} and then {packet}', async function (this: Scenario, one: Phrase, two: Phrase) {
  await server.sendTwo(stageOf(this), one, two);
});

When('the server sends {int} packets at once', async function (this: Scenario, count: number) {
  await server.sendMany(stageOf(this), count);
});

Then('the endpoint is handed {packet}', async function (this: Scenario, phrase: Phrase) {
  await server.verifyHanded(stageOf(this), phrase);
});

Then('the endpoint is handed {packet} from {digits}', async function (this: Scenario, phrase: Phrase, from: string) {
  await server.verifyHanded(stageOf(this), phrase, { from });
});

Then('the endpoint is handed {packet} for {digits}', async function (this: Scenario, phrase: Phrase, to: string) {
  await server.verifyHanded(stageOf(this), phrase, { to });
});

Then('the endpoint is handed {int} packets in their order', async function (this: Scenario, count: number) {
  await server.verifyMany(stageOf(this), count);
});

When('the endpoint is told to send {packet} to {digits}', async function (this: Scenario, phrase: Phrase, to: string) {
  await server.haveSend(stageOf(this), phrase, to);
});

Then('the server receives {packet} for {digits}', async function (this: Scenario, phrase: Phrase, to: string) {
  await server.hearFrom(stageOf(this), phrase, to);
});

When('the endpoint is told to disconnect', async function (this: Scenario) {
  await ask(stageOf(this), 'disconnect', {});
});

Then('the endpoint tells once that its connection ended', async function (this: Scenario) {
  await server.verifyClosed(stageOf(this));
});
