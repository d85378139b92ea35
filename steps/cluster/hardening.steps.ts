/** Steps of peers that are a burden, or pretend to be what they are not. */
import { Given, Then, When } from '@cucumber/cucumber';
import { startNode } from '../../src/check/cluster/as-endpoint.ts';
import { sendTable } from '../../src/check/cluster/as-net.ts';
import * as pressure from '../../src/check/cluster/pressure.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { withoutFigure } from '../../src/check/cluster/newer-table.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

Given("a node that has the page's times", async function (this: Scenario) {
  await startNode(stageOf(this), { timers: {} });
});

When('{int} strangers connect without a word', async function (this: Scenario, count: number) {
  await pressure.connectSilent(stageOf(this), count);
});

When(
  '{int} endpoints announce a payload of {int} octets each',
  async function (this: Scenario, count: number, size: number) {
    await pressure.announceMany(stageOf(this), count, size);
  },
);

When('{player} sends {int} MiB to {address}', async function (this: Scenario, name: string, count: number, to: string) {
  await pressure.sendMebis(stageOf(this), partyOf(this, name), to, count);
});

When('{player} reads no more', function (this: Scenario, name: string) {
  partyOf(this, name).probe.link.pause();
});

When('{player} says nothing for {float} seconds', async function (this: Scenario, name: string, seconds: number) {
  await partyOf(this, name).probe.expectNothing(Math.round(seconds * 1_000_000));
});

When('{player} sends a ping of {int} MiB to the node', async function (this: Scenario, name: string, count: number) {
  await pressure.sendLargePing(stageOf(this), partyOf(this, name), count);
});

Then('{player} receives the answer of {int} MiB', async function (this: Scenario, name: string, count: number) {
  await pressure.hearLargePing(partyOf(this, name), count);
});

When(
  '{player} sends a newer table without {figure} as {packet}',
  async function (this: Scenario, name: string, figure: string, { verb }: Phrase) {
    await sendTable(stageOf(this), partyOf(this, name), verb, withoutFigure(stageOf(this), figure));
  },
);
