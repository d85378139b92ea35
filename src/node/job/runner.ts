/**
 * Runs a job's programs one after the other and writes the last line of each one's part of its log.
 * Leaves out processes as such (the host's) and what comes after the last (node.ts). Source: spec/job.md D-15, D-16, D-25, D-26.
 */
import type { Exit } from '../../lib/machine.ts';
import type { Turn } from '../../protocols/job/index.ts';
import type { Disk } from '../disk.ts';
import { JOB_FOLDER, type RunOrder } from './workspace.ts';

const LF = 0x0a;
/** What cannot be started counts as this exit status (D-25). */
const NOT_STARTED = 126;
/** Added to the number of the signal that ended a program (D-16). */
const SIGNAL_BASE = 128;

export class Runner {
  private readonly turn: Turn;
  private readonly disk: Disk;
  private processes = 0;
  private running: number | null = null;
  private queue: readonly RunOrder[] = [];
  private index = 0;
  /** Called when the last program has ended; null when no job runs. */
  private done: (() => void) | null = null;
  /** Called when nothing runs any more; each `stop` adds one. */
  private stopped: (() => void)[] = [];

  constructor(turn: Turn, disk: Disk) {
    this.turn = turn;
    this.disk = disk;
  }

  /** Runs `runs` in order; `done` when the last log has its last line. A module has no program here: it cannot be started. */
  start(runs: readonly RunOrder[], done: () => void): void {
    this.queue = runs;
    this.index = 0;
    this.done = done;
    this.next();
  }

  /** Ends what runs, whole group; `stopped` when it has ended, at once when nothing runs. */
  stop(stopped: () => void): void {
    if (this.done === null) return stopped();
    this.stopped.push(stopped);
    if (this.running !== null) this.turn.out.kill(this.running);
  }

  exited(process: number, exit: Exit): void {
    if (process !== this.running) return;
    this.running = null;
    if (!this.halted()) this.endLog(statusOf(exit));
  }

  private next(): void {
    if (this.halted()) return;
    const run = this.queue[this.index];
    if (run === undefined) return this.finish();
    this.processes += 1;
    this.running = this.processes;
    this.turn.out.run(this.processes, { folder: JOB_FOLDER, program: run.file, log: run.log });
  }

  private finish(): void {
    const { done } = this;
    this.done = null;
    done?.();
  }

  private halted(): boolean {
    if (this.stopped.length === 0) return false;
    this.done = null;
    for (const stopped of this.stopped.splice(0)) stopped();
    return true;
  }

  /**
   * Ambiguity: "what was written" (D-26) is what this program wrote, or all that stands in the file. We look at the file: the status
   * has a line of its own also where a sent file without a line end is the log of a silent program. JOB-LOG-003, JOB-LOG-007.
   */
  private endLog(status: number): void {
    const log = (this.queue[this.index] as RunOrder).log;
    this.disk.load(JOB_FOLDER, log, 0, 0, (_data, size) => {
      if (size === 0) return this.writeStatus(log, false, status);
      this.disk.load(JOB_FOLDER, log, size - 1, 1, (last) =>
        this.writeStatus(log, last !== null && last[0] !== LF, status),
      );
    });
  }

  private writeStatus(log: string, open: boolean, status: number): void {
    const line = Buffer.from(`${open ? '\n' : ''}exit ${status}\n`);
    this.disk.store(`${JOB_FOLDER}/${log}`, line, 'append', () => {
      this.index += 1;
      this.next();
    });
  }
}

function statusOf(exit: Exit): number {
  if (exit.how === 'code') return exit.code;
  return exit.how === 'signal' ? SIGNAL_BASE + exit.signal : NOT_STARTED;
}
