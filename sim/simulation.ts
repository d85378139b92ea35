/**
 * One simulation: the scheduler, the table of what each kind of event does, the trace and the root of all streams.
 *
 * Leaves out everything that happens in it; network, hosts, disks and programs put their handlers in the table.
 */
import { assert } from '../src/lib/assert.ts';
import { createPrng, type Prng } from '../src/lib/prng.ts';
import { Heap } from './heap-scheduler.ts';
import { Wheel, type Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';

/** Every kind of event there is; the numbers are places in the handler table. */
export const Kind = {
  pump: 0,
  arrive: 1,
  read: 2,
  window: 3,
  linger: 4,
  dial: 5,
  refuse: 6,
  dialTimeout: 7,
  hostInput: 8,
  hostWake: 9,
  disk: 10,
  program: 11,
  call: 12,
} as const;

/** What an event does: `target`, `a` and `b` are what was scheduled. */
export type Handler = (target: number, a: number, b: number) => void;

/** 2026-01-31T12:00:00Z: the wall clock at time zero. Our choice. */
const WALL_START_MS = 1_769_860_800_000;
/** So many events at one microsecond mean that something goes round in circles. */
const SAME_TIME_EVENTS = 200_000;

export interface SimulationOptions {
  readonly seed: number | string;
  /** Keeps the trace as text lines too. */
  readonly keepLines?: boolean;
  readonly scheduler?: 'wheel' | 'reference';
}

/** What the run of a seed came to, whatever was run. */
export interface RunOutcome {
  readonly eventCount: number;
  readonly virtualUs: number;
  readonly hash: string;
  /** What was not as it must be; empty when the seed passed. */
  readonly problems: readonly string[];
  /** The trace, where it was kept. */
  readonly lines: readonly string[];
}

export class Simulation {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** Root of all streams; only ever forked. */
  readonly prng: Prng;
  /** Events done so far. */
  eventCount = 0;
  readonly #handlers: Handler[] = [];
  readonly #calls = new Map<number, () => void>();
  #callCount = 0;
  #sameTime = 0;

  constructor(options: SimulationOptions) {
    this.scheduler = options.scheduler === 'reference' ? new Heap() : new Wheel();
    this.trace = new Trace(options.keepLines ?? false);
    this.prng = createPrng(options.seed);
    this.on(Kind.call, (id) => this.#runCall(id));
  }

  get nowUs(): number {
    return this.scheduler.nowUs;
  }

  /** Unix time in milliseconds, the same on all hosts. */
  get wallMs(): number {
    return WALL_START_MS + Math.floor(this.scheduler.nowUs / 1000);
  }

  on(kind: number, handler: Handler): void {
    assert(this.#handlers[kind] === undefined, `two handlers for events of kind ${kind}`);
    this.#handlers[kind] = handler;
  }

  /** Schedules an event `inUs` from now; gives its handle. */
  after(inUs: number, kind: number, target: number, a = 0, b = 0): number {
    return this.scheduler.schedule(this.scheduler.nowUs + inUs, kind, target, a, b);
  }

  /** Calls back `inUs` from now. For plans and worlds; hot paths have kinds of their own. */
  callAfter(inUs: number, call: () => void): void {
    this.#callCount += 1;
    this.#calls.set(this.#callCount, call);
    this.after(inUs, Kind.call, this.#callCount);
  }

  /** Does the next event at or before `limitUs`; false where there is none. */
  step(limitUs: number): boolean {
    const scheduler = this.scheduler;
    const beforeUs = scheduler.nowUs;
    if (!scheduler.next(limitUs)) return false;
    this.#sameTime = scheduler.nowUs === beforeUs ? this.#sameTime + 1 : 0;
    assert(this.#sameTime < SAME_TIME_EVENTS, `time stands still at ${beforeUs} us (kind ${scheduler.kind})`);
    this.eventCount += 1;
    this.#handlers[scheduler.kind]!(scheduler.target, scheduler.a, scheduler.b);
    return true;
  }

  /** Runs everything up to `limitUs` and leaves the time there. */
  runUntil(limitUs: number): void {
    while (this.step(limitUs));
    this.scheduler.advance(limitUs);
  }

  /** What it has come to, with what was wrong. */
  outcome(problems: readonly string[]): RunOutcome {
    const { hash, lines } = this.trace;
    return { eventCount: this.eventCount, virtualUs: this.nowUs, hash, problems, lines };
  }

  #runCall(id: number): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.();
  }
}
