/** Steps with a node under test; the suite is its owner. */
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import * as owner from '../../src/check/job/as-owner.ts';
import { allOctets, fileJob, filling, octets, programJob, readParts, readPhrase } from '../../src/check/job/phrase.ts';
import { expectEvent, say, tell } from '../../src/check/job/stage.ts';
import * as strays from '../../src/check/job/strays.ts';
import * as verify from '../../src/check/job/verify.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';
import { marked, numbersOf, words } from './tables.ts';

Given('a node', async function (this: Scenario) {
  await owner.startNode(stageOf(this));
});

Given(
  'a node of version {string} with the modules {string}',
  async function (this: Scenario, version: string, modules: string) {
    await owner.startNode(stageOf(this), { version, modules: words(modules) });
  },
);

Given('a node that may not run programs', async function (this: Scenario) {
  await owner.startNode(stageOf(this), { programs: false });
});

Given('a node with these limits:', async function (this: Scenario, table: DataTable) {
  await owner.startNode(stageOf(this), { limits: numbersOf(table) });
});

Given('a node with these timers:', async function (this: Scenario, table: DataTable) {
  await owner.startNode(stageOf(this), { timers: numbersOf(table) });
});

Given('the node is {state}', async function (this: Scenario, state: owner.NodeStateWord) {
  await owner.reach(stageOf(this), state);
});

Given('a/an {state} node', async function (this: Scenario, state: owner.NodeStateWord) {
  await owner.startNode(stageOf(this));
  await owner.reach(stageOf(this), state);
});

Given('a ready node with a program that runs on', async function (this: Scenario) {
  await owner.startNode(stageOf(this));
  await owner.reach(stageOf(this), 'ready', 'sleep 10');
});

Given('a working node with a program of {float} second(s)', async function (this: Scenario, seconds: number) {
  await owner.startNode(stageOf(this));
  await owner.reach(stageOf(this), 'working', `sleep ${seconds}`);
});

Given('the node works on a program that writes in the background', async function (this: Scenario) {
  await strays.workOnWriter(stageOf(this), marked(this, '{mark}'));
});

Given('the node has done a program that left a deaf child behind', async function (this: Scenario) {
  await strays.leaveDeafWriter(stageOf(this), marked(this, '{mark}'));
});

Given('the owner has accepted the Join', async function (this: Scenario) {
  await owner.acceptJoin(stageOf(this));
});

Given('the owner has had the job done:', async function (this: Scenario, table: DataTable) {
  await owner.giveJob(stageOf(this), readParts(table.raw()));
});

Given('the node has left', async function (this: Scenario) {
  await owner.letLeave(stageOf(this));
});

Given('the node was killed and is idle again', async function (this: Scenario) {
  await owner.killAndReturn(stageOf(this));
});

When('the node is told to connect', async function (this: Scenario) {
  await owner.tellConnect(stageOf(this));
});

When('the node is told to leave', function (this: Scenario) {
  tell(stageOf(this), 'leave', {});
});

When('the node is told to stop', function (this: Scenario) {
  tell(stageOf(this), 'stop', { role: 'node' });
});

When('the node is told to disconnect', function (this: Scenario) {
  tell(stageOf(this), 'disconnect', { reason: 'told by the test' });
});

When('the owner gives the job:', async function (this: Scenario, table: DataTable) {
  const rows = table.raw().map((cells) => cells.map((cell) => marked(this, cell)));
  await owner.giveJob(stageOf(this), readParts(rows));
});

When('the owner gives a job of one file {int} times', async function (this: Scenario, times: number) {
  await owner.giveJobs(stageOf(this), times);
});

When('the owner gives a job of one file of {int} octets', async function (this: Scenario, count: number) {
  await owner.giveJob(stageOf(this), fileJob(count));
});

When('the owner has the program run:', async function (this: Scenario, script: string) {
  await owner.giveJob(stageOf(this), programJob(script));
});

When('the owner has the job done', async function (this: Scenario) {
  await owner.haveDone(stageOf(this));
});

Then(
  'the owner receives Join of version {string} with the modules {string}',
  async function (this: Scenario, version: string, modules: string) {
    const { probe } = await owner.meetNode(stageOf(this));
    verify.verifyJoin(await probe.expect(readPhrase('Join')), version, words(modules));
  },
);

Then('a connection comes that begins with Join', async function (this: Scenario) {
  await owner.hearJoin(stageOf(this));
});

Then('the node could join', async function (this: Scenario) {
  await verify.verifyConnect(stageOf(this), true);
});

Then('the node could not join', async function (this: Scenario) {
  await verify.verifyConnect(stageOf(this), false);
});

Then('the node tells idle', async function (this: Scenario) {
  await say(partyOf(this, 'the owner'), readPhrase('Status'));
  await partyOf(this, 'the owner').probe.expect(readPhrase('Status idle'));
});

for (const words of ['reports', 'has reported']) {
  Then(`the node ${words} that the connection closed`, async function (this: Scenario) {
    await expectEvent(stageOf(this), 'closed', ({ event }) => event === 'closed');
  });
}

Then('nothing that the program started writes any more', async function (this: Scenario) {
  await strays.verifySilent(stageOf(this), marked(this, '{mark}'));
});

Then('no start is told to be earlier than the one before', function (this: Scenario) {
  verify.verifyStartsInTurn(stageOf(this));
});

Then('the results are:', function (this: Scenario, table: DataTable) {
  verify.verifyResults(
    stageOf(this),
    table.raw().map(([cell = '']) => octets(cell)),
  );
});

Then('the first result has {int} octets', function (this: Scenario, count: number) {
  verify.verifyResults(stageOf(this), [new Uint8Array(count)]);
});

Then('the first result is the file of {int} octets', function (this: Scenario, count: number) {
  verify.verifyResults(stageOf(this), [filling(count)]);
});

Then('the result is empty', function (this: Scenario) {
  verify.verifyResults(stageOf(this), [octets('')]);
});

Then('the result is all octets', function (this: Scenario) {
  verify.verifyResults(stageOf(this), [allOctets]);
});

Then('the owner has received {int} right results', function (this: Scenario, count: number) {
  const wanted = Array.from({ length: count }, (_, index) => octets(`content ${index + 1}`));
  verify.verifyResults(stageOf(this), wanted);
});

Then('the log is:', function (this: Scenario, text: string) {
  verify.verifyResults(stageOf(this), [octets(`${text}\n`)]);
});

Then(
  'the log has, in any order, {string} and {string} and then {string}',
  function (this: Scenario, one: string, two: string, last: string) {
    verify.verifyLogLines(stageOf(this), [one, two], last);
  },
);

Then('the log ends with {string}', function (this: Scenario, last: string) {
  verify.verifyLogEnd(stageOf(this), last);
});
