/**
 * `npm run mutants [-- NAME...]`: the suite's own test. Runs it against each deliberate fault of the reference and of the examples, two at
 * a time, and prints which it noticed. Exit 0: at least 95 % were noticed; 1: fewer; 2: no such fault, a patch that does not fit, or a suite
 * that fails without any fault. Leaves out the faults (catalogue.ts).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobRequirements } from '../protocols/job/requirements.ts';
import { catalogue } from './catalogue.ts';
import { patch, type Mutant } from './mutant.ts';
import { strangerMutants, strangers, withStranger } from './stranger.ts';
import { react, type Reaction } from './suite.ts';
import { mustsWithoutOwnFault, requirementLines, resultLine, type Result } from './verdict.ts';

const atOnce = 2;
const killedMin = 0.95;

interface Job {
  readonly subject: string;
  /** Undefined: the subject as it is, in which the suite must find nothing. */
  readonly mutant: Mutant | undefined;
  readonly run: () => Promise<Reaction>;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const reports = mkdtempSync(join(tmpdir(), 'wireproof-mutants-'));
try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(reports, { recursive: true, force: true });
}

async function main(names: readonly string[]): Promise<number> {
  const chosen = allJobs().filter(
    ({ mutant }) => names.length === 0 || mutant === undefined || names.includes(mutant.name),
  );
  const jobs =
    names.length === 0
      ? chosen
      : chosen.filter(({ mutant, subject }) => mutant ?? chosen.some((job) => job.mutant && job.subject === subject));
  const unknown = names.filter((name) => !jobs.some(({ mutant }) => mutant?.name === name));
  if (unknown.length > 0) {
    say(`No fault is called ${unknown.join(' or ')}.`);
    return 2;
  }
  const sound = await baselines(jobs.filter(({ mutant }) => mutant === undefined));
  if (!sound) return 2;
  const results = await runAll(jobs);
  tell(results, names.length === 0);
  const killed = results.filter(({ reaction }) => reaction.outcome === 'killed').length;
  return killed >= killedMin * results.length ? 0 : 1;
}

/** All faults, each subject without a fault first. Throws where a patch does not fit. */
function allJobs(): Job[] {
  const referenceArgs = ['--world', 'sim', '--reports', reports];
  const reference = [undefined, ...catalogue].map((mutant): Job => {
    if (mutant !== undefined) patch(readFileSync(mutant.file, 'utf8'), mutant);
    const environment = { WIREPROOF_MUTANT: mutant === undefined ? '' : JSON.stringify(mutant) };
    return { subject: 'reference', mutant, run: () => react(referenceArgs, environment) };
  });
  const foreign = strangers.flatMap((stranger) =>
    [undefined, ...strangerMutants(stranger)].map((mutant): Job => {
      const run = (): Promise<Reaction> =>
        withStranger(stranger, mutant, (args) => react([...args, '--reports', reports], {}));
      return { subject: stranger.folder, mutant, run };
    }),
  );
  return [...reference, ...foreign];
}

/** Whether the suite has nothing to say against the subjects as they are; says what it has. */
async function baselines(jobs: readonly Job[]): Promise<boolean> {
  let sound = true;
  await pool(jobs, async ({ subject, run }) => {
    const reaction = await run();
    if (reaction.outcome === 'alive') return say(`without fault: ${subject}, ${reaction.ran} verdicts, none failed`);
    sound = false;
    say(
      `The suite fails ${subject} without any fault (${reaction.scenarios.join(', ') || reaction.outcome}):\n${reaction.tail}`,
    );
  });
  return sound;
}

async function runAll(jobs: readonly Job[]): Promise<Result[]> {
  const results: Result[] = [];
  await pool(jobs, async ({ subject, mutant, run }) => {
    if (mutant === undefined) return;
    const result = { subject, mutant, reaction: await run() };
    results.push(result);
    say(resultLine(result));
  });
  return results;
}

async function pool<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function tell(results: readonly Result[], whole: boolean): void {
  say('\nBy requirement:');
  for (const line of requirementLines(results)) say(`  ${line}`);
  const missing = whole ? mustsWithoutOwnFault(jobRequirements, results) : [];
  if (missing.length > 0) say('\nMUSTs without a fault that only their own scenarios notice:');
  for (const { id, sentence } of missing) say(`  ${id}  ${sentence}`);
  const stray = results.filter(
    ({ mutant, reaction }) => reaction.outcome === 'killed' && !reaction.requirements.includes(mutant.requirement),
  );
  if (stray.length > 0)
    say(`\nNoticed, but not by their own requirement: ${stray.map(({ mutant }) => mutant.name).join(', ')}`);
  const killed = results.filter(({ reaction }) => reaction.outcome === 'killed').length;
  say(`\n${killed} of ${results.length} faults killed (${((100 * killed) / results.length).toFixed(1)} %)`);
}
