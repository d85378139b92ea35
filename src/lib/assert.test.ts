/** A condition that does not hold is ours: InvariantError. */
import { doesNotThrow, throws } from 'node:assert';
import { test } from 'node:test';
import { assert, unreachable } from './assert.ts';

test('assert throws for what does not hold only', () => {
  doesNotThrow(() => assert(1, 'one'));
  throws(() => assert(0, 'none'), { name: 'InvariantError', message: 'none' });
});

test('a branch that no value reaches is ours as well', () => {
  throws(() => unreachable('x' as never), { name: 'InvariantError', message: 'no branch for "x"' });
});
