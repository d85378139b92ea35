/** Steps with an owner under test; the suite is its nodes. */
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import * as node from '../../src/check/job/as-node.ts';
import { expectAskedAgain } from '../../src/check/job/asking.ts';
import { allOctets, fileJob, filling, octets, readParts, readPhrase, retJob } from '../../src/check/job/phrase.ts';
import { ask, expectEvent, say } from '../../src/check/job/stage.ts';
import * as verify from '../../src/check/job/verify.ts';
import { quietUs } from '../../src/check/probe.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';
import { numbersOf } from './tables.ts';

Given('an owner', async function (this: Scenario) {
  await node.startOwner(stageOf(this));
});

Given('an owner with these limits:', async function (this: Scenario, table: DataTable) {
  await node.startOwner(stageOf(this), { limits: numbersOf(table) });
});

Given('an owner with these timers:', async function (this: Scenario, table: DataTable) {
  await node.startOwner(stageOf(this), { timers: numbersOf(table) });
});

for (const words of ['connects', 'has connected']) {
  Given(`{party} ${words}`, async function (this: Scenario, name: string) {
    await node.connectNode(stageOf(this), name);
  });
}

for (const words of ['joins', 'has joined']) {
  Given(`{party} ${words}`, async function (this: Scenario, name: string) {
    await node.joinNode(stageOf(this), name);
  });
}

Given('the second node has left', async function (this: Scenario) {
  await node.leaveOwner(stageOf(this), 'the second node');
});

Given('a job is submitted', async function (this: Scenario) {
  await node.submit(stageOf(this), node.anyJob);
});

Given('a job of one file of {int} octets is submitted', async function (this: Scenario, count: number) {
  await node.submit(stageOf(this), fileJob(count));
});

Given('a job of {int} Rets is submitted', async function (this: Scenario, count: number) {
  await node.submit(stageOf(this), retJob(count));
});

Given('the job is submitted:', async function (this: Scenario, table: DataTable) {
  await node.submit(stageOf(this), readParts(table.raw()));
});

Given('the job is stopped', async function (this: Scenario) {
  await ask(stageOf(this), 'stop-job', { job: node.lastJob(stageOf(this)).id });
});

Given('{party} {progress} a job', async function (this: Scenario, name: string, how: node.NodeProgress) {
  await node.submit(stageOf(this), node.anyJob);
  await node.progress(stageOf(this), name, how);
});

Given(
  '{party} {progress} the job:',
  async function (this: Scenario, name: string, how: node.NodeProgress, table: DataTable) {
    await node.submit(stageOf(this), readParts(table.raw()));
    await node.progress(stageOf(this), name, how);
  },
);

Given('{party} {progress} that job', async function (this: Scenario, name: string, how: node.NodeProgress) {
  await node.progress(stageOf(this), name, how);
});

Given('{party} has a job in transfer', async function (this: Scenario, name: string) {
  await node.submit(stageOf(this), node.anyJob);
  await node.progress(stageOf(this), name, 'in transfer');
});

Given('{party} has a job of one part in transfer', async function (this: Scenario, name: string) {
  await node.submit(stageOf(this), readParts([['Ret', 'one']]));
  await node.progress(stageOf(this), name, 'in transfer');
});

Given('{party} has a job ready to start', async function (this: Scenario, name: string) {
  await node.submit(stageOf(this), node.anyJob);
  await node.progress(stageOf(this), name, 'ready to start');
});

Given('{party} has done a job', async function (this: Scenario, name: string) {
  await node.submit(stageOf(this), readParts([['Ret', 'one']]));
  await node.doJob(stageOf(this), name, ['content']);
  await verify.expectJobEvent(stageOf(this), 'job-finished');
});

Given('{int} nodes in turn were lost with a job', async function (this: Scenario, count: number) {
  await node.submit(stageOf(this), node.anyJob);
  await node.loseNodes(stageOf(this), count);
});

When('{party} takes every part', async function (this: Scenario, name: string) {
  await node.takeParts(partyOf(this, name));
});

for (const words of ['takes', 'has taken']) {
  When(`{party} ${words} every part but the last`, async function (this: Scenario, name: string) {
    await node.takeParts(partyOf(this, name), node.lastJob(stageOf(this)).parts.length);
  });
}

When('{party} rejects the {word} and accepts the rest', async function (this: Scenario, name: string, title: string) {
  await node.rejectPart(partyOf(this, name), title);
});

When('{party} rejects every part', async function (this: Scenario, name: string) {
  await node.rejectParts(partyOf(this, name));
});

When('{party} accepts what it was asked and all that follows', async function (this: Scenario, name: string) {
  await node.acceptAll(partyOf(this, name));
});

When('{party} does the job with the results:', async function (this: Scenario, name: string, table: DataTable) {
  await node.doJob(
    stageOf(this),
    name,
    table.raw().map(([cell = '']) => cell),
  );
});

When('{party} does {int} jobs of one Ret', async function (this: Scenario, name: string, count: number) {
  for (let number = 1; number <= count; number += 1) {
    await node.submit(stageOf(this), readParts([['Ret', 'one']]));
    await node.doJob(stageOf(this), name, [`content ${number}`]);
  }
});

Given('{party} has received Stop if the owner sends it now', async function (this: Scenario, name: string) {
  await node.noteStop(stageOf(this), partyOf(this, name));
});

When('{party} rejects the Stop that it has received', async function (this: Scenario, name: string) {
  const party = partyOf(this, name);
  if (party.dialect.unanswered.includes('Stop')) await say(party, readPhrase('Reject'));
});

Then('{party} has received the files before the controls', function (this: Scenario, name: string) {
  verify.verifyFilesFirst(partyOf(this, name));
});

Then('{party} has received the whole job', function (this: Scenario, name: string) {
  verify.verifyParts(stageOf(this), partyOf(this, name));
});

Then('{party} is given the whole job', async function (this: Scenario, name: string) {
  await node.takeParts(partyOf(this, name));
  verify.verifyParts(stageOf(this), partyOf(this, name));
});

Then('{party} is given no job', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectNothing(quietUs(this.world));
});

Then('{party} gives no answer and receives nothing but Status', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectNothing(quietUs(this.world), ['Status']);
});

Then(
  '{party} answers every Status and receives nothing else for {float} second(s)',
  async function (this: Scenario, name: string, seconds: number) {
    await partyOf(this, name).probe.expectNothing(seconds * 1_000_000);
  },
);

Then('{party} receives Status again after its answer', async function (this: Scenario, name: string) {
  await say(partyOf(this, name), readPhrase('Status idle'));
  await partyOf(this, name).probe.expect(readPhrase('Status'));
});

Then('{party} is asked for its status before the first part', async function (this: Scenario, name: string) {
  await verify.expectAsked(partyOf(this, name));
});

Given('{party} tells status {int}', function (this: Scenario, name: string, value: number) {
  partyOf(this, name).dialect.tell(value);
});

Then(
  '{party} that tells status {int} is asked again {int} time(s), a second apart, and given the job when it is idle',
  async function (this: Scenario, name: string, value: number, times: number) {
    await expectAskedAgain(stageOf(this), partyOf(this, name), value, times);
  },
);

Then(
  '{party} receives at least {int} Status and then Disconnect',
  async function (this: Scenario, name: string, least: number) {
    await verify.expectQueries(partyOf(this, name), least);
  },
);

Then('the owner reports that {nodeReport}', async function (this: Scenario, event: string) {
  await expectEvent(stageOf(this), event, (seen) => seen.event === event);
});

for (const words of ['reports', 'has reported']) {
  Then(`the owner ${words} that {jobReport}`, async function (this: Scenario, event: string) {
    await verify.expectJobEvent(stageOf(this), event);
  });
}

Then('the owner reports the results:', async function (this: Scenario, table: DataTable) {
  const wanted = table.raw().map(([name = '', content = '']) => [name, octets(content)] as const);
  await verify.expectResults(stageOf(this), wanted);
});

Then('the owner reports the first result as all octets', async function (this: Scenario) {
  await verify.expectResults(stageOf(this), [
    ['one', allOctets],
    ['two', octets('second')],
  ]);
});

Then(
  'the owner reports the result {string} of {int} octets',
  async function (this: Scenario, name: string, count: number) {
    await verify.expectResults(stageOf(this), [[name, filling(count)]]);
  },
);

Then('the owner reports nothing of the job', async function (this: Scenario) {
  await verify.verifyOutcomes(stageOf(this), 0);
});

Then('the owner reports exactly one outcome of the job', async function (this: Scenario) {
  await verify.verifyOutcomes(stageOf(this), 1);
});

Then('the owner has reported {int} right outcomes', async function (this: Scenario, count: number) {
  await verify.verifyManyOutcomes(stageOf(this), count, (number) => `content ${number}`);
});
