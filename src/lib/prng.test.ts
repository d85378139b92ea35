/** Streams are pinned, forks do not depend on draws, bounds hold and are not biased. Leaves out statistical batteries. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrng } from './prng.ts';

const draws = (seed: number | string, count: number): number[] => {
  const prng = createPrng(seed);
  return Array.from({ length: count }, () => prng.u32());
};

test('a seed gives the same stream on every engine', () => {
  assert.deepEqual(draws(1, 4), [1551735787, 767931227, 49960299, 3617008397]);
  assert.deepEqual(draws('1', 4), draws(1, 4));
  assert.notDeepEqual(draws(2, 4), draws(1, 4));
});

test('a fork depends on the seed and the name alone', () => {
  const fresh = createPrng(7).fork('link/a-b').u32();
  const used = createPrng(7);
  for (let index = 0; index < 100; index += 1) used.u32();
  assert.equal(used.fork('link/a-b').u32(), fresh);
  assert.notEqual(used.fork('link/a-c').u32(), fresh);
  assert.notEqual(createPrng(8).fork('link/a-b').u32(), fresh);
  assert.notEqual(createPrng(7).fork('a').fork('b').u32(), createPrng(7).fork('b').fork('a').u32());
});

test('below stays in its bounds and reaches them evenly', () => {
  const prng = createPrng('bounds');
  const seen = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < 6000; index += 1) {
    const face = prng.below(6);
    seen[face] = (seen[face] ?? 0) + 1;
  }
  assert.equal(seen.length, 6);
  for (const count of seen) assert.ok(count > 850 && count < 1150, `uneven: ${seen.join(' ')}`);
  assert.equal(prng.below(1), 0);
  assert.ok(prng.below(2 ** 32) >= 0);
});

test('below has no bias where the bound divides 2^32 badly', () => {
  const prng = createPrng('bias');
  let low = 0;
  for (let index = 0; index < 3000; index += 1) low += prng.below(3 * 2 ** 30) < 2 ** 30 ? 1 : 0;
  assert.ok(low > 900 && low < 1100, `${low} of 3000 in the lowest third`);
});

test('below refuses what is no bound', () => {
  const prng = createPrng(1);
  for (const bound of [0, -1, 1.5, 2 ** 33, Number.NaN]) assert.throws(() => prng.below(bound), RangeError);
});

test('chance hits its share', () => {
  const prng = createPrng('chance');
  let hits = 0;
  for (let index = 0; index < 10_000; index += 1) hits += prng.chance(1, 10) ? 1 : 0;
  assert.ok(hits > 900 && hits < 1100, `${hits} of 10000`);
  assert.equal(prng.chance(0, 5), false);
  assert.equal(prng.chance(5, 5), true);
});

test('fill writes every octet of any length', () => {
  const prng = createPrng('fill');
  const bytes = new Uint8Array(1003);
  prng.fill(bytes);
  assert.ok(new Set(bytes).size > 200);
  assert.ok(bytes.subarray(1000).some((octet) => octet !== 0));
});
