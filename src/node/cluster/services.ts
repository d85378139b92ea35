/**
 * The services of a node's server, put together: status, logging, launching and compiling. Leaves out the net and the core.
 * Source: spec/cluster.md sections 5.4 to 5.6.
 */
import { createCompilePart } from './compile/compile.ts';
import { Compiler } from './compile/compiler.ts';
import type { ServerCore, ServerPart } from './core.ts';
import { createLoggingPart } from './logging.ts';
import { createRentPart } from './rent/rent-part.ts';
import { Rent } from './rent/rent.ts';
import { createStatusPart } from './status.ts';

export interface Services {
  readonly parts: readonly ServerPart[];
  /** Whether 00000411 is served now; allowed anew at each activation. */
  readonly tasksAllowed: boolean;
}

/** The services of one server. They serve the command `set-tasks` too. */
export function createServices(core: ServerCore): Services {
  const compiler = new Compiler(core);
  const rent = new Rent(core, compiler);
  return {
    parts: [
      createStatusPart(core, () => rent.progress),
      createLoggingPart(core),
      createRentPart(core, rent),
      createCompilePart(core, compiler),
    ],
    get tasksAllowed() {
      return rent.tasksAllowed;
    },
  };
}
