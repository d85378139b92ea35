/** Steps of launching job hosts: packages are sent, statuses come; hosts that run are given tables and tasks. */
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import * as launches from '../../src/check/cluster/launches.ts';
import { packagePattern, readPackageWords } from '../../src/check/cluster/packages.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { ask, verifyAddress, verifyPayload } from '../../src/check/cluster/stage.ts';
import { quietUs } from '../../src/check/probe.ts';
import { openNet } from '../../src/check/cluster/as-endpoint.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

/** A package in words: `a package for nobody`, `a kernel that waits`. */
defineParameterType({ name: 'package', regexp: packagePattern, transformer: readPackageWords });

/** A launch status: `8004`. */
defineParameterType({
  name: 'code',
  regexp: /[0-9A-F]{4}/,
  transformer: (digits: string) => Number.parseInt(digits, 16),
});

for (const words of ['launches', 'has launched']) {
  When(`{player} ${words} {package}`, async function (this: Scenario, name: string, pack: Uint8Array) {
    await launches.launch(stageOf(this), partyOf(this, name), pack);
  });
}

for (const words of ['has allowed tasks', 'allows tasks again']) {
  Given(`{player} ${words}`, async function (this: Scenario, name: string) {
    await launches.allowTasks(stageOf(this), partyOf(this, name));
  });
}

Given('the node has been offline for a moment', async function (this: Scenario) {
  await ask(stageOf(this), 'close-net', {});
  await openNet(stageOf(this));
});

for (const [words, allow] of [
  ['nothing', false],
  ['again', true],
] as const) {
  When(`the node is told to launch ${words}`, async function (this: Scenario) {
    await ask(stageOf(this), 'set-tasks', { allow });
  });
}

for (const words of ['receives', 'has received']) {
  Then(`{player} ${words} the launch status {code}`, async function (this: Scenario, name: string, wanted: number) {
    await launches.expectStatus(stageOf(this), partyOf(this, name), wanted);
  });
}

Then(
  '{player} receives the launch status {code} from the node',
  async function (this: Scenario, name: string, wanted: number) {
    const party = partyOf(this, name);
    verifyAddress(await launches.expectStatus(stageOf(this), party, wanted), 'destination', party.self);
  },
);

Then(
  '{player} receives the launch status {code} in four octets',
  async function (this: Scenario, name: string, wanted: number) {
    const heard = await launches.expectStatus(stageOf(this), partyOf(this, name), wanted);
    verifyPayload(heard, Uint8Array.of(wanted & 0xff, wanted >>> 8, 0, 0));
  },
);

Then(
  'a launch of {player} is answered with the status {code}',
  async function (this: Scenario, name: string, wanted: number) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await launches.launch(stage, party, readPackageWords('a package for nobody'));
    await launches.expectStatus(stage, party, wanted);
  },
);

Then(
  'a launch of {player} is answered with the status {code} in the end',
  async function (this: Scenario, name: string, wanted: number) {
    const pack = readPackageWords('a package for nobody');
    await launches.expectStatusAtLast(stageOf(this), partyOf(this, name), pack, wanted);
  },
);

Then('{player} receives nothing more of the launch', async function (this: Scenario, name: string) {
  await launches.hearNothingMore(partyOf(this, name), quietUs(this.world));
});

for (const words of ['is', 'has been']) {
  Then(`{player} ${words} given a host`, async function (this: Scenario, name: string) {
    await launches.expectHost(stageOf(this), partyOf(this, name));
  });
}

Then(
  '{player} hears at least {int} signs of life and is then given a host',
  async function (this: Scenario, name: string, least: number) {
    await launches.expectSigns(partyOf(this, name), least);
  },
);

for (const words of ['gives', 'has given']) {
  When(`{player} ${words} its host the table`, async function (this: Scenario, name: string) {
    await launches.sendTable(stageOf(this), partyOf(this, name));
  });

  When(
    `{player} ${words} its host the task {string} with {string}`,
    async function (this: Scenario, name: string, task: string, data: string) {
      await launches.sendTask(partyOf(this, name), task, data);
    },
  );
}

When('{player} sends {packet} to its host', async function (this: Scenario, name: string, phrase: Phrase) {
  await launches.sendToHost(partyOf(this, name), phrase.verb);
});

Then('{player} receives {packet} from its host', async function (this: Scenario, name: string, phrase: Phrase) {
  const heard = await launches.hearHost(partyOf(this, name), phrase.title);
  if (phrase.content?.kind === 'text') verifyPayload(heard, Buffer.from(phrase.content.text));
});

Then('{player} finds its host among the endpoints', async function (this: Scenario, name: string) {
  const party = partyOf(this, name);
  await launches.findHost(stageOf(this), party, launches.hostOf(party));
});

Then('the node tells {player} that it works', async function (this: Scenario, name: string) {
  await launches.verifyBusy(stageOf(this), partyOf(this, name));
});

Then(
  '{player} receives the result {string} of its host',
  async function (this: Scenario, name: string, output: string) {
    verifyPayload(await launches.hearResult(partyOf(this, name)), Buffer.from(output));
  },
);

Given('{player} hears a sign of life', async function (this: Scenario, name: string) {
  await launches.expectSign(partyOf(this, name));
});
