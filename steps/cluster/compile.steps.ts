/** Steps of remote compilation: sources are sent, an outcome comes. */
import { Then, When } from '@cucumber/cucumber';
import * as builds from '../../src/check/cluster/builds.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { hear } from '../../src/check/cluster/stage.ts';
import type { Scenario } from '../support/scenario.ts';
import { partyOf, stageOf } from './stage.ts';

for (const words of ['asks', 'has asked']) {
  When(
    `{player} ${words} for a build that takes {int} seconds`,
    async function (this: Scenario, name: string, seconds: number) {
      await builds.askToBuild(stageOf(this), partyOf(this, name), builds.sources.takes(seconds));
    },
  );

  When(`{player} ${words} for a build that fails`, async function (this: Scenario, name: string) {
    await builds.askToBuild(stageOf(this), partyOf(this, name), builds.sources.fails());
  });

  When(`{player} ${words} for a build that succeeds`, async function (this: Scenario, name: string) {
    await builds.askToBuild(stageOf(this), partyOf(this, name), builds.sources.succeeds());
  });
}

When('{player} asks for a build of {package}', async function (this: Scenario, name: string, pack: Uint8Array) {
  await builds.askToBuild(stageOf(this), partyOf(this, name), pack);
});

Then('{player} is told that the build failed', async function (this: Scenario, name: string) {
  builds.verifyFailed(await builds.hearOutcome(stageOf(this), partyOf(this, name)), false);
});

Then('{player} is told that the build failed, and why', async function (this: Scenario, name: string) {
  builds.verifyFailed(await builds.hearOutcome(stageOf(this), partyOf(this, name)), true);
});

Then(
  '{player} is given a package of one asset, {string}',
  async function (this: Scenario, name: string, words: string) {
    builds.verifyBuilt(await builds.hearOutcome(stageOf(this), partyOf(this, name)), words);
  },
);

Then(
  '{player} receives {packet} within {int} seconds',
  async function (this: Scenario, name: string, phrase: Phrase, seconds: number) {
    await hear(stageOf(this), partyOf(this, name), phrase, undefined, seconds * 1_000_000);
  },
);
