/**
 * Steps of single messages, for both roles: the party that is named is the one that the suite plays.
 * `sends` is a stimulus, `receives` a demand; `has sent` also waits for the Accept that is due.
 */
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { request, requestOften, refused } from '../../src/check/job/as-owner.ts';
import { tellUnasked } from '../../src/check/job/asking.ts';
import { allOctets, octets, type Phrase, programOf, readPhrase } from '../../src/check/job/phrase.ts';
import { saidOf, say, wantedOf } from '../../src/check/job/stage.ts';
import * as speak from '../../src/check/job/speak.ts';
import { verifyPresent, verifyTime } from '../../src/check/job/verify.ts';
import { quietUs } from '../../src/check/probe.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

const us = (seconds: number): number => Math.round(seconds * 1_000_000);

When('{party} sends {message}', async function (this: Scenario, name: string, phrase: Phrase) {
  await say(partyOf(this, name), phrase);
});

When(
  '{party} sends {message} and then {message}',
  async function (this: Scenario, name: string, one: Phrase, two: Phrase) {
    const party = partyOf(this, name);
    await party.probe.sendCut([saidOf(party, one), saidOf(party, two)], this.axis);
  },
);

When('{party} sends {message} alone', async function (this: Scenario, name: string, phrase: Phrase) {
  const party = partyOf(this, name);
  await party.probe.sendCut([saidOf(party, phrase)], this.axis);
});

When('{party} sends {message} as its last word', async function (this: Scenario, name: string, phrase: Phrase) {
  const party = partyOf(this, name);
  await party.probe.sendCut([saidOf(party, phrase)], this.axis);
  party.probe.end();
});

When(
  '{party} sends {message} and at once {message}',
  async function (this: Scenario, name: string, one: Phrase, two: Phrase) {
    const party = partyOf(this, name);
    await party.probe.sendCut([saidOf(party, one), saidOf(party, two)], 'joined');
  },
);

When('{party} sends Status idle more often than it was asked', async function (this: Scenario, name: string) {
  await tellUnasked(stageOf(this), partyOf(this, name));
});

When('{party} sends in one go:', async function (this: Scenario, name: string, table: DataTable) {
  const party = partyOf(this, name);
  const said = table.raw().map(([text = '']) => saidOf(party, readPhrase(text)));
  await party.probe.sendCut(said, 'joined');
});

When(
  'the owner sends File {string} with all octets and then {message}',
  async function (this: Scenario, file: string, next: Phrase) {
    const owner = partyOf(this, 'the owner');
    const first = saidOf(owner, { title: 'File', value: {}, file: { name: file, content: allOctets } });
    await owner.probe.sendCut([first, saidOf(owner, next)], this.axis);
  },
);

When('the node sends Result with all octets and then {message}', async function (this: Scenario, next: Phrase) {
  const node = partyOf(this, 'the node');
  await node.probe.sendCut([node.dialect.say('Result', { bytes: allOctets }), saidOf(node, next)], this.axis);
});

When(
  '{party} sends {message} with octets that are not UTF-8',
  async function (this: Scenario, name: string, phrase: Phrase) {
    await speak.sendBadText(partyOf(this, name), phrase);
  },
);

When(
  '{party} sends {message} an octet every {float} second(s)',
  async function (this: Scenario, name: string, phrase: Phrase, seconds: number) {
    await speak.sendSlowly(stageOf(this), partyOf(this, name), phrase, us(seconds));
  },
);

When(
  '{party} announces {message} of {int} octets',
  async function (this: Scenario, name: string, phrase: Phrase, count: number) {
    const party = partyOf(this, name);
    await party.probe.announce(saidOf(party, phrase), count);
  },
);

When('{party} sends the type octet {octet}', async function (this: Scenario, name: string, octet: number) {
  await partyOf(this, name).probe.sendOctets(Uint8Array.of(octet));
});

When('{party} sends Join with a version of {int} octets', async function (this: Scenario, name: string, count: number) {
  await say(partyOf(this, name), readPhrase(`Join "${'7'.repeat(count)}"`));
});

When(
  '{party} sends Disconnect with a reason of {int} octets as its last word',
  async function (this: Scenario, name: string, count: number) {
    await say(partyOf(this, name), readPhrase(`Disconnect "${'r'.repeat(count)}"`));
    partyOf(this, name).probe.end();
  },
);

When(
  '{party} sends {message} of {int} octets',
  async function (this: Scenario, name: string, phrase: Phrase, count: number) {
    const { dialect, probe } = partyOf(this, name);
    await probe.send(dialect.say(phrase.title, { bytes: speak.bytesOf(dialect, phrase.title, count) }));
  },
);

When(
  '{party} sends Join with a module name of {int} octets',
  async function (this: Scenario, name: string, count: number) {
    await say(partyOf(this, name), readPhrase(`Join "1.0;${'m'.repeat(count)}"`));
  },
);

When('{party} sends File with a name of {int} octets', async function (this: Scenario, name: string, count: number) {
  await say(partyOf(this, name), readPhrase(`File "${speak.longName(count)}" with "content"`));
});

When('{party} sends a File whose name is not UTF-8', async function (this: Scenario, name: string) {
  await speak.sendBadFileName(partyOf(this, name));
});

When(
  '{party} sends File with a name of {int} letters of two octets',
  async function (this: Scenario, name: string, count: number) {
    await say(partyOf(this, name), readPhrase(`File "${speak.longName(count).replaceAll('n', 'ñ')}" with "content"`));
  },
);

When(
  '{party} sends {message} with a last name of {int} octets',
  async function (this: Scenario, name: string, phrase: Phrase, count: number) {
    await speak.sendLastText(partyOf(this, name), phrase, () => 'n'.repeat(count));
  },
);

When(
  '{party} sends {message} with a NUL in its last name',
  async function (this: Scenario, name: string, phrase: Phrase) {
    await speak.sendLastText(partyOf(this, name), phrase, (text) => `${text}\0`);
  },
);

When('{party} sends File with a NUL in its name', async function (this: Scenario, name: string) {
  await say(partyOf(this, name), readPhrase('File "file\0name" with "content"'));
});

When(
  '{party} sends a File that ends after {int} octets of its name and length',
  async function (this: Scenario, name: string, count: number) {
    const { dialect, probe } = partyOf(this, name);
    await probe.send(dialect.say('File', { bytes: dialect.fileBytes('file-1', octets(''), count) }));
  },
);

When('{party} ends the connection', function (this: Scenario, name: string) {
  partyOf(this, name).probe.end();
});

for (const words of ['breaks', 'has broken']) {
  When(`{party} ${words} the connection`, function (this: Scenario, name: string) {
    partyOf(this, name).probe.abort();
  });
}

/** The subject's own timers do the rest; the demand that follows has a deadline. */
When('nobody answers', function (this: Scenario) {
  return undefined;
});

When('nobody says anything for {float} second(s)', async function (this: Scenario, seconds: number) {
  for (const probe of this.probes) await probe.expectNothing(us(seconds));
});

Given('{party} has sent {message}', async function (this: Scenario, name: string, phrase: Phrase) {
  await request(partyOf(this, name), phrase);
});

Given(
  '{party} has sent {message} {int} times',
  async function (this: Scenario, name: string, phrase: Phrase, times: number) {
    await requestOften(partyOf(this, name), phrase, times);
  },
);

Given('{party} has had {message} rejected', async function (this: Scenario, name: string, phrase: Phrase) {
  await refused(partyOf(this, name), phrase);
});

Given(
  '{party} has sent the file {string}:',
  async function (this: Scenario, name: string, file: string, content: string) {
    await request(partyOf(this, name), { title: 'File', value: {}, file: { name: file, content: octets(content) } });
  },
);

Given(
  '{party} has sent the program {string}:',
  async function (this: Scenario, name: string, file: string, script: string) {
    await request(partyOf(this, name), { title: 'File', value: {}, file: { name: file, content: programOf(script) } });
  },
);

for (const words of ['receives', 'has received']) {
  Then(`{party} ${words} {message}`, async function (this: Scenario, name: string, phrase: Phrase) {
    const party = partyOf(this, name);
    await party.probe.expect(wantedOf(party, phrase));
  });
}

Then(
  '{party} receives {message} within {int} seconds',
  async function (this: Scenario, name: string, phrase: Phrase, seconds: number) {
    const party = partyOf(this, name);
    await party.probe.expect(wantedOf(party, phrase), us(seconds));
  },
);

Then(
  '{party} receives {message} and {message} in any order',
  async function (this: Scenario, name: string, one: Phrase, two: Phrase) {
    const { title } = await partyOf(this, name).probe.expectOneOf([one.title, two.title]);
    const other = title === one.title ? two : one;
    await partyOf(this, name).probe.expect({ title: other.title, value: {} });
  },
);

Then('{party} receives in order:', async function (this: Scenario, name: string, table: DataTable) {
  const party = partyOf(this, name);
  for (const [text = ''] of table.raw()) await party.probe.expect(wantedOf(party, readPhrase(text)));
});

/** No Reject and no Disconnect passes without one, in whatever step (src/check/job/dialect.ts). */
Then('{party} receives {message} with a reason', async function (this: Scenario, name: string, phrase: Phrase) {
  await partyOf(this, name).probe.expect(phrase);
});

Then('{party} receives Accept with a time', async function (this: Scenario, name: string) {
  verifyTime(await partyOf(this, name).probe.expect(readPhrase('Accept')));
});

Then('{party} receives Accept with the present time', async function (this: Scenario, name: string) {
  const party = partyOf(this, name);
  verifyPresent(stageOf(this), party, await party.probe.expect(readPhrase('Accept')));
});

Then('{party} receives an answer to Stop, perhaps after a Result', async function (this: Scenario, name: string) {
  const { probe } = partyOf(this, name);
  const { title } = await probe.expectOneOf(['Accept', 'Reject', 'Result']);
  if (title === 'Result') await probe.expectOneOf(['Accept', 'Reject']);
});

/** A Finished may have been on its way already. */
Then('{party} receives Accept, perhaps after a Finished', async function (this: Scenario, name: string) {
  const { probe } = partyOf(this, name);
  const { title } = await probe.expectOneOf(['Accept', 'Finished']);
  if (title === 'Finished') await probe.expect(readPhrase('Accept'));
});

Then('{party} receives nothing', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectNothing(quietUs(this.world));
});

Then('{party} sees the end of the connection', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectEnd();
});

/** For what has to send on after the octet that decides: an end without the words is accepted. */
Then('{party} is disconnected', async function (this: Scenario, name: string) {
  await partyOf(this, name).probe.expectEnd(speak.everyTitle);
});
