/**
 * The machine's files and programs with answers: each has a function that is called when the host is done with it.
 * Leaves out the host's side. Files are worked on in the order in which that was asked. Source: src/lib/machine.ts `Out`.
 */
import { assert } from '../../lib/assert.ts';
import type { Exit, Input, Program, StoreMode } from '../../lib/machine.ts';
import type { Turn } from './turn.ts';

type Done = (error?: string) => void;
type Take = (data: Uint8Array | null, size: number) => void;

/** Octets of the first look at a file of unknown size. Our choice. */
const FIRST_LOOK = 1024 * 1024;

export class DiskWork {
  private readonly turn: Turn;
  private readonly done = new Map<number, Done>();
  private readonly takes = new Map<number, Take>();
  private readonly programs = new Map<number, (exit: Exit) => void>();
  private tokens = 0;
  private processes = 0;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.done.size + this.takes.size + this.programs.size === 0;
  }

  store(path: string, data: Uint8Array, mode: StoreMode, done: Done): void {
    this.turn.out.store(this.expect(done), path, data, mode);
  }

  remove(path: string, done: Done): void {
    this.turn.out.remove(this.expect(done), path);
  }

  sweep(path: string, done: Done): void {
    this.turn.out.sweep(this.expect(done), path);
  }

  /** A whole file of the machine's folder; null where there is no such regular file. */
  load(path: string, done: (data: Uint8Array | null) => void): void {
    this.look(path, FIRST_LOOK, (data, size) => {
      if (data === null || data.length >= size) done(data);
      else this.look(path, size, done);
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
    switch (input.kind) {
      case 'stored':
        return taken(this.done, input.token)(input.error);
      case 'loaded':
        return taken(this.takes, input.token)(input.data, input.size);
      case 'exited':
        return taken(this.programs, input.process)(input.exit);
    }
  }

  private look(path: string, size: number, take: Take): void {
    this.tokens += 1;
    this.takes.set(this.tokens, take);
    this.turn.out.load(this.tokens, '.', path, 0, size);
  }

  private expect(done: Done): number {
    this.tokens += 1;
    this.done.set(this.tokens, done);
    return this.tokens;
  }
}

/** Takes out who waits for the answer of that number. */
function taken<Waiting>(waiting: Map<number, Waiting>, number: number): Waiting {
  const found = waiting.get(number);
  assert(found !== undefined, `an answer for ${number}, which nobody asked`);
  waiting.delete(number);
  return found;
}
