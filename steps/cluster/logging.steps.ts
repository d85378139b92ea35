/** Steps of log lines: `logs` is said by an endpoint, `is told` is demanded for a logger. Leaves out records that are none. */
import { defineParameterType, Then, When } from '@cucumber/cucumber';
import * as lines from '../../src/check/cluster/log-lines.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { addressFor, hear, verifyPayload } from '../../src/check/cluster/stage.ts';
import { quietUs } from '../../src/check/probe.ts';
import { verbs } from '../../src/protocols/cluster/index.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

/** A line of log: `"hello"`, `256 octets`. */
defineParameterType({ name: 'line', regexp: lines.linePattern, transformer: lines.readLine });

When('{player} logs {line}', async function (this: Scenario, name: string, line: Uint8Array) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  await lines.sendRecord(stage, party, verbs.logPrimary, stage.server, lines.recordOf(party.self, line));
});

When('{player} logs {line} as {address}', async function (this: Scenario, name: string, line: Uint8Array, as: string) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  const record = lines.recordOf(addressFor(stage, party, as), line);
  await lines.sendRecord(stage, party, verbs.logPrimary, stage.server, record);
});

When('{player} logs {int} lines', async function (this: Scenario, name: string, count: number) {
  await lines.logMany(stageOf(this), partyOf(this, name), count);
});

When(
  '{player} sends a record of {line} as {packet} to {address}',
  async function (this: Scenario, name: string, line: Uint8Array, { verb }: Phrase, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await lines.sendRecord(stage, party, verb, addressFor(stage, party, to), lines.recordOf(party.self, line));
  },
);

Then(
  '{player} is told {line} by {address}',
  async function (this: Scenario, name: string, line: Uint8Array, by: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await lines.hearLine(stage, party, line, addressFor(stage, party, by));
  },
);

Then('{player} is told {int} lines in order', async function (this: Scenario, name: string, count: number) {
  const stage = stageOf(this);
  await lines.hearMany(stage, partyOf(this, name), count);
});

Then('{player} is told no line of {address}', async function (this: Scenario, name: string, author: string) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  await lines.hearNoLineOf(stage, party, addressFor(stage, party, author), quietUs(this.world));
});

Then(
  '{player} receives the record of {line} as {packet} from {address}',
  async function (this: Scenario, name: string, line: Uint8Array, phrase: Phrase, from: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    verifyPayload(await hear(stage, party, phrase, from), lines.recordOf(lines.lastAuthor(stage), line));
  },
);
