/**
 * One run of Cucumber over a plan: loads the steps once, gives every result as it comes and every message for the record.
 * Leaves out judging (steps/support), printing (presenter.ts) and reports (run-reports.ts).
 * Source: the API of @cucumber/cucumber 12, `runCucumber`.
 */
import { Writable } from 'node:stream';
import { loadSupport, runCucumber, type IRunConfiguration } from '@cucumber/cucumber/api';
import type { Envelope, Pickle } from '@cucumber/messages';
import { resultMediaType, type ScenarioResult } from '../check/result.ts';
import type { PlanEntry } from '../check/selection.ts';
import type { RunSettings } from '../check/settings.ts';
import { InvariantError } from '../lib/errors.ts';
import { rememberMatches } from './match-memory.ts';
import { optionsKey, plannedPickle } from './plan-plugin.ts';
import { protocolOf, type Suite } from './suite.ts';

export interface CucumberRun {
  readonly suite: Suite;
  /** The feature files that the plan names, relative to the suite's root. */
  readonly uris: readonly string[];
  readonly plan: readonly PlanEntry[];
  readonly settings: RunSettings;
  /** Scenarios at a time, each with a subject of its own. */
  readonly workers: number;
  onResult(result: ScenarioResult): void;
  /** A message as one line of JSON. */
  onMessage(line: string): void;
}

type Json = IRunConfiguration['runtime']['worldParameters'];

/** Runs the plan. Throws InvariantError where Cucumber itself complains; a scenario's end is told by `onResult` alone. */
export async function runPlan(run: CucumberRun): Promise<void> {
  const complaints = createSink();
  const environment = { cwd: run.suite.root, stdout: createSink().stream, stderr: complaints.stream };
  const options = optionsOf(run);
  const support = await loadSupport(options, environment);
  rememberMatches(support);
  await runCucumber({ ...options, support }, environment, listen(run));
  if (complaints.text() !== '') throw new InvariantError(`Cucumber complains: ${complaints.text().trim()}`);
}

function optionsOf({ suite, uris, plan, settings, workers }: CucumberRun): IRunConfiguration {
  return {
    sources: { defaultDialect: 'en', paths: [...uris], names: [], tagExpression: '', order: 'defined' },
    support: {
      importPaths: [...suite.hooks, ...protocolOf(suite, settings.protocol).steps],
      requireModules: [],
      requirePaths: [],
      loaders: [],
    },
    runtime: {
      dryRun: false,
      failFast: false,
      filterStacktraces: false,
      // One worker is this process itself.
      parallel: workers === 1 ? 0 : workers,
      retry: 0,
      retryTagFilter: '',
      strict: true,
      worldParameters: settings as unknown as Json,
    },
    formats: { stdout: siblingModule('silent-formatter'), files: {}, publish: false, options: {} },
    plugins: { specifiers: [siblingModule('plan-plugin')], options: { [optionsKey]: { plan } } as unknown as Json },
  };
}

function siblingModule(name: string): string {
  return new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;
}

/** Hands on results and messages; a planned copy of a pickle is announced before the test case that names it. */
function listen({ plan, onResult, onMessage }: CucumberRun): (envelope: Envelope) => void {
  const pickles = new Map<string, Pickle>();
  return (envelope) => {
    const { pickle, testCase, attachment } = envelope;
    if (pickle !== undefined) pickles.set(pickle.id, pickle);
    if (testCase !== undefined) {
      const [id = '', index = ''] = testCase.pickleId.split(':');
      const original = pickles.get(id);
      const entry = plan[Number(index)];
      if (original !== undefined && entry !== undefined)
        onMessage(JSON.stringify({ pickle: plannedPickle(original, entry, Number(index)) }));
    }
    onMessage(JSON.stringify(envelope));
    if (attachment?.mediaType === resultMediaType) onResult(JSON.parse(attachment.body) as ScenarioResult);
  };
}

function createSink(): { readonly stream: Writable; text(): string } {
  const parts: string[] = [];
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(part.toString());
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}
