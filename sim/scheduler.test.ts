/** The wheel against the heap, in any order of schedule, cancel, re-arm, next and advance. Leaves out speed (src/bench). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Heap } from './heap-scheduler.ts';
import { Wheel, type Scheduler } from './scheduler.ts';

type Step =
  | { readonly do: 'schedule'; readonly inUs: number }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'rearm'; readonly which: number; readonly inUs: number }
  | { readonly do: 'next'; readonly withinUs: number }
  | { readonly do: 'advance'; readonly byUs: number };

const delay = fc.oneof(
  fc.nat(3),
  fc.nat(40),
  fc.nat(2000),
  fc.nat(2 ** 31 - 1),
  fc.constantFrom(0, 31, 32, 33, 1023, 1024, 2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1, 2 ** 35, 2 ** 40 + 7, 2 ** 50),
);
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ do: fc.constant('schedule' as const), inUs: delay }),
    fc.record({ do: fc.constant('schedule' as const), inUs: delay }),
    fc.record({ do: fc.constant('cancel' as const), which: fc.nat(60) }),
    fc.record({ do: fc.constant('rearm' as const), which: fc.nat(60), inUs: delay }),
    fc.record({ do: fc.constant('next' as const), withinUs: delay }),
    fc.record({ do: fc.constant('advance' as const), byUs: delay }),
  ),
  { maxLength: 120 },
);

/** Everything that can be seen of a scheduler while it does the steps, then runs dry. */
const observe = (scheduler: Scheduler, plan: readonly Step[]): string[] => {
  const seen: string[] = [];
  const handles: number[] = [];
  const add = (inUs: number): void => {
    handles.push(scheduler.schedule(scheduler.nowUs + inUs, 1, handles.length, inUs & 255, 3));
  };
  const take = (limitUs: number): boolean => {
    const got = scheduler.next(limitUs);
    seen.push(
      `${got} ${scheduler.nowUs} ${scheduler.kind} ${scheduler.target} ${scheduler.a} ${scheduler.b} ${scheduler.size}`,
    );
    return got;
  };
  for (const step of plan) {
    if (step.do === 'schedule') add(step.inUs);
    if (step.do === 'cancel' || step.do === 'rearm') {
      const handle = handles[step.which % Math.max(1, handles.length)];
      if (handle !== undefined) seen.push(`cancel ${scheduler.cancel(handle)} ${scheduler.size}`);
    }
    if (step.do === 'rearm') add(step.inUs);
    if (step.do === 'next') take(scheduler.nowUs + step.withinUs);
    if (step.do === 'advance') {
      const toUs = scheduler.nowUs + step.byUs;
      if (!take(toUs)) scheduler.advance(toUs);
    }
  }
  while (take(Number.MAX_SAFE_INTEGER));
  return seen;
};

test('the wheel and the heap give one order', () => {
  fc.assert(
    fc.property(steps, (plan) => assert.deepEqual(observe(new Wheel(), plan), observe(new Heap(), plan))),
    { numRuns: 1500 },
  );
});

test('equal times come first in, first out, across redistribution and growth', () => {
  const wheel = new Wheel();
  const count = 5000;
  for (let index = 0; index < count; index += 1) wheel.schedule(1_000_000 + (index % 3), 0, index, 0, 0);
  const order: number[] = [];
  while (wheel.next(Number.MAX_SAFE_INTEGER)) order.push(wheel.target);
  const wanted = [0, 1, 2].flatMap((rest) =>
    Array.from({ length: count }, (_, index) => index).filter((index) => index % 3 === rest),
  );
  assert.deepEqual(order, wanted);
});

test('a handle is good once', () => {
  const wheel = new Wheel();
  const first = wheel.schedule(5, 0, 1, 0, 0);
  assert.equal(wheel.cancel(first), true);
  assert.equal(wheel.cancel(first), false);
  const second = wheel.schedule(6, 0, 2, 0, 0);
  assert.equal(wheel.cancel(first), false, 'the place is used again, the handle is not');
  assert.equal(wheel.next(10), true);
  assert.equal(wheel.cancel(second), false);
});

test('nothing is put in the past or between microseconds', () => {
  for (const scheduler of [new Wheel(), new Heap()]) {
    scheduler.advance(100);
    assert.throws(() => scheduler.schedule(99, 0, 0, 0, 0));
    assert.throws(() => scheduler.schedule(100.5, 0, 0, 0, 0));
    assert.throws(() => scheduler.advance(50));
    scheduler.schedule(100, 0, 0, 0, 0);
    assert.equal(scheduler.next(100), true);
  }
});

test('looking up to a limit moves nothing', () => {
  const wheel = new Wheel();
  wheel.schedule(5000, 0, 1, 0, 0);
  wheel.schedule(5001, 0, 2, 0, 0);
  assert.equal(wheel.next(4000), false);
  wheel.schedule(10, 0, 3, 0, 0);
  assert.equal(wheel.next(4000), true);
  assert.deepEqual([wheel.target, wheel.nowUs], [3, 10]);
});
