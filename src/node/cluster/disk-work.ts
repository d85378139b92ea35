/**
 * The machine's files and programs with answers: each has a function that is called when the host is done with it.
 * Leaves out the host's side. Files are worked on in the order in which that was asked. Source: src/lib/machine.ts `Out`.
 */
import { assert } from '../../lib/assert.ts';
import type { Exit, Input, Program, StoreMode } from '../../lib/machine.ts';
import { Disk } from '../disk.ts';
import type { Turn } from './turn.ts';

type Done = (error?: string) => void;

/** Octets of the first look at a file of unknown size. Our choice. */
const FIRST_LOOK = 1024 * 1024;

export class DiskWork {
  private readonly turn: Turn;
  private readonly disk: Disk;
  private readonly programs = new Map<number, (exit: Exit) => void>();
  private processes = 0;

  constructor(turn: Turn) {
    this.turn = turn;
    this.disk = new Disk(turn);
  }

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.disk.isIdle && this.programs.size === 0;
  }

  store(path: string, data: Uint8Array, mode: StoreMode, done: Done): void {
    this.disk.store(path, data, mode, (error) => done(error ?? undefined));
  }

  remove(path: string, done: Done): void {
    this.disk.remove(path, (error) => done(error ?? undefined));
  }

  sweep(path: string, done: Done): void {
    this.disk.sweep(path, (error) => done(error ?? undefined));
  }

  /** A whole file of the machine's folder; null where there is no such regular file. */
  load(path: string, done: (data: Uint8Array | null) => void): void {
    this.disk.load('.', path, 0, FIRST_LOOK, (data, size) => {
      if (data === null || data.length >= size) done(data);
      else this.disk.load('.', path, 0, size, done);
    });
  }

  run(program: Program, exited: (exit: Exit) => void): number {
    this.processes += 1;
    this.programs.set(this.processes, exited);
    this.turn.out.run(this.processes, program);
    return this.processes;
  }

  kill(process: number): void {
    if (this.programs.has(process)) this.turn.out.kill(process);
  }

  killAll(): void {
    for (const process of this.programs.keys()) this.turn.out.kill(process);
  }

  /** Gives an answer of the host to whoever asked. */
  answer(input: Extract<Input<never>, { kind: 'stored' | 'loaded' | 'exited' }>): void {
    if (input.kind !== 'exited') return this.disk.answer(input);
    const exited = this.programs.get(input.process);
    assert(exited !== undefined, `an exit of program ${input.process}, which nobody runs`);
    this.programs.delete(input.process);
    exited(input.exit);
  }
}
