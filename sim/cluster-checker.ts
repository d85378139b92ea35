/**
 * Watches what nodes and endpoints say in a run of the cluster protocol, and says what is not as it must be.
 *
 * At all times: no table of a node goes backwards, words and UUIDs in it are unique, what was on the disk is there after a crash, no
 * packet comes twice or to somebody else. At the end: all nodes have the same table and a link to each other.
 * Leaves out the wire: what is checked here is what a user of a node sees. Source: spec/cluster.md sections 2.4, 4.3, 7.3.
 */
import type { EndpointEvent, ServerEvent, ServerView } from '../src/node/cluster/index.ts';
import { addressText, type NetTable } from '../src/protocols/cluster/index.ts';
import type { ClusterPlan, PlannedNode } from './cluster-plan.ts';

/** A packet of the traffic; its number is its payload. */
export interface Sent {
  readonly to: bigint;
  /** A broadcast comes to each endpoint once. */
  readonly isBroadcast: boolean;
  /** Nothing was in its way. */
  readonly isSure: boolean;
  readonly heardBy: Set<string>;
}

const PROBLEMS_MAX = 50;

export class ClusterChecker {
  readonly problems: string[] = [];
  isBroken = false;
  /** Changes of any table so far. */
  changes = 0;
  lastChangeUs = 0;
  deliveredCount = 0;
  readonly #plan: ClusterPlan;
  readonly #newest = new Map<string, bigint>();
  readonly #checked = new WeakSet<NetTable>();
  readonly sent: Sent[] = [];

  constructor(plan: ClusterPlan) {
    this.#plan = plan;
  }

  /** A machine threw. */
  broke(place: string, error: unknown): void {
    this.isBroken = true;
    this.#problem(`${place} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  nodeSaid({ name }: PlannedNode, event: ServerEvent, nowUs: number): void {
    if (event.kind !== 'table') return;
    this.changes += 1;
    this.lastChangeUs = nowUs;
    if (event.table === null) return void this.#newest.delete(name);
    const before = this.#newest.get(name) ?? 0n;
    if (event.table.timestamp < before)
      this.#problem(`${name}: its table went back from ${before} to ${event.table.timestamp}`);
    this.#newest.set(name, event.table.timestamp);
    this.#checkTable(name, event.table);
  }

  /** A node that has started again has at least the table that it told of before. */
  checkRestart({ name }: PlannedNode, view: ServerView): void {
    const before = this.#newest.get(name);
    if (before === undefined || (view.net !== null && view.timestamp >= before)) return;
    this.#problem(
      `${name}: after a restart its table is ${view.net === null ? 'gone' : view.timestamp}, it had told ${before}`,
    );
  }

  /** Many nodes have one and the same table: it is looked at once. */
  #checkTable(name: string, table: NetTable): void {
    if (this.#checked.has(table)) return;
    this.#checked.add(table);
    const words = new Set(table.nodes.map(({ address }) => address));
    const uuids = new Set(table.nodes.map(({ uuid }) => uuid));
    if (words.size !== table.nodes.length) this.#problem(`${name}: two nodes of its table have one word`);
    if (uuids.size !== table.nodes.length) this.#problem(`${name}: one node is in its table twice`);
  }

  /** An endpoint of the traffic received something. */
  endpointHeard(host: string, self: bigint, event: EndpointEvent): void {
    if (event.kind !== 'message') return;
    const number = new DataView(event.payload.buffer, event.payload.byteOffset).getUint32(0, true);
    const sent = this.sent[number];
    if (sent === undefined) return this.#problem(`${host}: a packet that nobody sent`);
    if (event.to !== self) this.#problem(`${host}: a packet for ${addressText(event.to)} came to ${addressText(self)}`);
    if (!sent.isBroadcast && sent.to !== self)
      this.#problem(`${host}: packet ${number} was for ${addressText(sent.to)}, it came to ${addressText(self)}`);
    if (sent.heardBy.has(host)) this.#problem(`${host}: packet ${number} came twice`);
    sent.heardBy.add(host);
    this.deliveredCount += 1;
  }

  /** All nodes have links to each other, and there are no faults any more. */
  isQuiet = false;

  /** Between nodes that have links every packet that is not a broadcast arrives. */
  checkTraffic(): void {
    if (this.isBroken) return;
    const lost = this.sent.findIndex(
      ({ isSure, isBroadcast, heardBy }) => isSure && !isBroadcast && heardBy.size === 0,
    );
    if (lost >= 0) this.#problem(`packet ${lost} never arrived, and nothing was in its way`);
  }

  checkEnd(views: readonly (ServerView | null)[]): void {
    if (this.isBroken) return;
    const reference = views[0];
    for (const [place, view] of views.entries()) {
      const { name } = this.#plan.nodes[place]!;
      if (view === null || view.net === null) this.#problem(`${name} is in no net`);
      else if (!isSameNet(view, reference ?? null)) this.#problem(`${name} has another table than the first node`);
      else for (const { name: other } of offlineIn(view)) this.#problem(`${name} has no link to ${other}`);
    }
  }

  #problem(text: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(text);
  }
}

/** Whether two nodes know the same members under the same words; the order of their tables may differ. */
const isSameNet = (view: ServerView, other: ServerView | null): boolean => {
  if (other === null || view.net?.uuid !== other.net?.uuid || view.nodes.length !== other.nodes.length) return false;
  const words = new Map(other.nodes.map(({ uuid, address }) => [uuid, address]));
  return view.nodes.every(({ uuid, address }) => words.get(uuid) === address);
};

/** Members without a link. */
const offlineIn = (view: ServerView): readonly { readonly name: string }[] =>
  view.nodes.filter(({ online }) => !online);
