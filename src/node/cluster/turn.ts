/**
 * The step under way, as the pieces of the core share it: its outputs, its time, and what is left to do before it ends.
 * Leaves out what a step is (server.ts).
 */
import type { Env } from '../../lib/machine.ts';
import type { ServerOut } from './core.ts';

export class Turn {
  out: ServerOut = null as never;
  env: Env = { nowUs: 0, wallMs: 0 };
  private readonly left: (() => void)[] = [];

  /** Does it before the step ends, after all that is under way: whoever is told of a thing may do the next without being in its midst. */
  later(act: () => void): void {
    this.left.push(act);
  }

  /** Does what was left. */
  settle(): void {
    for (let act = this.left.shift(); act !== undefined; act = this.left.shift()) act();
  }
}
