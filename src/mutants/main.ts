/**
 * `npm run mutants [-- NAME...]`: the suite's own test. Runs it against each deliberate fault of the reference and of the examples, some
 * at a time, and prints which it noticed. A name is one of a fault, or of a protocol, for all faults of that. Exit 0: at least 95 % were
 * noticed; 1: fewer; 2: no such fault, a patch that does not fit, or a
 * suite that fails without any fault. Leaves out the faults (catalogue.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterRequirements } from '../protocols/cluster/index.ts';
import { jobRequirements } from '../protocols/job/index.ts';
import { protocols, type Protocol } from './mutant.ts';
import { endRuns } from './suite.ts';
import { allTrials, type FaultyTrial, type Trial } from './trial.ts';
import { isStray, mustsWithoutOwnFault, requirementLines, resultLine, type Result } from './verdict.ts';

/** The reference in the simulator takes a core; an example mostly waits. */
const atOnce = { reference: 2, example: 6 };
const killedMin = 0.95;
const requirementsOf = { job: jobRequirements, cluster: clusterRequirements };
const requirements = Object.values(requirementsOf).flat();

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const scratch = mkdtempSync(join(tmpdir(), 'wireproof-mutants-'));
const clean = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endRuns();
    clean();
    process.exit(130);
  });
}
try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  clean();
}

async function main(names: readonly string[]): Promise<number> {
  const { sound, faulty } = allTrials(scratch);
  const isNamed = ({ protocol, mutant }: FaultyTrial, name: string): boolean =>
    name === protocol || name === mutant.name;
  const unknown = names.filter((name) => !faulty.some((trial) => isNamed(trial, name)));
  if (unknown.length > 0) {
    say(`No fault and no protocol is called ${unknown.join(' or ')}.`);
    return 2;
  }
  const chosen = faulty.filter((trial) => names.length === 0 || names.some((name) => isNamed(trial, name)));
  const subjects = new Set(chosen.map(({ subject }) => subject));
  if (!(await areSound(sound.filter(({ subject }) => subjects.has(subject))))) return 2;
  const results: Result[] = [];
  await pool(chosen, async ({ subject, mutant, run }) => {
    const result = { subject, mutant, reaction: await run() };
    results.push(result);
    say(resultLine(result, isStray(requirements, result)));
  });
  tell(
    results,
    protocols.filter((protocol) => names.length === 0 || names.includes(protocol)),
  );
  return killedOf(results) >= killedMin * results.length ? 0 : 1;
}

/** Whether the suite has nothing to say against the subjects as they are; says what it has. */
async function areSound(trials: readonly Trial[]): Promise<boolean> {
  let sound = true;
  await pool(trials, async ({ subject, run }) => {
    const reaction = await run();
    if (reaction.outcome === 'alive') return say(`without fault: ${subject}, ${reaction.ran} verdicts, none failed`);
    sound = false;
    say(`The suite fails ${subject} without any fault (${reaction.scenarios.join(', ') || reaction.outcome}):`);
    say(reaction.tail);
  });
  return sound;
}

async function pool<T extends Trial>(trials: readonly T[], work: (trial: T) => Promise<void>): Promise<void> {
  for (const kind of ['reference', 'example'] as const) {
    const rest = trials.filter((trial) => trial.kind === kind);
    const worker = async (): Promise<void> => {
      for (let trial = rest.shift(); trial !== undefined; trial = rest.shift()) await work(trial);
    };
    await Promise.all(Array.from({ length: atOnce[kind] }, worker));
  }
}

/** `whole` are the protocols all of whose faults were tried. */
function tell(results: readonly Result[], whole: readonly Protocol[]): void {
  say('\nBy requirement:');
  for (const line of requirementLines(results)) say(`  ${line}`);
  const missing = whole.flatMap((protocol) => mustsWithoutOwnFault(requirementsOf[protocol], results));
  if (missing.length > 0) say('\nMUSTs without a fault that only their own scenarios notice:');
  for (const { id, sentence } of missing) say(`  ${id}  ${sentence}`);
  const stray = results.filter((result) => isStray(requirements, result)).map(({ mutant }) => mutant.name);
  if (stray.length > 0) say(`\nNoticed, but not by their own requirement: ${stray.join(', ')}`);
  const killed = killedOf(results);
  say(`\n${killed} of ${results.length} faults killed (${((100 * killed) / results.length).toFixed(1)} %)`);
}

function killedOf(results: readonly Result[]): number {
  return results.filter(({ reaction }) => reaction.outcome === 'killed').length;
}
