/**
 * Programs of simulated hosts: process groups that run shell scripts in virtual time and outlive the machine that started them.
 *
 * A program is a script whose first line names a shell; it ends with its first process, and what is left of its group ends then. One
 * that is for a tool becomes a machine on its host's network, as the simulation's tools make it; sources do so when their script ends.
 * Leaves out the language of scripts (shell.ts), what tools are (tools.ts), and every other kind of program, which cannot be started.
 */
import type { Exit, Program } from '../src/lib/machine.ts';
import type { Prng } from '../src/lib/prng.ts';
import type { SimDisk } from './disk.ts';
import { PARK, type Run } from './shell-command.ts';
import { parseShell } from './shell-parse.ts';
import { runScript, type ProcessWorld } from './shell.ts';
import { Kind, type Simulation } from './simulation.ts';
import { kernelNameOf, type MachineProgram, type SimTools } from './tools.ts';

/** The host that a program runs on. */
export interface ProgramHost {
  readonly name: string;
  readonly number: number;
  readonly disk: SimDisk;
  exited(life: number, process: number, exit: Exit): void;
}

interface Group {
  readonly host: ProgramHost;
  readonly life: number;
  readonly process: number;
  readonly program: Program;
  /** Process numbers that live, the first process first. */
  readonly pids: Set<number>;
  /** Ends the machine that it has become. */
  end: (() => void) | null;
  isOver: boolean;
}

/** Starts a machine as a program of a host; gives what ends it. `over` is called when it exits by itself. */
export type StartMachine = (host: ProgramHost, program: MachineProgram, over: (exit: Exit) => void) => () => void;

interface Task {
  readonly group: Group;
  readonly pid: number;
  readonly parent: number;
  run: Run | null;
  isParked: boolean;
  isAlive: boolean;
}

/** From `run` to the first line of the script. */
const START_US = 500;
const FIRST_PID = 1000;
/** How long a host may take to note that a program has ended: mostly short, one time in four longer than a message travels. */
const NOTED_US = 500;
const NOTED_LATE_US = 20_000;
const noTool: Exit = { how: 'failed', reason: 'no command for this tool' };
/** How a job host ends whose module cannot be loaded. Source: spec/cluster.md Appendix D. */
const NOT_LOADED = 2;
const SHELL_LINE = /^#! ?\/(?:usr\/)?bin\/(?:sh|env sh|dash|bash)[ \t]*(?:\n|$)/;

export class Processes {
  readonly #sim: Simulation;
  readonly #start: Prng;
  readonly #noted: Prng;
  readonly #tasks: Task[] = [];
  readonly #groups = new Set<Group>();
  readonly #tools: SimTools | null;
  #startMachine: StartMachine | null = null;

  /** Without `tools` no program that is for one can be started. */
  constructor(sim: Simulation, tools: SimTools | null = null) {
    this.#sim = sim;
    this.#tools = tools;
    this.#start = sim.prng.fork('processes');
    this.#noted = sim.prng.fork('process-ends');
    sim.on(Kind.program, (task) => this.#resume(this.#tasks[task]!));
  }

  /** The hosts tell how machines are started on them. */
  startMachinesBy(start: StartMachine): void {
    this.#startMachine = start;
  }

  /** Starts a program for a life of a host's machine; `exited` follows, unless that life is over by then. */
  run(host: ProgramHost, life: number, process: number, program: Program): void {
    const group: Group = { host, life, process, program, pids: new Set(), end: null, isOver: false };
    this.#groups.add(group);
    const task = this.#create(group, 0);
    this.#sim.after(START_US + this.#start.below(START_US), Kind.program, task.pid - FIRST_PID);
  }

  /** Ends a program's whole group, as by signal 9. */
  kill(host: ProgramHost, life: number, process: number): void {
    for (const group of this.#groups) {
      if (group.host === host && group.life === life && group.process === process) {
        this.#end(group, { how: 'signal', signal: 9 });
      }
    }
  }

  /** Ends every group that earlier lives of a host's machine left running. */
  endBefore(host: ProgramHost, life: number): void {
    for (const group of this.#groups) {
      if (group.host === host && group.life < life) this.#end(group, { how: 'signal', signal: 9 });
    }
  }

  /** Programs that run on a host, or on all. */
  count(host?: ProgramHost): number {
    let count = 0;
    for (const group of this.#groups) if (host === undefined || group.host === host) count += 1;
    return count;
  }

  #create(group: Group, parent: number): Task {
    const pid = FIRST_PID + this.#tasks.length;
    const task: Task = { group, pid, parent, run: null, isParked: false, isAlive: true };
    this.#tasks.push(task);
    group.pids.add(pid);
    return task;
  }

  #resume(task: Task): void {
    if (!task.isAlive) return;
    task.isParked = false;
    if (task.run === null) {
      if (task.group.program.tool?.kind === 'job-host') return this.#startKernel(task.group);
      const failure = this.#load(task);
      if (failure !== null) return this.#unstarted(task.group, failure);
    }
    const next = task.run!.next();
    if (next.done === true) this.#ended(task, { how: 'code', code: next.value });
    else if (next.value === PARK) task.isParked = task.isAlive;
    else this.#sim.after(next.value, Kind.program, task.pid - FIRST_PID);
  }

  /** Reads the script; a sentence where it cannot be started. */
  #load(task: Task): string | null {
    const { host, program } = task.group;
    const octets = host.disk.readInside(program.folder, program.program);
    if (octets === null) return `no such program: ${program.program}`;
    const script = new TextDecoder().decode(octets);
    // Sources are given to a shell, whatever their first line is.
    if (program.tool === undefined && !SHELL_LINE.test(script)) return `not a shell script: ${program.program}`;
    host.disk.write(`${program.folder}/${program.log}`, new Uint8Array(0), 'append');
    task.run = runScript(this.#worldOf(task), () => parseShell(script));
    return null;
  }

  #worldOf(task: Task): ProcessWorld {
    const { group } = task;
    const { host, program } = group;
    const log = `${program.folder}/${program.log}`;
    return {
      disk: host.disk,
      folder: program.folder,
      program: program.program,
      pid: task.pid,
      log: (data) => void host.disk.write(log, data, 'append'),
      spawn: (create) => this.#spawn(task, create),
      signal: (pid, signal) => this.#signal(group, pid, signal),
      hasChildren: () => this.#tasks.some((child) => child.parent === task.pid && child.isAlive),
    };
  }

  #spawn(parent: Task, create: (world: ProcessWorld) => Run): number {
    const task = this.#create(parent.group, parent.pid);
    task.run = create(this.#worldOf(task));
    this.#sim.after(0, Kind.program, task.pid - FIRST_PID);
    return task.pid;
  }

  /** A signal from within: `pid` is a process of the group; 0 and the negative first one mean all of it. */
  #signal(group: Group, pid: number, signal: number): boolean {
    const isAll = pid === 0 || -pid === [...group.pids][0];
    const task = isAll ? undefined : this.#tasks[pid - FIRST_PID];
    if (!isAll && (task?.group !== group || !task.isAlive)) return false;
    if (signal === 0) return true;
    if (isAll) this.#end(group, { how: 'signal', signal });
    else this.#ended(task!, { how: 'signal', signal });
    return true;
  }

  #ended(task: Task, exit: Exit): void {
    if (!task.isAlive) return;
    task.isAlive = false;
    task.group.pids.delete(task.pid);
    if (task.parent === 0) return this.#scriptEnded(task.group, exit);
    const parent = this.#tasks[task.parent - FIRST_PID]!;
    if (!parent.isParked) return;
    parent.isParked = false;
    this.#sim.after(0, Kind.program, parent.pid - FIRST_PID);
  }

  #unstarted(group: Group, reason: string): void {
    if (group.program.tool === undefined || this.#tools === null) this.#end(group, { how: 'failed', reason });
    else this.#tellBuild(group, null);
  }

  #scriptEnded(group: Group, exit: Exit): void {
    if (group.program.tool === undefined || exit.how !== 'code') this.#end(group, exit);
    else this.#tellBuild(group, exit.code);
  }

  /** What a real tool does with a module that it cannot load: it ends with 2. */
  #startKernel(group: Group): void {
    const { host, program } = group;
    const { tool, folder } = program;
    if (tool?.kind !== 'job-host' || this.#tools === null) return this.#end(group, noTool);
    const octets = host.disk.readInside(folder, program.program);
    const name = octets === null ? null : kernelNameOf(octets);
    const kernel = name !== null && Object.hasOwn(this.#tools.kernels, name) ? this.#tools.kernels[name] : undefined;
    if (octets === null || kernel === undefined) return this.#end(group, { how: 'code', code: NOT_LOADED });
    this.#become(group, kernel({ node: tool.node, employer: tool.employer, kernel: octets }));
  }

  #tellBuild(group: Group, code: number | null): void {
    const { host, program } = group;
    const { tool, ...files } = program;
    if (tool?.kind !== 'compile-host' || this.#tools === null) return this.#end(group, noTool);
    this.#become(group, this.#tools.compileHost({ ...tool, ...files, code, disk: host.disk }));
  }

  #become(group: Group, program: MachineProgram): void {
    for (const pid of group.pids) this.#tasks[pid - FIRST_PID]!.isAlive = false;
    group.pids.clear();
    group.end = this.#startMachine?.(group.host, program, (exit) => this.#end(group, exit)) ?? null;
  }

  /** The whole group is over; its host's machine hears of it in an event of its own. */
  #end(group: Group, exit: Exit): void {
    if (group.isOver) return;
    group.isOver = true;
    group.end?.();
    this.#groups.delete(group);
    for (const pid of group.pids) this.#tasks[pid - FIRST_PID]!.isAlive = false;
    group.pids.clear();
    const notedUs = this.#noted.below(this.#noted.chance(1, 4) ? NOTED_LATE_US : NOTED_US);
    this.#sim.callAfter(notedUs, () => group.host.exited(group.life, group.process, exit));
  }
}
