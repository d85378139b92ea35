/**
 * Before and after every scenario: opens its world, follows its phases, judges how it ended and hands the result to the run.
 * Leaves out which worlds there are (world-sources.ts), the rules of judging (src/check/verdict.ts) and everything about protocols.
 * Source: DESIGN "Worlds, targets, verdicts".
 */
import {
  After,
  AfterAll,
  AfterStep,
  Before,
  BeforeStep,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
} from '@cucumber/cucumber';
import { resultMediaType } from '../../src/check/result.ts';
import type { RunSettings } from '../../src/check/settings.ts';
import { closeSources } from './open-sources.ts';
import { Scenario } from './scenario.ts';
import { beginScenario, beginStep, endScenario, endStep, noteSkip } from './scenario-run.ts';

/** Longer than any wait of any step; a step that takes longer hangs, which is the harness's fault. */
const STEP_MS_MAX = 180_000;

setWorldConstructor(Scenario);
setDefaultTimeout(STEP_MS_MAX);
setDefinitionFunctionWrapper(tellSkips);

Before(async function (this: Scenario, { gherkinDocument, pickle }) {
  return beginScenario(this, settingsOf(this), gherkinDocument, pickle);
});

BeforeStep(function (this: Scenario, { pickleStep }) {
  beginStep(this, pickleStep);
});

AfterStep(function (this: Scenario, { error, result }) {
  endStep(this, error, result.status);
});

After(async function (this: Scenario, { pickle, result }) {
  const ended = await endScenario(this, settingsOf(this), pickle, result?.status ?? 'UNKNOWN');
  this.attach(JSON.stringify(ended), resultMediaType);
});

AfterAll(async function () {
  await closeSources();
});

if (process.send !== undefined) process.once('disconnect', endWorker);

/** A worker whose run was killed ends its subjects in good order; whatever it still says goes nowhere. */
function endWorker(): void {
  process.send = () => true;
  void closeSources().finally(() => process.exit(1));
}

type StepCode = (this: Scenario, ...args: unknown[]) => unknown;

/** What a step throws because it has no place here, or is not offered, is no failure for those who read Cucumber's messages either. */
function tellSkips(code: StepCode): StepCode {
  return function (...args) {
    const ended = code.apply(this, args);
    if (!(ended instanceof Promise)) return ended;
    return ended.catch((error: unknown) => {
      if (!noteSkip(this, error)) throw error;
      return 'skipped';
    });
  };
}

function settingsOf(scenario: Scenario): RunSettings {
  return scenario.parameters as unknown as RunSettings;
}
