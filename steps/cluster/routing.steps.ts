/**
 * Steps of packets to addresses that nobody need have, of many packets in a row, and of connections that must live on.
 * Leaves out plain packets (packets.steps.ts).
 */
import { defineParameterType, Then, When } from '@cucumber/cucumber';
import { packetOf } from '../../src/check/cluster/dialect.ts';
import { payloadOf, type Phrase } from '../../src/check/cluster/phrase.ts';
import { placeFor, placePattern } from '../../src/check/cluster/places.ts';
import { sendMany, verifyAlive, verifyMany } from '../../src/check/cluster/served.ts';
import { addressFor, hear, saidOf, verifyAddress } from '../../src/check/cluster/stage.ts';
import { verbs } from '../../src/protocols/cluster/index.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

/** An address that nobody need have: `the address of the logger with level 1`. */
defineParameterType({ name: 'place', regexp: placePattern });

When('{player} sends {packet} to {place}', async function (this: Scenario, name: string, phrase: Phrase, to: string) {
  const [stage, party] = [stageOf(this), partyOf(this, name)];
  const payload = payloadOf(phrase, party.self);
  await party.probe.send(packetOf(phrase.verb, placeFor(stage, party, to), party.self, payload));
});

When(
  '{player} sends {packet} to {address} as from {place}',
  async function (this: Scenario, name: string, phrase: Phrase, to: string, from: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    await party.probe.send(saidOf(stage, party, phrase, to, placeFor(stage, party, from)));
  },
);

Then(
  '{player} receives {packet} from {address} for {place}',
  async function (this: Scenario, name: string, phrase: Phrase, from: string, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    verifyAddress(await hear(stage, party, phrase, from), 'destination', placeFor(stage, party, to));
  },
);

Then(
  '{player} receives {packet} from {place} for {address}',
  async function (this: Scenario, name: string, phrase: Phrase, from: string, to: string) {
    const [stage, party] = [stageOf(this), partyOf(this, name)];
    const heard = await hear(stage, party, phrase);
    verifyAddress(heard, 'origin', placeFor(stage, party, from));
    verifyAddress(heard, 'destination', addressFor(stage, party, to));
  },
);

When(
  '{player} sends {int} packets of many sizes to {address}',
  async function (this: Scenario, name: string, count: number, to: string) {
    await sendMany(partyOf(this, name), addressFor(stageOf(this), partyOf(this, name), to), count);
  },
);

When('{player} sends {int} pings to the node', async function (this: Scenario, name: string, count: number) {
  await sendMany(partyOf(this, name), stageOf(this).server, count, verbs.ping);
});

Then('{player} receives these {int} packets in order', async function (this: Scenario, name: string, count: number) {
  await verifyMany(partyOf(this, name), count);
});

Then('{player} receives {int} ping answers in order', async function (this: Scenario, name: string, count: number) {
  await verifyMany(partyOf(this, name), count, verbs.pingAnswer);
});

Then('{player} is still alive', async function (this: Scenario, name: string) {
  await verifyAlive(stageOf(this), partyOf(this, name));
});
