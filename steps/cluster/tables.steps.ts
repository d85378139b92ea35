/**
 * Steps of net tables, and of the nodes that the node under test tells of.
 * Leaves out how a table comes about (net.steps.ts).
 */
import { type DataTable, Given, Then } from '@cucumber/cucumber';
import { playerName, settle } from '../../src/check/cluster/as-net.ts';
import * as lookout from '../../src/check/cluster/lookout.ts';
import { figureOf, playerOf } from '../../src/check/cluster/stage.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import * as tables from '../../src/check/cluster/tables.ts';
import type { Scenario } from '../support/scenario.ts';
import { rowsIn } from './rows.ts';
import { partyOf, stageOf } from './stage.ts';

Given('{figure} has received all tables', async function (this: Scenario, name: string) {
  await settle(stageOf(this), name);
});

Given('a second goes by', async function (this: Scenario) {
  await this.world.until(() => undefined, 1_100_000);
});

Given('the nodes of the net are noted', async function (this: Scenario) {
  await lookout.noteNodes(stageOf(this));
});

Then('the nodes of the net are as noted', async function (this: Scenario) {
  await lookout.expectNodes(stageOf(this), stageOf(this).noted);
});

Then('the nodes of the net are:', async function (this: Scenario, table: DataTable) {
  await lookout.expectNodes(stageOf(this), rowsIn(table));
});

Then(
  '{figure} receives a join answer with these nodes:',
  async function (this: Scenario, name: string, rows: DataTable) {
    const stage = stageOf(this);
    const table = await tables.hearTable(stage, playerOf(stage, playerName(name)), 'join answer');
    tables.verifyRows(table, rowsIn(rows));
    figureOf(stage, name).address = tables.entryOf(table, name).address;
  },
);

Then(
  '{player} receives {packet} with the same table',
  async function (this: Scenario, name: string, { title }: Phrase) {
    await tables.hearSame(stageOf(this), partyOf(this, name), title);
  },
);

Then('the table has these nodes:', function (this: Scenario, rows: DataTable) {
  tables.verifyRows(tables.tableOf(stageOf(this)), rowsIn(rows));
});

Then('the table is of the net {string} with its UUID', function (this: Scenario, name: string) {
  const { name: seen, uuid } = tables.tableOf(stageOf(this));
  tables.verifyPart('the net', seen, name);
  tables.verifyPart('the UUID of the net', uuid, stageOf(this).node.net.uuid);
});

Then(
  'the table has of {string} its UUID, its port and the network address {ip}',
  function (this: Scenario, name: string, ip: string) {
    const entry = tables.entryOf(tables.tableOf(stageOf(this)), name);
    const { uuid, at } = figureOf(stageOf(this), name);
    tables.verifyEntry(entry, { uuid, port: at.port, ip });
  },
);

Then('the table has of {string} its UUID and its port', function (this: Scenario, name: string) {
  const { node, nodeAt } = stageOf(this);
  tables.verifyEntry(tables.entryOf(tables.tableOf(stageOf(this)), name), { uuid: node.uuid, port: nodeAt?.port ?? 0 });
});

Then('the table has of {string} the network address {ip}', function (this: Scenario, name: string, ip: string) {
  tables.verifyEntry(tables.entryOf(tables.tableOf(stageOf(this)), name), { ip });
});

Then('the table is dated now', function (this: Scenario) {
  tables.verifyDatedNow(stageOf(this));
});

Then('the table is dated later than before', function (this: Scenario) {
  tables.verifyDatedLater(stageOf(this));
});

Then(
  '{player} receives {packet} that tells of {string} what {string} told',
  async function (this: Scenario, name: string, { title }: Phrase, node: string, _teller: string) {
    await tables.hearTable(stageOf(this), partyOf(this, name), title);
    tables.verifySameEntry(stageOf(this), node, 1);
  },
);

Then(
  '{player} receives {packet} that tells of {string} what it told before',
  async function (this: Scenario, name: string, { title }: Phrase, node: string) {
    await tables.hearTable(stageOf(this), partyOf(this, name), title);
    tables.verifySameEntry(stageOf(this), node, 2);
  },
);

Then(
  '{player} receives {packet} that is dated as the newer table was',
  async function (this: Scenario, name: string, { title }: Phrase) {
    const { timestamp } = await tables.hearTable(stageOf(this), partyOf(this, name), title);
    tables.verifyPart('the date', timestamp, tables.tableOf(stageOf(this), 1).timestamp);
  },
);

Then('{player} receives {packet} that is dated later', async function (this: Scenario, name: string, phrase: Phrase) {
  await tables.hearTable(stageOf(this), partyOf(this, name), phrase.title);
  tables.verifyDatedLater(stageOf(this));
});

Then(
  '{player} receives {packet} that is of the net {string} with its UUID',
  async function (this: Scenario, name: string, { title }: Phrase, net: string) {
    const table = await tables.hearTable(stageOf(this), partyOf(this, name), title);
    tables.verifyPart('the net', table.name, net);
    tables.verifyPart('the UUID of the net', table.uuid, stageOf(this).node.net.uuid);
  },
);

Then('the nodes of the net have no {string}', async function (this: Scenario, name: string) {
  await lookout.expectWithout(stageOf(this), name);
});

Then('the table has sub-nodes called 0001, 0002 and 0003', function (this: Scenario) {
  tables.verifyPart('names', tables.subNodesOf(stageOf(this)).join(), '0001,0002,0003');
});

Then('each of them has exactly these values:', function (this: Scenario, rows: DataTable) {
  for (const name of tables.subNodesOf(stageOf(this)))
    tables.verifyPart(name, tables.valuesOf(stageOf(this), name), rowsIn(rows).join());
});

Then('the table has exactly these values:', function (this: Scenario, rows: DataTable) {
  tables.verifyPart('values', tables.valuesOf(stageOf(this), ''), rowsIn(rows).join());
});
