/**
 * The `sim` world: a subject in a simulation of its own, real bytes, virtual time.
 *
 * One simulation per scenario, seeded by the run's seed and the scenario's id. Silence is provable here: time moves only when an event is
 * done or when it is shown that none is due before the deadline. Leaves out the contract's meaning and every protocol.
 */
import type {
  ContractEvent,
  Link,
  LinkEnd,
  Subject,
  SuiteListener,
  World,
  WorldSource,
} from '../src/check/world.ts';
import { NotClaimed, SubjectBroke } from '../src/check/world.ts';
import type { ContractAnswer, ContractEventLine, ContractServer, JsonObject } from '../src/lib/contract.ts';
import type { Address } from '../src/lib/machine.ts';
import type { Hosting } from '../src/node/hosting.ts';
import { createHosts } from './host.ts';
import type { Ground } from './life.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { createSimHosting } from './sim-hosting.ts';
import { createSuiteNet, type SuiteNet } from './suite-net.ts';
import { Simulation } from './simulation.ts';

export interface SimWorldOptions {
  readonly contract: (hosting: Hosting, emit: (event: ContractEventLine) => void) => ContractServer;
  readonly protocol: string;
  readonly profile: Readonly<Record<string, string>>;
}

/** How long an operation may go without an answer, as the contract gives it. */
const ANSWER_US = 10_000_000;
const SCAN_ANSWER_US = 15_000_000;
