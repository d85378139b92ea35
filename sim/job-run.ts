/**
 * One seed of the job protocol: an owner, nodes, a workload and faults; then everything heals and must come to rest.
 *
 * Required at the end: every job ended once, finished ones with the right octets; every node joined and idle; no folder, no process left.
 * Leaves out drawing the plan (job-plan.ts) and the command line (src/cli/sim.ts).
 */
import { createJobNode, createJobOwner, defaultNodeOptions, defaultOwnerOptions } from '../src/node/job/index.ts';
import type { NodeCommand, NodeEvent, NodeView, OwnerEvent, OwnerView } from '../src/node/job/index.ts';
import { planFaults } from './faults.ts';
import { createHosts, type SimHost } from './host.ts';
import { JobChecker } from './job-checker.ts';
import { families, OWNER, planJobRun, type Family, type JobPlan, type NodeFault } from './job-plan.ts';
import type { Ground } from './life.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { Simulation, type RunOutcome, type SimulationOptions } from './simulation.ts';

/** What a seed came to. */
export interface JobRunResult extends RunOutcome {
  readonly plan: JobPlan;
  readonly finished: number;
  readonly failed: number;
}

export interface JobRunOptions extends Omit<SimulationOptions, 'seed'> {
  /** Families of faults that may happen; all where it is not given. */
  readonly families?: readonly Family[];
}

const AT = { host: OWNER, port: 7000 };
/** Virtual time after the healing within which all must be at rest. Our choice: several silences and answers, and every job in turn. */
const REST_US = 1_800_000_000;
/** Connections that a failure names. */
const SOCKETS_SHOWN = 10;
const LOOK_US = 1_000_000;
const RECONNECT_US = 2_000_000;

interface NodeSlot {
  readonly host: SimHost;
  view: () => NodeView;
  /** Whether a connect command is on its way. */
  isConnecting: boolean;
}

/** Runs one seed to its end. The same seed and number of nodes give the same hash. */
export const runJobSeed = (seed: number, nodeCount: number, options: JobRunOptions = {}): JobRunResult => {
  const plan = planJobRun(seed, nodeCount, options.families ?? families);
  const sim = new Simulation({ ...options, seed: `run/${seed}` });
  const network = new Network(sim, plan.linkOf);
  const ground: Ground = { sim, network, processes: new Processes(sim) };
  const createHost = createHosts(ground);
  const checker = new JobChecker(plan);
  const view = startOwner(ground, createHost(OWNER), plan, checker);
  const slots = plan.nodes.map((name) => startNode(ground, createHost(name), plan, checker));
  planFaults(sim, network, plan.networkFaults);
  for (const fault of plan.nodeFaults)
    planNodeFault(ground, slots[plan.nodes.indexOf(fault.node)]!, fault, plan, checker);
  runToRest(sim, plan, checker, () => isAtRest(ground, slots, view, checker));
  checker.checkEnd();
  checker.checkOwner(view());
  for (const { host, view: viewNode } of slots) {
    checker.checkNode(host.name, host.isRunning ? viewNode() : null, host.disk.list(), ground.processes.count(host));
  }
  if (checker.problems.length > 0) checker.problems.push(...network.describe().slice(0, SOCKETS_SHOWN));
  return {
    plan,
    ...checker.counts,
    ...sim.outcome(checker.problems),
  };
};

const runToRest = (sim: Simulation, plan: JobPlan, checker: JobChecker, isDone: () => boolean): void => {
  try {
    sim.runUntil(plan.healUs);
    while (!checker.isBroken && sim.nowUs < plan.healUs + REST_US && !isDone()) sim.runUntil(sim.nowUs + LOOK_US);
  } catch (error) {
    checker.broke('simulation', error);
  }
};

const isAtRest = (ground: Ground, slots: readonly NodeSlot[], view: () => OwnerView, checker: JobChecker): boolean =>
  checker.isAllEnded &&
  ground.processes.count() === 0 &&
  view().nodes.length === slots.length &&
  slots.every(({ host, view: viewNode }) => host.isRunning && viewNode().status === 1 && host.disk.list().length === 0);

const startOwner = (ground: Ground, host: SimHost, plan: JobPlan, checker: JobChecker): (() => OwnerView) => {
  const { sim } = ground;
  const { byteOrder, fileNaming, timers } = plan;
  const owner = createJobOwner({ ...defaultOwnerOptions, timers, profile: { byteOrder, fileNaming } });
  host.start(owner, {
    event: (event) => {
      const job = checker.ownerSaid(event as OwnerEvent, (path) => host.disk.read(path));
      if (job === null || job.stopAtUs === null) return;
      const id = (event as Extract<OwnerEvent, { kind: 'job-queued' }>).job;
      sim.callAfter(Math.max(0, job.stopAtUs - sim.nowUs), () => host.command({ kind: 'stop-job', job: id }));
    },
    broke: (error) => checker.broke(OWNER, error),
  });
  host.command({ kind: 'listen', at: AT });
  for (const { atUs, ticket, order, ownerFile } of plan.jobs) {
    if (ownerFile !== null) host.disk.write(ownerFile.path, ownerFile.data, 'create');
    sim.callAfter(atUs, () => host.command({ kind: 'submit', ticket, order }));
  }
  return () => owner.view();
};

const startNode = (ground: Ground, host: SimHost, plan: JobPlan, checker: JobChecker): NodeSlot => {
  const slot: NodeSlot = { host, view: () => ({ status: null }), isConnecting: false };
  giveLife(ground, slot, plan, checker);
  return slot;
};

/** Starts a node's machine, which connects when it is ready and again whenever it has no owner. */
const giveLife = (ground: Ground, slot: NodeSlot, plan: JobPlan, checker: JobChecker): void => {
  const { byteOrder, fileNaming, timers } = plan;
  const node = createJobNode({ ...defaultNodeOptions, timers, profile: { byteOrder, fileNaming }, programs: true });
  const waits = ground.sim.prng.fork(`reconnect/${slot.host.name}/${ground.sim.nowUs}`);
  const connect = (): void => {
    if (slot.view !== view) return;
    slot.isConnecting = false;
    slot.host.command({ kind: 'connect', at: AT } satisfies NodeCommand);
  };
  const view = (): NodeView => node.view();
  slot.view = view;
  slot.isConnecting = false;
  slot.host.start(node, {
    event: (event) => {
      const { kind } = event as NodeEvent;
      if (!['ready', 'closed', 'connect-failed'].includes(kind) || slot.isConnecting) return;
      slot.isConnecting = true;
      ground.sim.callAfter(kind === 'ready' ? 0 : 1 + waits.below(RECONNECT_US), connect);
    },
    broke: (error) => checker.broke(slot.host.name, error),
  });
};

const planNodeFault = (ground: Ground, slot: NodeSlot, fault: NodeFault, plan: JobPlan, checker: JobChecker): void => {
  const { sim } = ground;
  sim.callAfter(fault.atUs, () => {
    sim.trace.noteValue(sim.nowUs, 'fault', fault.node, fault);
    if (fault.kind === 'leave') return slot.host.command({ kind: 'leave' } satisfies NodeCommand);
    if (fault.kind === 'disconnect') {
      return slot.host.command({ kind: 'disconnect', reason: 'as planned' } satisfies NodeCommand);
    }
    if (fault.kind !== 'crash' || !slot.host.isRunning) return undefined;
    slot.host.crash(fault.ending);
    sim.callAfter(fault.downUs, () => giveLife(ground, slot, plan, checker));
    return undefined;
  });
};
