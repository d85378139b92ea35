/**
 * Steps with a node under test that joins a net of the suite.
 * Leaves out joining its own (net.steps.ts).
 */
import { Given, Then, When } from '@cucumber/cucumber';
import { startOffline, freeAddress } from '../../src/check/cluster/as-endpoint.ts';
import * as acceptor from '../../src/check/cluster/as-acceptor.ts';
import { playing } from '../../src/check/cluster/connecting.ts';
import { octets } from '../../src/check/cluster/phrase.ts';
import { figureOf } from '../../src/check/cluster/stage.ts';
import { verifyPart } from '../../src/check/cluster/tables.ts';
import { partsOf, verbs } from '../../src/protocols/cluster/index.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

Given('a node in no net', async function (this: Scenario) {
  await startOffline(stageOf(this));
});

Given('{figure} has a net', async function (this: Scenario, name: string) {
  await acceptor.foundNet(stageOf(this), name);
});

Given('{figure} has a net with {figure} in it', async function (this: Scenario, name: string, other: string) {
  await acceptor.foundNet(stageOf(this), name, other);
});

When('the node is told to join', async function (this: Scenario) {
  const [first] = stageOf(this).figures.keys();
  await acceptor.tellJoinNet(stageOf(this), figureOf(stageOf(this), first ?? '').at);
});

When('the node is told to join where nobody listens', async function (this: Scenario) {
  await acceptor.tellJoinNet(stageOf(this), await freeAddress(stageOf(this)));
});

Given('the node has joined at {figure}', async function (this: Scenario, name: string) {
  await acceptor.haveJoin(stageOf(this), name);
});

When('the node joins at {figure} again', async function (this: Scenario, name: string) {
  await acceptor.haveJoinAgain(stageOf(this), name);
});

Then('{figure} is asked to let the node join', async function (this: Scenario, name: string) {
  await acceptor.hearAsked(stageOf(this), name);
});

When('{figure} lets the node in', async function (this: Scenario, name: string) {
  await acceptor.letIn(stageOf(this), name);
});

When('{figure} refuses the node', async function (this: Scenario, name: string) {
  await acceptor.refuseJoin(stageOf(this), name);
});

Then('{figure} receives a join of the node', async function (this: Scenario, name: string) {
  await acceptor.hearJoin(stageOf(this), playing(stageOf(this), name));
});

When('{figure} sends the join answer', async function (this: Scenario, name: string) {
  await acceptor.answerJoin(stageOf(this), playing(stageOf(this), name));
});

When('{figure} sends update nodes in place of the join answer', async function (this: Scenario, name: string) {
  await acceptor.answerJoin(stageOf(this), playing(stageOf(this), name), verbs.updateNodes);
});

When('{figure} sends a join answer that is no table', async function (this: Scenario, name: string) {
  const player = playing(stageOf(this), name);
  await acceptor.answerJoin(stageOf(this), player, verbs.joinAnswer, octets('no table at all'));
});

Then('the node has joined the net of {figure}', async function (this: Scenario, _name: string) {
  await acceptor.verifyJoined(stageOf(this));
});

Then('the node has not joined', async function (this: Scenario) {
  await acceptor.verifyFailed(stageOf(this));
});

Then('{player} is an endpoint of the node with the word {int}', function (this: Scenario, name: string, word: number) {
  verifyPart('the node word', partsOf(partyOf(this, name).self).node, word);
});
