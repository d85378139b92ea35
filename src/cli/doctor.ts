/**
 * `wireproof doctor`: does this machine have what a run needs? One line for each point, with what follows from it. Leaves out the subject
 * (`wireproof adapter check`) and changes nothing. Exit codes: 0, or 4 where a run could not work.
 */
import { Command } from 'commander';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** `warn`: something will be missing or slow; `fail`: runs cannot work. */
export type Level = 'ok' | 'warn' | 'fail';

export interface Diagnosis {
  readonly level: Level;
  readonly about: string;
  /** What was seen, and where it is not as it should be, what follows. */
  readonly text: string;
}

/** Where to look; the process's own surroundings unless a test says otherwise. */
export interface Surroundings {
  readonly nodeVersion: string;
  readonly path: string;
  readonly temporary: string;
  readonly reports: string;
  readonly shell: string;
  /** The text of /proc/self/limits, or null where there is none. */
  readonly limits: string | null;
}

const tools: readonly { readonly name: string; readonly programs: readonly string[]; readonly without: string }[] = [
  { name: 'python3', programs: ['python3'], without: 'the example in Python cannot be tried' },
  { name: 'cc', programs: ['cc', 'gcc', 'clang'], without: 'the example in C cannot be tried' },
  { name: 'tshark', programs: ['tshark'], without: 'captures can be written, but not shown decoded' },
  {
    name: 'chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    without: 'reports cannot be looked at by a program',
  },
  { name: 'redis-server', programs: ['redis-server'], without: 'fuzzing has no shared queue; shards work without one' },
];

const listenersAtOnce = 64;

/** All points, in the order in which they are printed. Never throws for what the machine lacks. */
export async function diagnose(around: Surroundings): Promise<readonly Diagnosis[]> {
  return [
    diagnoseNode(around),
    await diagnoseLoopback('127.0.0.1', 'fail', 'no scenario over TCP can run'),
    await diagnoseLoopback('::1', 'warn', 'a subject that listens on ::1 only cannot be reached'),
    await diagnosePorts(),
    diagnoseClock(),
    await diagnoseTimers(),
    diagnoseFiles(around),
    diagnoseShell(around),
    diagnoseTemporary(around),
    diagnoseReports(around),
    ...tools.map((tool) => diagnoseTool(tool, around)),
  ];
}

function diagnoseNode({ nodeVersion }: Surroundings): Diagnosis {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    level: enough ? 'ok' : 'fail',
    about: 'node',
    text: enough ? nodeVersion : `${nodeVersion}: version 20.19 or later is needed`,
  };
}

function listenOn(host: string): Promise<Server | Error> {
  return new Promise((resolve) => {
    const server = createServer((socket) => void socket.on('error', () => undefined).end());
    server.once('error', resolve);
    server.listen({ host, port: 0 }, () => resolve(server));
  });
}

async function diagnoseLoopback(host: string, level: Level, without: string): Promise<Diagnosis> {
  const about = `loopback ${host}`;
  const server = await listenOn(host);
  if (server instanceof Error) return { level, about, text: `cannot listen (${server.message}): ${without}` };
  const fault = await reach(host, (server.address() as AddressInfo).port);
  server.close();
  return fault === null
    ? { level: 'ok', about, text: 'listens and answers' }
    : { level, about, text: `cannot be dialled (${fault}): ${without}` };
}

function reach(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const done = (fault: string | null): void => {
      socket.destroy();
      resolve(fault);
    };
    socket.once('connect', () => done(null));
    socket.once('timeout', () => done('no answer within 2 s'));
    socket.once('error', (error) => done(error.message));
  });
}

async function diagnosePorts(): Promise<Diagnosis> {
  const all = await Promise.all(Array.from({ length: listenersAtOnce }, () => listenOn('127.0.0.1')));
  const servers = all.filter((server): server is Server => !(server instanceof Error));
  for (const server of servers) server.close();
  const text = `${servers.length} of ${listenersAtOnce} listeners at once`;
  if (servers.length === listenersAtOnce) return { level: 'ok', about: 'free ports', text };
  return { level: 'warn', about: 'free ports', text: `${text}: scenarios may find no port` };
}

function diagnoseClock(): Diagnosis {
  const steps = Array.from({ length: 200 }, clockStepNs).sort((a, b) => a - b);
  const text = `resolution ${((steps[100] ?? 0) / 1000).toFixed(1)} us`;
  if ((steps[100] ?? 0) < 100_000) return { level: 'ok', about: 'clock', text };
  return { level: 'warn', about: 'clock', text: `${text}: times in reports are coarse` };
}

function clockStepNs(): number {
  const from = process.hrtime.bigint();
  for (;;) {
    const now = process.hrtime.bigint();
    if (now > from) return Number(now - from);
  }
}

async function diagnoseTimers(): Promise<Diagnosis> {
  let worstMs = 0;
  for (let count = 0; count < 20; count++) {
    const from = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 2));
    worstMs = Math.max(worstMs, performance.now() - from - 2);
  }
  const text = `at most ${worstMs.toFixed(1)} ms late`;
  if (worstMs < 50) return { level: 'ok', about: 'timers', text };
  return { level: 'warn', about: 'timers', text: `${text}: the machine is loaded, runs over TCP take longer` };
}

function diagnoseFiles({ limits }: Surroundings): Diagnosis {
  const found = /^Max open files\s+(\S+)/m.exec(limits ?? '')?.[1];
  if (found === undefined) return { level: 'ok', about: 'open files', text: 'limit unknown on this system' };
  const enough = found === 'unlimited' || Number(found) >= 1024;
  const text = `at most ${found}`;
  return {
    level: enough ? 'ok' : 'warn',
    about: 'open files',
    text: enough ? text : `${text}: 1024 are wanted for many connections`,
  };
}

function diagnoseShell({ shell }: Surroundings): Diagnosis {
  const { status, error } = spawnSync(shell, ['-c', 'exit 7'], { timeout: 5_000 });
  if (status === 7) return { level: 'ok', about: 'shell', text: shell };
  return {
    level: 'fail',
    about: 'shell',
    text: `${shell} does not run (${error?.message ?? `exit ${status}`}): scenarios that run programs fail`,
  };
}

/** Job nodes run programs in folders below the temporary one, which may be mounted so that nothing can be run there. */
function diagnoseTemporary({ temporary, shell }: Surroundings): Diagnosis {
  const about = 'temporary files';
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(temporary, 'wireproof-doctor-'));
    const script = join(folder, 'script');
    writeFileSync(script, `#!${shell}\nexit 7\n`, { mode: 0o755 });
    if (spawnSync(script, [], { timeout: 5_000 }).status === 7)
      return { level: 'ok', about, text: `${temporary}, programs can be run there` };
    return { level: 'fail', about, text: `no program can be run in ${temporary}: a node cannot run jobs (set TMPDIR)` };
  } catch (error) {
    return {
      level: 'fail',
      about,
      text: `cannot write in ${temporary} (${messageOf(error)}): set TMPDIR to a folder that can be written`,
    };
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

function diagnoseReports({ reports }: Surroundings): Diagnosis {
  try {
    const folder = existingPart(resolve(reports));
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { level: 'ok', about: 'reports', text: reports };
  } catch (error) {
    return {
      level: 'fail',
      about: 'reports',
      text: `${reports} cannot be written (${messageOf(error)}): a run has nowhere to write its report`,
    };
  }
}

function existingPart(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingPart(dirname(path));
}

function diagnoseTool(tool: (typeof tools)[number], { path }: Surroundings): Diagnosis {
  const files = path.split(delimiter).flatMap((folder) => tool.programs.map((program) => join(folder, program)));
  const found = files.find(isExecutable);
  if (found !== undefined) return { level: 'ok', about: tool.name, text: found };
  return { level: 'warn', about: tool.name, text: `not present (optional): ${tool.without}` };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The process's own surroundings. */
export function ownSurroundings(): Surroundings {
  return {
    nodeVersion: process.version,
    path: process.env['PATH'] ?? '',
    temporary: tmpdir(),
    reports: 'reports',
    shell: '/bin/sh',
    limits: existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : null,
  };
}

/** Prints one line for each point and a last one; gives the exit code. */
export async function doctor(around: Surroundings, print: (line: string) => void): Promise<number> {
  const all = await diagnose(around);
  for (const { level, about, text } of all) print(`${level.padEnd(5)} ${about.padEnd(19)} ${text}`);
  const count = (level: Level): number => all.filter((diagnosis) => diagnosis.level === level).length;
  print(
    count('fail') > 0
      ? `${count('fail')} of ${all.length} points must be mended first`
      : `ready; ${count('warn')} warnings`,
  );
  return count('fail') > 0 ? 4 : 0;
}

/** The command `doctor`. Sets the process's exit code. */
export function doctorCommand(): Command {
  return new Command('doctor').description('does this machine have what a run needs?').action(async () => {
    process.exitCode = await doctor(ownSurroundings(), (line) => process.stdout.write(`${line}\n`));
  });
}
