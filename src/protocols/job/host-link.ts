/**
 * What the sessions of a machine share with it: the sink and the time of the step under way.
 * The machine sets both at the head of every step; a session never keeps a time of its own. Leaves out everything else.
 */
import type { Env, Out } from '../../lib/machine.ts';

export interface Turn {
  out: Out<never>;
  env: Env;
}
