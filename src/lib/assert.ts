/**
 * Checks of our own reasoning. Leaves out the checks of what comes from outside: those are values or UsageErrors.
 * Source: DESIGN, sentence 3.
 */
import { InvariantError } from './errors.ts';

/** Throws InvariantError with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** The branch that no value reaches: a new member of a closed set fails to compile in every switch that ends in this. */
export function unreachable(value: never): never {
  throw new InvariantError(`no branch for ${JSON.stringify(value)}`);
}
