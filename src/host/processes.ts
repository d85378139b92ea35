/**
 * Runs a machine's programs: each in a session and process group of its own, with empty input, its output in a log file, and next to
 * nothing in its environment. A program ends with its first process; what is left of its group is ended then. Leaves out order
 * (lane.ts) and what an earlier life left (process-groups.ts). Source: src/lib/machine.ts `Program`; spec/job.md D-15, D-16, D-25.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants as fsConstants } from 'node:fs';
import { type FileHandle, chmod, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Exit, Program } from '../lib/machine.ts';
import { openForWriting } from './disk.ts';
import { faultSentence } from './fault-sentence.ts';
import { realInside } from './inside.ts';
import { type GroupList, endGroup, killGroup, markOf, openGroupList } from './process-groups.ts';
import { type ToolCommands, toolArguments } from './tool-command.ts';

export interface Processes {
  /** A program will be run under this number; from now on it can be killed. */
  expect(process: number): void;
  /** Starts a program; resolves when it runs or could not be started. `exited` is called once, when nothing of it lives. */
  run(process: number, program: Program, exited: (exit: Exit) => void): Promise<void>;
  /** Kills the group; one that is not started yet never will be. */
  kill(process: number): void;
  killAll(): void;
  /** Calls `done` when nothing runs. */
  whenIdle(done: () => void): void;
  /** The machine was killed: what runs goes on, nothing more is told, and the list of groups stays as it is. */
  abandon(): void;
}

interface State {
  readonly root: string;
  readonly tools: ToolCommands;
  readonly groups: GroupList;
  /** The pid of each process, null before its start. */
  readonly running: Map<number, number | null>;
  readonly killed: Set<number>;
  readonly idle: (() => void)[];
  abandoned: boolean;
}

const killedExit: Exit = { how: 'signal', signal: constants.signals.SIGKILL };
const standardPath = '/usr/local/bin:/usr/bin:/bin';
/** Tells harnesses whose child we are which processes are ours; handed on where we have it ourselves. */
const harnessMark = 'WIREPROOF_INSTANCE';

/** Programs of the machine whose folder is `root`, a real path; `tools` are commands that other programs are given to. */
export function createProcesses(root: string, tools: ToolCommands = {}): Processes {
  const groups = openGroupList(root);
  const state: State = { root, tools, groups, running: new Map(), killed: new Set(), idle: [], abandoned: false };
  return {
    expect: (id) => void state.running.set(id, null),
    run: (id, program, exited) => run(state, id, program, exited),
    kill: (id) => kill(state, id),
    killAll: () => [...state.running.keys()].forEach((id) => kill(state, id)),
    whenIdle: (done) => {
      state.idle.push(done);
      tellIdle(state);
    },
    abandon: () => void (state.abandoned = true),
  };
}

function kill(state: State, id: number): void {
  const pid = state.running.get(id);
  if (pid === null) state.killed.add(id);
  else if (pid !== undefined) killGroup(pid);
}

async function run(state: State, id: number, program: Program, exited: (exit: Exit) => void): Promise<void> {
  const over = (exit: Exit): void => {
    state.running.delete(id);
    state.killed.delete(id);
    if (!state.abandoned) exited(exit);
    tellIdle(state);
  };
  try {
    const prepared = await prepare(state, program);
    try {
      if (state.abandoned || state.killed.has(id)) over(killedExit);
      else await launch(state, id, prepared, over);
    } finally {
      await prepared.log.close();
    }
  } catch (error) {
    over({ how: 'failed', reason: `cannot start ${JSON.stringify(program.program)}: ${faultSentence(error)}` });
  }
}

interface Prepared {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly log: FileHandle;
}

async function prepare(state: State, program: Program): Promise<Prepared> {
  const folder = await realOrThrow(state.root, join(state.root, program.folder));
  const [command, ...rest] = await commandLine(state, program, folder);
  if (command === undefined) throw new Error(`no command for a ${program.tool?.kind ?? 'program'}`);
  const log = await openForWriting(folder, program.log, fsConstants.O_APPEND);
  return { command, arguments: rest, folder, log };
}

/** A tool looks for itself whether its program is there. */
async function commandLine({ tools }: State, { program, tool }: Program, folder: string): Promise<readonly string[]> {
  if (tool !== undefined) {
    const command = tools[tool.kind] ?? [];
    return command.length === 0 ? [] : [...command, ...toolArguments(tool, join(folder, program))];
  }
  const file = await realOrThrow(folder, join(folder, program));
  if (!(await stat(file)).isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENXIO' });
  await chmod(file, 0o700);
  return [file];
}

async function realOrThrow(folder: string, path: string): Promise<string> {
  const real = await realInside(folder, path);
  if (real === null) throw Object.assign(new Error('a link leads out of the folder'), { code: 'ELOOP' });
  return real;
}

/** Nothing is awaited between the start and its entry in the list of groups. */
async function launch(state: State, id: number, prepared: Prepared, over: (exit: Exit) => void): Promise<void> {
  state.groups.begin();
  const child = spawn(prepared.command, prepared.arguments, {
    cwd: prepared.folder,
    detached: true,
    // One open file for both, so that what is written stays in order.
    stdio: ['ignore', prepared.log.fd, prepared.log.fd],
    env: environment(state.root, prepared.folder),
  });
  const { pid } = child;
  if (pid === undefined) throw await startFault(child);
  state.running.set(id, pid);
  let fault: unknown;
  child.once('exit', (code, signal) => {
    state.running.set(id, null);
    const exit = fault === undefined ? exitOf(code, signal) : unlisted(fault);
    if (state.abandoned) over(exit);
    else void ended(state, pid).then(() => over(exit));
  });
  try {
    state.groups.add(pid);
  } catch (error) {
    fault = error;
    killGroup(pid);
  }
}

function startFault(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => child.once('error', resolve));
}

function environment(root: string, folder: string): NodeJS.ProcessEnv {
  const mark = markOf(root);
  const harness = process.env[harnessMark];
  return {
    PATH: process.env['PATH'] ?? standardPath,
    HOME: folder,
    LANG: 'C',
    [mark.name]: mark.value,
    ...(harness === undefined ? {} : { [harnessMark]: harness }),
  };
}

function exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
  if (signal !== null) return { how: 'signal', signal: constants.signals[signal] };
  return { how: 'code', code: code ?? 0 };
}

/** A program that a later life could not find is not let run. */
function unlisted(fault: unknown): Exit {
  return { how: 'failed', reason: `cannot write down that a program runs: ${faultSentence(fault)}` };
}

async function ended(state: State, pid: number): Promise<void> {
  await endGroup(pid);
  if (state.abandoned) return;
  try {
    state.groups.drop(pid);
  } catch {
    // An entry too many does no harm: the start time shows that the process is another one.
  }
}

function tellIdle(state: State): void {
  if (state.running.size > 0) return;
  for (const done of state.idle.splice(0)) done();
}
