/**
 * Runs the suite against a faulty program and says what noticed. Leaves out what the fault is and how it gets there.
 */
import { spawn } from 'node:child_process';

/** What the suite said of one fault. */
export interface Reaction {
  /**
   * `killed`: a scenario failed. `alive`: none did. `hung`: the suite had to be ended. `fault`: the harness itself was at fault.
   * `unusable`: there were no verdicts.
   */
  readonly outcome: 'killed' | 'alive' | 'hung' | 'fault' | 'unusable';
  /** Requirements of the scenarios that failed, sorted, each once. */
  readonly requirements: readonly string[];
  /** Ids of the scenarios that failed, sorted, each once. */
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
 * Runs the suite on every axis, but on the axis `whole` alone where a scenario fails there: a fault that shows in what is whole need not
 * be cut to pieces. Otherwise as `react`.
 */
export async function reactSoon(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Reaction> {
  const first = await react([...args, '--axis', 'whole'], environment);
  return first.outcome === 'alive' ? react(args, environment) : first;
}

/** Runs `wireproof run` with `args`, the protocol among them, and `environment` added. Never rejects for what the suite says. */
export async function react(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Reaction> {
  const { output, hung } = await run(args, environment);
  const tail = output.trim().split('\n').slice(-12).join('\n');
  const lines = output.split('\n').flatMap(resultLine);
  const failed = lines.filter(({ verdict }) => verdict === 'failed');
  const ran = lines.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed').length;
  const requirements = unique(failed.map(({ requirement = '' }) => requirement));
  const scenarios = unique(failed.map(({ scenario = '' }) => scenario));
  return { outcome: outcomeOf(lines, hung), requirements, scenarios, ran, tail };
}

function outcomeOf(lines: readonly ResultLine[], hung: boolean): Reaction['outcome'] {
  const has = (wanted: string): boolean => lines.some(({ verdict }) => verdict === wanted);
  if (has('failed')) return 'killed';
  if (hung) return 'hung';
  if (has('fault')) return 'fault';
  return has('passed') ? 'alive' : 'unusable';
}

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ output: string; hung: boolean }> {
  const child = spawn(process.execPath, [...process.execArgv, 'src/cli/main.ts', 'run', '--format', 'json', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      if (group !== undefined) process.kill(-group, 'SIGKILL');
    }, patienceMs);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (group !== undefined) groups.delete(group);
      resolve({ output: Buffer.concat(chunks).toString(), hung });
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
