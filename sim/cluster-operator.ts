/**
 * The operator of a simulated cluster: makes the net, brings one node after the other in, again and again where it must, and has a node
 * that a concurrent edit dropped from the others' table leave its copy of the net, for nobody else tells it (7.3).
 *
 * A node that comes back gets another word, and a node that has missed its removal keeps the old one for it, for no merge changes an entry
 * that it knows (7.3, row 14): so a node that was in the net before is brought in only when all others have the same table.
 * Leaves out the nodes' lives and the faults (cluster-run.ts). Source: spec/cluster.md section 7.
 */
import type { Address } from '../src/lib/machine.ts';
import type { Prng } from '../src/lib/prng.ts';
import type { ServerCommand, ServerEvent, ServerView } from '../src/node/cluster/index.ts';
import type { PlannedNode } from './cluster-plan.ts';
import type { SimHost } from './host.ts';
import type { Simulation } from './simulation.ts';

/** A node of the run. */
export interface NodeSlot {
  readonly planned: PlannedNode;
  readonly host: SimHost;
  /** Null while the node is down, or not ready yet. */
  view: (() => ServerView) | null;
  /** Of its table, as it told last; 0 while it has none. */
  timestamp: bigint;
  /** Whether it was ever in the net. */
  wasMember: boolean;
  /** Nodes that it has told it has a link to. */
  linkCount: number;
  /** What waits for the answer of the ticket; forgotten at a crash. */
  readonly tickets: Map<number, (event: ServerEvent) => void>;
  lastTicket: number;
}

type Unticketed<Command> = Command extends { readonly ticket: number } ? Omit<Command, 'ticket'> : never;

export interface Operator {
  /** Whether there is nothing left to do. */
  readonly isIdle: boolean;
  /** When an edit of a table was last under way. */
  readonly editedUs: number;
}

export interface OperatorOptions {
  /** Between two looks. Edits within one tick of the clock may be lost (row 16). */
  readonly everyUs: number;
  /** From when on nodes leave copies of the net that are lost; before, a partition may explain it. */
  readonly healUs: number;
}

const PORT = 10_666;
/** Some passes of the connector. */
const GRACE_US = 30_000_000;
const NET = { uuid: 'aa'.repeat(16), name: 'net' };

/** Commands a node; `done` gets its answer, or nothing where the node crashes first. */
export const ask = (
  slot: NodeSlot,
  command: Unticketed<ServerCommand>,
  done: (event: ServerEvent) => void = () => undefined,
): void => {
  slot.lastTicket += 1;
  slot.tickets.set(slot.lastTicket, done);
  slot.host.command({ ...command, ticket: slot.lastTicket });
};

const listenOf = ({ planned }: NodeSlot): Address => ({ host: planned.host, port: PORT });

/** Puts the operator to work at once. */
export const operate = (
  sim: Simulation,
  slots: readonly NodeSlot[],
  { everyUs, healUs }: OperatorOptions,
): Operator => {
  const choices: Prng = sim.prng.fork('operator');
  const state = { isIdle: false, editedUs: 0 };
  const edited = (): void => void (state.editedUs = sim.nowUs);
  const look = (): void => {
    const act = nextAct(slots, choices, sim.nowUs >= healUs, sim.nowUs >= Math.max(healUs, state.editedUs) + GRACE_US);
    state.isIdle = act === 'nothing';
    if (typeof act !== 'string') {
      edited();
      act(edited);
    }
    sim.callAfter(everyUs, look);
  };
  sim.callAfter(0, look);
  return state;
};

/** What is to be done; `edited` is called when it has had its effect. */
type Act = (edited: () => void) => void;

/** What an operator would do; `wait`: something is under way. `isLong`: nodes have had the time to find each other by themselves. */
const nextAct = (
  slots: readonly NodeSlot[],
  choices: Prng,
  isHealed: boolean,
  isLong: boolean,
): Act | 'nothing' | 'wait' => {
  const ready = slots.filter(({ view, tickets }) => view !== null && tickets.size === 0);
  const members = ready.filter(({ timestamp }) => timestamp > 0n);
  const newest = newestOf(members);
  if (newest === null) return ready.includes(slots[0]!) && members.length === 0 ? create(slots[0]!) : 'wait';
  const insiders = members.filter(({ timestamp }) => timestamp === newest.timestamp);
  const mayReturn = isHealed && isAgreed(slots);
  const outsider = ready.find(({ timestamp, wasMember }) => timestamp === 0n && (!wasMember || mayReturn));
  if (outsider !== undefined) return join(outsider, insiders[choices.below(insiders.length)]!);
  if (members.length === slots.length && isAgreed(slots)) return 'nothing';
  const lost = isLong ? lostOf(members, newest) : undefined;
  return lost === undefined ? 'wait' : leave(lost);
};

/** A node that the holder of the newest table does not know, or that does not know the holder, is never told (7.3). */
const lostOf = (members: readonly NodeSlot[], newest: NodeSlot): NodeSlot | undefined => {
  const uuids = new Set(newest.view!().nodes.map(({ uuid }) => uuid));
  return members.find((slot) => !uuids.has(slot.planned.uuid) || !knows(slot, newest));
};

/** Whether all nodes are up, and those that are in a net have one and the same table. */
const isAgreed = (slots: readonly NodeSlot[]): boolean => {
  const stamps = new Set(slots.map(({ timestamp }) => timestamp));
  stamps.delete(0n);
  return stamps.size <= 1 && slots.every(({ view }) => view !== null);
};

const knows = ({ view }: NodeSlot, { planned }: NodeSlot): boolean =>
  view!().nodes.some(({ uuid }) => uuid === planned.uuid);

/** The member whose table is the newest: the one that all others will have. */
const newestOf = (members: readonly NodeSlot[]): NodeSlot | null => {
  let newest: NodeSlot | null = null;
  for (const slot of members) {
    if (newest === null || slot.timestamp > newest.timestamp) newest = slot;
  }
  return newest;
};

const create =
  (slot: NodeSlot): Act =>
  (edited) =>
    ask(slot, { kind: 'create-net', ...NET, listen: listenOf(slot) }, () => {
      edited();
      ask(slot, { kind: 'open-net' });
    });

const join =
  (slot: NodeSlot, at: NodeSlot): Act =>
  (edited) =>
    ask(at, { kind: 'allow-join', allow: true }, () =>
      ask(slot, { kind: 'join-net', at: listenOf(at), listen: listenOf(slot) }, (answer) => {
        edited();
        if (answer.kind === 'done') ask(slot, { kind: 'open-net' });
      }),
    );

const leave =
  (slot: NodeSlot): Act =>
  (edited) =>
    ask(slot, { kind: 'remove-node', address: slot.view!().self }, edited);
