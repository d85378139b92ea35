/**
 * When what happens: a monotone radix-32 timing wheel in typed arrays.
 *
 * Order is exact (no rounding to ticks) and first-in first-out among equal times; cancelling costs the same whatever is pending.
 * A time's level is the highest base-32 digit in which it differs from the reference time, its slot is that digit; equal times
 * therefore always share a slot, and redistribution keeps list order. Events are data: (kind, target, a, b), never closures.
 * Leaves out what the kinds mean (simulation.ts). Source: monotone radix heaps; Varghese and Lauck's hashed wheels.
 */
import { assert } from '../src/lib/assert.ts';

/** What a scheduler is, so that the wheel and its reference heap can be run side by side. Times are integer microseconds. */
export interface Scheduler {
  /** Time of the last event, or as far as `advance` went. */
  readonly nowUs: number;
  /** Events pending. */
  readonly size: number;
  /** The event that `next` took last. */
  readonly kind: number;
  readonly target: number;
  readonly a: number;
  readonly b: number;
  /** Puts an event (32-bit integers) at `atUs >= nowUs`; the handle is good until the event happens. */
  schedule(atUs: number, kind: number, target: number, a: number, b: number): number;
  /** Takes an event out; false where it happened or was cancelled before. */
  cancel(handle: number): boolean;
  /** Takes the earliest event at or before `limitUs` and moves the time to it; false where there is none. */
  next(limitUs: number): boolean;
  /** Moves the time on where nothing is pending before `toUs`. */
  advance(toUs: number): void;
}

const LEVELS = 11;
const SLOTS = 32;
const LOW_BITS = 30;
const LOW_RANGE = 2 ** LOW_BITS;
const INDEX_RANGE = 2 ** 22;
const NONE = -1;

/** Levels of the six low digits and the five high ones, by the number of leading zeros of the difference. */
const digitOf = (difference: number): number => ((31 - Math.clz32(difference)) / 5) | 0;

export class Wheel implements Scheduler {
  nowUs = 0;
  size = 0;
  kind = 0;
  target = 0;
  a = 0;
  b = 0;

  #capacity = 256;
  #free = NONE;
  #used = 0;
  #low = new Int32Array(this.#capacity);
  #high = new Int32Array(this.#capacity);
  #after = new Int32Array(this.#capacity);
  #before = new Int32Array(this.#capacity);
  #place = new Int32Array(this.#capacity);
  #generation = new Int32Array(this.#capacity);
  /** kind, target, a, b of each event, side by side. */
  #data = new Int32Array(this.#capacity * 4);

  readonly #first = new Int32Array(LEVELS * SLOTS).fill(NONE);
  readonly #last = new Int32Array(LEVELS * SLOTS).fill(NONE);
  readonly #slots = new Int32Array(LEVELS);
  #levels = 0;
  #referenceLow = 0;
  #referenceHigh = 0;

  schedule(atUs: number, kind: number, target: number, a: number, b: number): number {
    assert(Number.isSafeInteger(atUs) && atUs >= this.nowUs, `an event in the past or between microseconds: ${atUs}`);
    const event = this.#take();
    this.#high[event] = (atUs / LOW_RANGE) | 0;
    this.#low[event] = atUs % LOW_RANGE;
    const at = event * 4;
    this.#data[at] = kind;
    this.#data[at + 1] = target;
    this.#data[at + 2] = a;
    this.#data[at + 3] = b;
    this.#insert(event);
    this.size += 1;
    return this.#generation[event]! * INDEX_RANGE + event;
  }

  cancel(handle: number): boolean {
    const event = handle % INDEX_RANGE;
    if (event >= this.#used || this.#generation[event]! !== (handle - event) / INDEX_RANGE) return false;
    this.#unlink(event);
    this.#release(event);
    return true;
  }

  next(limitUs: number): boolean {
    if (this.#levels === 0) return false;
    const level = 31 - Math.clz32(this.#levels & -this.#levels);
    const slots = this.#slots[level]!;
    const slot = level * SLOTS + 31 - Math.clz32(slots & -slots);
    const event = level === 0 || this.#first[slot] === this.#last[slot] ? this.#first[slot]! : this.#earliest(slot);
    const atUs = this.#high[event]! * LOW_RANGE + this.#low[event]!;
    if (atUs > limitUs) return false;
    this.nowUs = atUs;
    this.#referenceLow = this.#low[event]!;
    this.#referenceHigh = this.#high[event]!;
    this.#unlink(event);
    if (level > 0) this.#redistribute(slot);
    this.#read(event);
    return true;
  }

  advance(toUs: number): void {
    assert(Number.isSafeInteger(toUs) && toUs >= this.nowUs, `time cannot go back to ${toUs}`);
    this.nowUs = toUs;
  }

  #read(event: number): void {
    const at = event * 4;
    this.kind = this.#data[at]!;
    this.target = this.#data[at + 1]!;
    this.a = this.#data[at + 2]!;
    this.b = this.#data[at + 3]!;
    this.#release(event);
  }

  /** First of the earliest in a slot. */
  #earliest(slot: number): number {
    let best = this.#first[slot]!;
    for (let event = this.#after[best]!; event !== NONE; event = this.#after[event]!) {
      const higher = this.#high[event]! - this.#high[best]!;
      if (higher < 0 || (higher === 0 && this.#low[event]! < this.#low[best]!)) best = event;
    }
    return best;
  }

  /** Spreads a slot over lower levels, in list order, now that the reference time lies in it. */
  #redistribute(slot: number): void {
    let event = this.#first[slot]!;
    if (event === NONE) return;
    this.#first[slot] = NONE;
    this.#last[slot] = NONE;
    this.#clearSlot(slot);
    while (event !== NONE) {
      const after = this.#after[event]!;
      this.#insert(event);
      event = after;
    }
  }

  #insert(event: number): void {
    const high = this.#high[event]!;
    const low = this.#low[event]!;
    const higher = high ^ this.#referenceHigh;
    const lower = low ^ this.#referenceLow;
    const level = higher !== 0 ? 6 + digitOf(higher) : lower !== 0 ? digitOf(lower) : 0;
    const digit = level < 6 ? (low >>> (level * 5)) & 31 : (high >>> ((level - 6) * 5)) & 31;
    const slot = level * SLOTS + digit;
    const last = this.#last[slot]!;
    this.#before[event] = last;
    this.#after[event] = NONE;
    if (last === NONE) this.#first[slot] = event;
    else this.#after[last] = event;
    this.#last[slot] = event;
    this.#place[event] = slot;
    this.#slots[level]! |= 1 << digit;
    this.#levels |= 1 << level;
  }

  #unlink(event: number): void {
    const slot = this.#place[event]!;
    const before = this.#before[event]!;
    const after = this.#after[event]!;
    if (before === NONE) this.#first[slot] = after;
    else this.#after[before] = after;
    if (after === NONE) this.#last[slot] = before;
    else this.#before[after] = before;
    if (this.#first[slot] === NONE) this.#clearSlot(slot);
  }

  #clearSlot(slot: number): void {
    const level = slot >>> 5;
    this.#slots[level]! &= ~(1 << (slot & 31));
    if (this.#slots[level] === 0) this.#levels &= ~(1 << level);
  }

  #take(): number {
    const event = this.#free;
    if (event !== NONE) {
      this.#free = this.#after[event]!;
      return event;
    }
    if (this.#used === this.#capacity) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  #release(event: number): void {
    this.#generation[event] = (this.#generation[event]! + 1) & (LOW_RANGE - 1);
    this.#after[event] = this.#free;
    this.#free = event;
    this.size -= 1;
  }

  #grow(): void {
    this.#capacity *= 2;
    assert(this.#capacity <= INDEX_RANGE, 'more than four million events pending');
    this.#low = grown(this.#low);
    this.#high = grown(this.#high);
    this.#after = grown(this.#after);
    this.#before = grown(this.#before);
    this.#place = grown(this.#place);
    this.#generation = grown(this.#generation);
    this.#data = grown(this.#data);
  }
}

const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
  const array = new Int32Array(old.length * 2);
  array.set(old);
  return array;
};
