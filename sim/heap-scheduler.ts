/**
 * The reference scheduler: a plain binary heap ordered by (time, sequence number).
 *
 * Slow and obvious on purpose; a property test runs it beside the wheel, and `scheduler: 'reference'` puts it in its place.
 * Leaves out every optimisation: a cancelled event stays in the heap until its time comes.
 */
import { assert } from '../src/lib/assert.ts';
import type { Scheduler } from './scheduler.ts';

interface Entry {
  readonly atUs: number;
  readonly sequence: number;
  readonly data: readonly [number, number, number, number];
}

const isBefore = (x: Entry, y: Entry): boolean => x.atUs < y.atUs || (x.atUs === y.atUs && x.sequence < y.sequence);

export class Heap implements Scheduler {
  nowUs = 0;
  kind = 0;
  target = 0;
  a = 0;
  b = 0;
  readonly #heap: Entry[] = [];
  readonly #live = new Set<number>();
  #sequence = 0;

  get size(): number {
    return this.#live.size;
  }

  schedule(atUs: number, kind: number, target: number, a: number, b: number): number {
    assert(Number.isSafeInteger(atUs) && atUs >= this.nowUs, `an event in the past or between microseconds: ${atUs}`);
    this.#sequence += 1;
    this.#live.add(this.#sequence);
    this.#heap.push({ atUs, sequence: this.#sequence, data: [kind, target, a, b] });
    this.#up(this.#heap.length - 1);
    return this.#sequence;
  }

  cancel(handle: number): boolean {
    return this.#live.delete(handle);
  }

  next(limitUs: number): boolean {
    while (this.#heap.length > 0 && !this.#live.has(this.#heap[0]!.sequence)) this.#pop();
    const first = this.#heap[0];
    if (first === undefined || first.atUs > limitUs) return false;
    this.#pop();
    this.#live.delete(first.sequence);
    this.nowUs = first.atUs;
    [this.kind, this.target, this.a, this.b] = first.data;
    return true;
  }

  advance(toUs: number): void {
    assert(Number.isSafeInteger(toUs) && toUs >= this.nowUs, `time cannot go back to ${toUs}`);
    this.nowUs = toUs;
  }

  #up(from: number): void {
    const heap = this.#heap;
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index]!, heap[parent]!)) return;
      [heap[index], heap[parent]] = [heap[parent]!, heap[index]!];
      index = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let index = 0; ;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let least = index;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && isBefore(heap[right]!, heap[least]!)) least = right;
      if (least === index) return;
      [heap[index], heap[least]] = [heap[least]!, heap[index]!];
      index = least;
    }
  }
}
