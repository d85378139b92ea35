/**
 * Steps of single packets: the party that is named is the one that the suite plays.
 * `sends` is a stimulus, `receives` a demand. Leaves out handshakes and the net.
 */
import { Given, Then, When } from '@cucumber/cucumber';
import { allOctets, type Phrase } from '../../src/check/cluster/phrase.ts';
import { startImpatient, startNode, startUnhurried } from '../../src/check/cluster/as-endpoint.ts';
import * as handshakes from '../../src/check/cluster/handshakes.ts';
import { addressFor, hear, saidOf, say, verifyAddress, verifyPayload } from '../../src/check/cluster/stage.ts';
import * as speak from '../../src/check/cluster/speak.ts';
import { encode } from '../../src/wire/index.ts';
import { quietUs } from '../../src/check/probe.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

Given('a node of little patience', async function (this: Scenario) {
  await startImpatient(stageOf(this));
});

Given('a node', async function (this: Scenario) {
  await startNode(stageOf(this));
});

Given('a node with the times of the page', async function (this: Scenario) {
  await startUnhurried(stageOf(this));
});

for (const words of ['connects', 'has connected']) {
  Given(`{player} ${words}`, async function (this: Scenario, name: string) {
    await handshakes.connect(stageOf(this), name);
  });
}

for (const words of ['sends', 'has sent']) {
  When(
    `{player} ${words} {packet} to {address}`,
    async function (this: Scenario, name: string, phrase: Phrase, to: string) {
      await say(stageOf(this), partyOf(this, name), phrase, to);
    },
  );
}

When(
  '{player} sends {packet} to {address} as from {address}',
  async function (this: Scenario, name: string, phrase: Phrase, to: string, from: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await party.probe.send(saidOf(stage, party, phrase, to, addressFor(stage, party, from)));
  },
);

When(
  '{player} sends {packet} and then {packet} to {address}',
  async function (this: Scenario, name: string, one: Phrase, two: Phrase, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await party.probe.sendCut([saidOf(stage, party, one, to), saidOf(stage, party, two, to)], this.axis);
  },
);

When('{player} sends ping with all octets to the node', async function (this: Scenario, name: string) {
  await speak.sayOctets(stageOf(this), partyOf(this, name), allOctets);
});

When('{player} sends ping with a ping as its payload to the node', async function (this: Scenario, name: string) {
  await speak.sayNested(stageOf(this), partyOf(this, name));
});

When('{player} sends {int} pings at once', async function (this: Scenario, name: string, count: number) {
  await speak.sayPings(partyOf(this, name), count);
});

When('{player} announces a payload of {int} octets', async function (this: Scenario, name: string, count: number) {
  await speak.announce(partyOf(this, name), count);
});

When(
  '{player} sends the first {int} octets of {packet} to {address}',
  async function (this: Scenario, name: string, count: number, phrase: Phrase, to: string) {
    const { spec, value } = saidOf(stageOf(this), partyOf(this, name), phrase, to);
    await partyOf(this, name).probe.sendOctets(encode(spec, value).slice(0, count));
  },
);

When('{player} ends the connection', function (this: Scenario, name: string) {
  partyOf(this, name).probe.end();
});

for (const words of ['breaks', 'has broken']) {
  When(`{player} ${words} the connection`, function (this: Scenario, name: string) {
    partyOf(this, name).probe.abort();
  });
}

Then(
  '{player} receives {int} ping answers in the order of the pings',
  async function (this: Scenario, name: string, count: number) {
    await speak.verifyPings(partyOf(this, name), count);
  },
);

for (const words of ['receives', 'has received']) {
  Then(`{player} ${words} {packet}`, async function (this: Scenario, name: string, phrase: Phrase) {
    await hear(stageOf(this), partyOf(this, name), phrase);
  });
}

Then(
  '{player} receives {packet} from {address}',
  async function (this: Scenario, name: string, phrase: Phrase, from: string) {
    await hear(stageOf(this), partyOf(this, name), phrase, from);
  },
);

Then(
  '{player} receives {packet} from {address} for {address}',
  async function (this: Scenario, name: string, phrase: Phrase, from: string, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    verifyAddress(await hear(stage, party, phrase, from), 'destination', addressFor(stage, party, to));
  },
);

Then('{player} receives {packet} as it was sent', async function (this: Scenario, name: string, phrase: Phrase) {
  const stage = stageOf(this);
  verifyPayload(await hear(stage, partyOf(this, name), phrase), stage.said?.payload ?? new Uint8Array(0));
});

Then('{player} receives no {packet}', async function (this: Scenario, name: string, phrase: Phrase) {
  await partyOf(this, name).probe.expectNone([phrase.title], quietUs(this.world));
});

Then('{player} receives nothing', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectNothing(quietUs(this.world));
});

Then('{player} sees the end of the connection', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectEnd();
});
