/**
 * The simulator's scheduler against its reference heap, and simulated events per second, in one run.
 *
 * The hold model: take the earliest event, put one further on, with so many pending; then the same with timers that are re-armed.
 * Contenders take turns; a figure is the median of its rounds. Leaves out everything above the scheduler but for the last line.
 */
import { measure } from 'mitata';
import { Heap } from '../../sim/heap-scheduler.ts';
import { runJobSeed } from '../../sim/job-run.ts';
import { Wheel, type Scheduler } from '../../sim/scheduler.ts';
import { createPrng } from '../lib/prng.ts';

const ROUNDS = 5;
const MEASURE_NS = 40e6;
const BATCH = 1000;
const DELAYS = 1 << 16;
/** The bar: the wheel is never slower than the heap. */
const HEAP_MIN = 1;

const prng = createPrng('bench');
/** Delays in microseconds: most short, some long, as timers beside packets are. */
const delays = Int32Array.from({ length: DELAYS }, () =>
  prng.chance(1, 8) ? prng.below(60_000_000) : prng.below(20_000),
);

type Work = () => void;

/** Takes and puts, at a constant number of pending events. */
const hold = (scheduler: Scheduler, pending: number): Work => {
  let at = 0;
  const put = (): void => {
    at = (at + 1) & (DELAYS - 1);
    scheduler.schedule(scheduler.nowUs + delays[at]!, 0, at, 0, 0);
  };
  for (let count = 0; count < pending; count += 1) put();
  return () => {
    for (let count = 0; count < BATCH; count += 1) {
      scheduler.next(Number.MAX_SAFE_INTEGER);
      put();
    }
  };
};

/** Every event taken re-arms another timer: a cancel and a put. */
const rearm = (scheduler: Scheduler, pending: number): Work => {
  let at = 0;
  const handles = new Float64Array(pending);
  const put = (timer: number): void => {
    at = (at + 1) & (DELAYS - 1);
    handles[timer] = scheduler.schedule(scheduler.nowUs + delays[at]!, 0, timer, 0, 0);
  };
  for (let timer = 0; timer < pending; timer += 1) put(timer);
  return () => {
    for (let count = 0; count < BATCH; count += 1) {
      scheduler.next(Number.MAX_SAFE_INTEGER);
      put(scheduler.target);
      const timer = (at * 7919) % pending;
      scheduler.cancel(handles[timer]!);
      put(timer);
    }
  };
};

const medianOf = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;

/** Nanoseconds of one step of each contender, in the order given. */
const compare = async (works: readonly Work[]): Promise<number[]> => {
  const rounds: number[][] = works.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) {
      const { p50 } = await measure(work, { min_cpu_time: MEASURE_NS });
      rounds[index]!.push(p50 / BATCH);
    }
  }
  return rounds.map(medianOf);
};

let isFast = true;
for (const pending of [1000, 100_000]) {
  for (const [name, model] of [
    ['hold', hold],
    ['re-arm', rearm],
  ] as const) {
    const [wheel = 0, heap = 0] = await compare([model(new Wheel(), pending), model(new Heap(), pending)]);
    const ratio = heap / wheel;
    isFast &&= ratio >= HEAP_MIN;
    console.log(
      `${name} ${String(pending).padStart(6)} pending: wheel ${wheel.toFixed(0)} ns, heap ${heap.toFixed(0)} ns, ratio ${ratio.toFixed(2)}`,
    );
  }
}

const startMs = performance.now();
let eventCount = 0;
for (let seed = 1; seed <= 10; seed += 1) eventCount += runJobSeed(seed, 20).eventCount;
const seconds = (performance.now() - startMs) / 1000;
console.log(
  `job, 20 nodes: ${Math.round(eventCount / seconds)} events a second, ${(10 / seconds).toFixed(1)} seeds a second`,
);
process.exitCode = isFast ? 0 : 1;
