/**
 * One seed of the cluster protocol: nodes join one by one, endpoints talk, faults happen; then everything heals, and within a bound every
 * node must have the same table and a link to every other.
 *
 * What an operator would do is done: a join that failed is asked for again, and a node that a concurrent edit dropped from the others'
 * table leaves its copy of the net and joins anew (7.3: nobody tells it). Leaves out drawing the plan (cluster-plan.ts) and traffic
 * (cluster-traffic.ts). Source: spec/cluster.md section 7.
 */
import { createClusterServer, defaultServerOptions, type ServerEvent } from '../src/node/cluster/index.ts';
import { ClusterChecker } from './cluster-checker.ts';
import { clusterFamilies, planClusterRun, type ClusterFamily, type ClusterPlan, type Removal } from './cluster-plan.ts';
import { ask, operate, type NodeSlot, type Operator } from './cluster-operator.ts';
import { planTraffic } from './cluster-traffic.ts';
import { planFaults } from './faults.ts';
import { createHosts } from './host.ts';
import type { Ground } from './life.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { Simulation, type RunOutcome, type SimulationOptions } from './simulation.ts';
import type { CrashFault } from './swarm.ts';

/** What a seed came to. */
export interface ClusterRunResult extends RunOutcome {
  readonly plan: ClusterPlan;
  /** Changes of tables in all. */
  readonly changes: number;
  readonly delivered: number;
  /** From the last fault or the last change that the operator asked for, whichever came later, until all agreed. */
  readonly convergedUs: number;
}

export interface ClusterRunOptions extends Omit<SimulationOptions, 'seed'> {
  readonly families?: readonly ClusterFamily[];
  /** Runs as a large net, whatever its size. */
  readonly isLarge?: boolean;
}

const LOOK_US = 500_000;
const REST_US = 5_000_000;

/**
 * After the last fault and the last edit within which all must agree: a dial that hangs ends after two minutes, and a pass dials its
 * targets one after the other; then a pass of every node, with its jitter.
 */
const CONVERGE_US = 300_000_000;
/** After the healing within which the operator must have brought everybody in. */
const OPERATE_US = 1_800_000_000;

/** Runs one seed to its end. The same seed and number of nodes give the same hash. */
export const runClusterSeed = (seed: number, nodeCount: number, options: ClusterRunOptions = {}): ClusterRunResult => {
  const plan = planClusterRun(seed, nodeCount, options.families ?? clusterFamilies, options.isLarge);
  const sim = new Simulation({ ...options, seed: `run/${seed}` });
  const network = new Network(sim, plan.linkOf);
  const ground: Ground = { sim, network, processes: new Processes(sim) };
  const createHost = createHosts(ground);
  const checker = new ClusterChecker(plan);
  const slots = plan.nodes.map((planned): NodeSlot => {
    return {
      planned,
      host: createHost(planned.host),
      view: null,
      timestamp: 0n,
      wasMember: false,
      linkCount: 0,
      tickets: new Map(),
      lastTicket: 0,
    };
  });
  for (const slot of slots) giveLife(ground, plan, slot, checker);
  const silence = planTraffic(ground, plan, createHost, checker, (place) => slots[place]!.view?.() ?? null);
  planFaults(sim, network, plan.networkFaults);
  const slotOf = (host: string): NodeSlot => slots.find(({ planned }) => planned.host === host)!;
  for (const fault of plan.nodeFaults)
    if (fault.kind === 'crash') planCrash(ground, plan, slotOf(fault.node), fault, checker);
    else planRemoval(ground, slotOf(fault.node), slotOf(fault.by), fault);
  const healUs = healingOf(plan);
  const operator = operate(sim, slots, { everyUs: plan.joinEveryUs, healUs });
  const endedUs = runToRest(sim, healUs, checker, operator, () => isConverged(slots));
  checker.checkEnd(slots.map(({ view }) => view?.() ?? null));
  talkOut(sim, plan, checker, silence);
  checker.checkTraffic();
  return {
    plan,
    changes: checker.changes,
    delivered: checker.deliveredCount,
    convergedUs: endedUs - Math.max(healUs, operator.editedUs),
    ...sim.outcome(checker.problems),
  };
};

/** A run without faults is healed from its beginning. */
const healingOf = ({ families, healUs }: ClusterPlan): number => (families.length === 0 ? 0 : healUs);

/** Whether all agree, by what they told; the checker looks at their views afterwards. */
const isConverged = (slots: readonly NodeSlot[]): boolean =>
  slots.every(
    ({ view, timestamp, linkCount }) =>
      view !== null && timestamp === slots[0]!.timestamp && linkCount === slots.length - 1,
  );

const runToRest = (
  sim: Simulation,
  healUs: number,
  checker: ClusterChecker,
  operator: Operator,
  isDone: () => boolean,
): number => {
  try {
    sim.runUntil(healUs);
    const limitUs = (): number => Math.min(healUs + OPERATE_US, Math.max(healUs, operator.editedUs) + CONVERGE_US);
    while (!checker.isBroken && sim.nowUs < limitUs() && !(operator.isIdle && isDone()))
      sim.runUntil(sim.nowUs + LOOK_US);
  } catch (error) {
    checker.broke('simulation', error);
  }
  return sim.nowUs;
};

/** A while of traffic among all, and a while for what is under way. */
const talkOut = (sim: Simulation, plan: ClusterPlan, checker: ClusterChecker, silence: () => void): void => {
  try {
    checker.isQuiet = checker.problems.length === 0;
    if (!checker.isBroken) sim.runUntil(sim.nowUs + plan.talkUs);
    silence();
    if (!checker.isBroken) sim.runUntil(sim.nowUs + REST_US);
  } catch (error) {
    checker.broke('simulation', error);
  }
};

/** Starts a node's machine on its host; it goes online by itself where its disk knows a net. */
const giveLife = (ground: Ground, plan: ClusterPlan, slot: NodeSlot, checker: ClusterChecker): void => {
  const { planned, host } = slot;
  const server = createClusterServer({
    ...defaultServerOptions,
    timers: { ...defaultServerOptions.timers, statusUs: plan.statusUs },
    uuid: planned.uuid,
    name: planned.name,
  });
  host.start(server, {
    event: (event) => {
      const said = event as ServerEvent;
      checker.nodeSaid(planned, said, ground.sim.nowUs);
      if (said.kind === 'table') slot.timestamp = said.table?.timestamp ?? 0n;
      slot.wasMember ||= slot.timestamp > 0n;
      if (said.kind === 'node-up') slot.linkCount += 1;
      else if (said.kind === 'node-down') slot.linkCount -= 1;
      if (said.kind === 'done' || said.kind === 'failed') return settle(slot, said.ticket, said);
      if (said.kind !== 'ready') return;
      slot.view = () => server.view();
      slot.timestamp = server.view().timestamp;
      slot.linkCount = 0;
      checker.checkRestart(planned, server.view());
      if (slot.timestamp > 0n) ask(slot, { kind: 'open-net' });
    },
    broke: (error) => checker.broke(planned.name, error),
  });
};

const settle = ({ tickets }: NodeSlot, ticket: number, event: ServerEvent): void => {
  const done = tickets.get(ticket);
  tickets.delete(ticket);
  done?.(event);
};

const planCrash = (
  ground: Ground,
  plan: ClusterPlan,
  slot: NodeSlot,
  crash: CrashFault,
  checker: ClusterChecker,
): void => {
  const { sim } = ground;
  sim.callAfter(crash.atUs, () => {
    sim.trace.noteValue(sim.nowUs, 'fault', crash.node, crash);
    if (!slot.host.isRunning) return;
    slot.view = null;
    slot.tickets.clear();
    slot.host.crash(crash.ending);
    sim.callAfter(crash.downUs, () => giveLife(ground, plan, slot, checker));
  });
};

const planRemoval = ({ sim }: Ground, victim: NodeSlot, by: NodeSlot, removal: Removal): void =>
  sim.callAfter(removal.atUs, () => {
    sim.trace.noteValue(sim.nowUs, 'fault', removal.node, removal);
    const known = by.view?.().nodes.find(({ uuid }) => uuid === victim.planned.uuid);
    if (known !== undefined) ask(by, { kind: 'remove-node', address: known.address });
  });
