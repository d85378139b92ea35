/**
 * The machine's disk with answers: each store, load, remove and sweep has a function that is called when the host is done with it.
 * Leaves out the host's side (src/host/disk.ts, sim/disk.ts). Operations happen in the order in which they were asked.
 */
import { assert } from '../lib/assert.ts';
import type { Input, Out, StoreMode } from '../lib/machine.ts';

export type Done = (error: string | null) => void;
export type Take = (data: Uint8Array | null, size: number) => void;

/** The step under way, so far as disks go. */
interface Turn {
  readonly out: Pick<Out<never>, 'store' | 'load' | 'remove' | 'sweep'>;
}

export class Disk {
  private readonly turn: Turn;
  private readonly done = new Map<number, Done>();
  private readonly takes = new Map<number, Take>();
  private tokens = 0;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.done.size + this.takes.size === 0;
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

  /** `take` gets null where there is no such regular file inside `folder`; else the octets and the file's whole size. */
  load(folder: string, path: string, offset: number, size: number, take: Take): void {
    this.tokens += 1;
    this.takes.set(this.tokens, take);
    this.turn.out.load(this.tokens, folder, path, offset, size);
  }

  /** Gives a `stored` or `loaded` input to whoever asked. */
  answer(input: Extract<Input<never>, { kind: 'stored' | 'loaded' }>): void {
    if (input.kind === 'stored') {
      const done = this.done.get(input.token);
      assert(done !== undefined, `stored for unknown token ${input.token}`);
      this.done.delete(input.token);
      done(input.error ?? null);
    } else {
      const take = this.takes.get(input.token);
      assert(take !== undefined, `loaded for unknown token ${input.token}`);
      this.takes.delete(input.token);
      take(input.data, input.size);
    }
  }

  private expect(done: Done): number {
    this.tokens += 1;
    this.done.set(this.tokens, done);
    return this.tokens;
  }
}
