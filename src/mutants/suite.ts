/**
 * Runs the suite against a faulty program and says what noticed. Leaves out what the fault is and how it gets there.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the suite said of one fault. */
export interface Reaction {
  /**
   * `killed`: a scenario failed. `alive`: none did. `hung`: the suite had to be ended. `fault`: the harness itself was at fault.
   * `unusable`: there were no verdicts.
   */
  readonly outcome: 'killed' | 'alive' | 'hung' | 'fault' | 'unusable';
  /** Requirements of the scenarios that failed, sorted, each once. */
  readonly requirements: readonly string[];
  /** Ids of the scenarios that failed, sorted, each once; of a run that was ended early the first ones. */
  readonly scenarios: readonly string[];
  /** Scenarios that ran at all; an alive fault of a scenario that was skipped is no wonder. */
  readonly ran: number;
  /** The last lines of what was printed, for an outcome without verdicts. */
  readonly tail: string;
}

interface ResultLine {
  readonly scenario?: string;
  readonly requirement?: string;
  readonly verdict?: string;
}

const patienceMs = 120_000;
/** Process groups of the runs under way. */
const groups = new Set<number>();

/** Ends every run that is under way, with all that it started. */
export function endRuns(): void {
  for (const group of groups) process.kill(-group, 'SIGKILL');
}

/**
 * Runs `wireproof run` with `args`, the protocol among them, and `environment` added, against a fault of the requirement `own`.
 * The axis `whole` comes first, and alone where a scenario fails there: what shows in a whole packet need not be cut to pieces. A run
 * ends early when `own` and another requirement have failed: then it is known who notices, and that it is not `own` alone.
 */
export async function reactTo(
  own: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Reaction> {
  const isEnough = (failed: ReadonlySet<string>): boolean => failed.size > 1 && failed.has(own);
  const first = await react([...args, '--axis', 'whole'], environment, isEnough);
  return first.outcome === 'alive' ? react(args, environment, isEnough) : first;
}

/**
 * Runs `wireproof run` with `args`, the protocol among them, and `environment` added, until it is done or the requirements that failed
 * are enough. Never rejects for what the suite says.
 */
export async function react(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  isEnough: (failed: ReadonlySet<string>) => boolean = () => false,
): Promise<Reaction> {
  const { lines, output, hung } = await run(args, environment, isEnough);
  const tail = output.trim().split('\n').slice(-12).join('\n');
  const failed = lines.filter(isFailed);
  const ran = lines.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed').length;
  const requirements = unique(failed.map(({ requirement = '' }) => requirement));
  const scenarios = unique(failed.map(({ scenario = '' }) => scenario));
  return { outcome: outcomeOf(lines, hung), requirements, scenarios, ran, tail };
}

const isFailed = ({ verdict }: ResultLine): boolean => verdict === 'failed';

function outcomeOf(lines: readonly ResultLine[], hung: boolean): Reaction['outcome'] {
  const has = (wanted: string): boolean => lines.some(({ verdict }) => verdict === wanted);
  if (has('failed')) return 'killed';
  if (hung) return 'hung';
  if (has('fault')) return 'fault';
  return has('passed') ? 'alive' : 'unusable';
}

interface Ran {
  readonly lines: readonly ResultLine[];
  readonly output: string;
  readonly hung: boolean;
}

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  isEnough: (failed: ReadonlySet<string>) => boolean,
): Promise<Ran> {
  const child = spawn(process.execPath, [...process.execArgv, 'src/cli/main.ts', 'run', '--format', 'json', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  const end = (): void => {
    if (group !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-group, 'SIGKILL');
  };
  const said: string[] = [];
  const lines: ResultLine[] = [];
  const failed = new Set<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    const result = resultLine(line);
    lines.push(...result);
    for (const { requirement = '' } of result.filter(isFailed)) failed.add(requirement);
    if (isEnough(failed)) end();
  });
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  return new Promise((resolve, reject) => {
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      end();
    }, patienceMs);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (group !== undefined) groups.delete(group);
      resolve({ lines, output: said.join('\n'), hung });
    });
  });
}

function resultLine(line: string): ResultLine[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as ResultLine];
  } catch {
    return [];
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
