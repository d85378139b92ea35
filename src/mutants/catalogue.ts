/**
 * All deliberate faults of the reference, by the part that they are in. Leaves out those of the examples (their faults.json).
 */
import type { Mutant } from './mutant.ts';

export const catalogue: readonly Mutant[] = [];
