/**
 * Steps of connections between the node under test and nodes of the suite.
 * Leaves out joining (net.steps.ts) and what tables say (tables.steps.ts).
 */
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import * as net from '../../src/check/cluster/as-net.ts';
import * as connecting from '../../src/check/cluster/connecting.ts';
import { tableIn } from '../../src/check/cluster/made-tables.ts';
import { type Phrase, readPhrase } from '../../src/check/cluster/phrase.ts';
import { playerOf, saidOf } from '../../src/check/cluster/stage.ts';
import { hearTable, verifyRows } from '../../src/check/cluster/tables.ts';
import type { Scenario } from '../support/scenario.ts';
import { rowsIn } from './rows.ts';
import { partyOf, stageOf } from './stage.ts';

for (const words of ['joins', 'has joined']) {
  Given(`{figure} ${words} and listens`, async function (this: Scenario, name: string) {
    await net.addFigure(stageOf(this), name, true);
    await net.joinNet(stageOf(this), name);
  });
}

When('the node dials {figure}', async function (this: Scenario, name: string) {
  await connecting.hearDial(stageOf(this), name);
});

Then('the node connects to {figure} and to {figure}', async function (this: Scenario, one: string, other: string) {
  await connecting.takeDials(stageOf(this), [one, other]);
});

When('{figure} answers with {answer}', async function (this: Scenario, name: string, what: string) {
  await connecting.answerWith(stageOf(this), name, what);
});

When('{figure} answers in pieces', async function (this: Scenario, name: string) {
  await connecting.answerInPieces(stageOf(this), name);
});

/** The subject's own timers do the rest; the demand that follows has a deadline. */
When('{figure} says nothing', function (this: Scenario, _name: string) {
  return undefined;
});

Then('the first packet for {figure} is connect', async function (this: Scenario, name: string) {
  await connecting.hearFirst(stageOf(this), name);
});

When('{figure} connects a second time', async function (this: Scenario, name: string) {
  await connecting.connectAgain(stageOf(this), name);
});

Given('{figure} answers nothing any more', function (this: Scenario, name: string) {
  connecting.playing(stageOf(this), name).dialect.answersPings = false;
});

When('{figure} connects at the same time', async function (this: Scenario, name: string) {
  await connecting.connectAtOnce(stageOf(this), name);
});

Then('the node and {figure} are connected', async function (this: Scenario, name: string) {
  await connecting.verifyConnected(stageOf(this), name);
});

When('two passes go by', async function (this: Scenario) {
  await connecting.letPassesGo(stageOf(this));
});

Then('the node has dialled {figure} once', function (this: Scenario, name: string) {
  connecting.verifyDials(stageOf(this), name, 1);
});

for (const words of ['sends', 'has sent']) {
  When(
    `{figure} ${words} {packet} with {madeTable}`,
    async function (this: Scenario, name: string, { verb }: Phrase, table: string) {
      const octets = await tableIn(stageOf(this), table, name);
      await net.sendTable(stageOf(this), playerOf(stageOf(this), net.playerName(name)), verb, octets);
    },
  );
}

When(
  '{player} sends {packet} with a table of {string} alone',
  async function (this: Scenario, name: string, { verb }: Phrase, joiner: string) {
    const octets = await tableIn(stageOf(this), `a newer table of "${joiner}" alone`, '');
    await net.sendTable(stageOf(this), partyOf(this, name), verb, octets);
  },
);

When(
  '{figure} sends in pieces {packet} with an older table, and a ping',
  async function (this: Scenario, name: string, { verb }: Phrase) {
    const player = playerOf(stageOf(this), net.playerName(name));
    const first = net.tableOfSender(player, verb, await tableIn(stageOf(this), 'an older table', name));
    await player.probe.sendCut([first, saidOf(stageOf(this), player, readPhrase('ping'), 'the node')], this.axis);
  },
);

Then(
  '{figure} receives {packet} with these nodes:',
  async function (this: Scenario, name: string, { title }: Phrase, rows: DataTable) {
    const player = playerOf(stageOf(this), net.playerName(name));
    verifyRows(await hearTable(stageOf(this), player, title), rowsIn(rows));
  },
);

Then('the node serves {figure} or has ended the connection', async function (this: Scenario, name: string) {
  await connecting.verifyServedOrEnded(stageOf(this), playerOf(stageOf(this), net.playerName(name)));
});
