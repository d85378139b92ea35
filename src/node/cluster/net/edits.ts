/**
 * What happens to a net table: it is made, a node joins, a node goes, a newer one is merged in. Pure; tables share what they can.
 * Leaves out who may ask for it (joining.ts), the wire and the disk. Source: spec/cluster.md sections 2.4, 5.3 and 7.3; rows 12, 14-19.
 */
import {
  type ClusterAddress,
  networkAddressOf,
  networkAddressOctets,
  type NetNode,
  type NetTable,
  partsOf,
  serverAddress,
  type Ticks,
  type Uuid,
} from '../../../protocols/cluster/index.ts';

/** The address that the creator of a net has for itself until a joiner tells it a better one. Source: 7.3. */
export const LOOPBACK = '::1';

const WORD_MAX = 0xffff;
const TICKS_MAX: Ticks = 0xffff_ffff_ffff_ffffn;

/** What is told of a node that enters a table. */
export interface NewNode {
  readonly uuid: Uuid;
  readonly name: string;
  /** Network address. */
  readonly ip: string;
  readonly port: number;
}

/** A table of one node, which gets word 1. Names end at their first zero character: the wire ends them there. */
export function createTable(net: { readonly uuid: Uuid; readonly name: string }, self: NewNode, now: Ticks): NetTable {
  const nodes = [{ ...self, name: ended(self.name), address: serverAddress(1) }];
  return { autoconnect: false, name: ended(net.name), uuid: net.uuid, timestamp: now, nodes };
}

/** What the acceptor adds to its table. */
export interface Join {
  /** UUID of the node whose table it is. */
  readonly self: Uuid;
  /** What takes the place of ::1 in our own entry: the advertised address, else the one under which the joiner reached us. */
  readonly ownIp: string;
  readonly joiner: NewNode;
  readonly now: Ticks;
}

/**
 * The table with a joiner in it; null where no node word is left. A known UUID keeps its word and its place and gets the new address,
 * port and name (row 12). Our own entry, if it is at ::1, gets `ownIp`.
 */
export function addJoiner(table: NetTable, { self, ownIp, joiner, now }: Join): NetTable | null {
  const known = nodeOf(table, joiner.uuid);
  const word = largestWord(table) + 1;
  if (known === undefined && word > WORD_MAX) return null;
  const entry: NetNode = { ...joiner, name: ended(joiner.name), address: known?.address ?? serverAddress(word) };
  const nodes = table.nodes.map((node) => {
    if (node === known) return entry;
    return node.uuid === self && node.ip === LOOPBACK && ownIp !== LOOPBACK ? { ...node, ip: ownIp } : node;
  });
  if (known === undefined) nodes.push(entry);
  return { ...table, nodes, timestamp: editTime(table, now) };
}

function largestWord(table: NetTable): number {
  let largest = 0;
  for (const node of table.nodes) largest = Math.max(largest, partsOf(node.address).node);
  return largest;
}

function ended(name: string): string {
  const end = name.indexOf('\0');
  return end < 0 ? name : name.slice(0, end);
}

/** The table without the entries of that address; null where it has none. */
export function removeEntry(table: NetTable, address: ClusterAddress, now: Ticks): NetTable | null {
  const nodes = table.nodes.filter((node) => node.address !== address);
  return nodes.length === table.nodes.length ? null : { ...table, nodes, timestamp: editTime(table, now) };
}

/**
 * The date of an edit of ours: later than the table's, also within one millisecond and under a date in the future (rows 16, 17).
 * A table with the last date that there is cannot be edited any more.
 */
export function editTime(table: NetTable, now: Ticks): Ticks {
  const next = table.timestamp + 1n;
  const time = now > next ? now : next;
  return time > TICKS_MAX ? TICKS_MAX : time;
}

/** The first entry of that UUID. */
export function nodeOf(table: NetTable, uuid: Uuid): NetNode | undefined {
  return byUuid(table.nodes).get(uuid);
}

type ByUuid = ReadonlyMap<Uuid, NetNode>;

/** Made once for each list of entries, which all tables that have it share. */
const indices = new WeakMap<readonly NetNode[], ByUuid>();

function byUuid(nodes: readonly NetNode[]): ByUuid {
  const known = indices.get(nodes);
  if (known !== undefined) return known;
  const index = new Map<Uuid, NetNode>();
  for (const node of nodes) if (!index.has(node.uuid)) index.set(node.uuid, node);
  indices.set(nodes, index);
  return index;
}

export interface Merged {
  readonly table: NetTable;
  /** Nodes that were in the table and are in it no more. */
  readonly removed: readonly Uuid[];
}

/**
 * Merges a received table into our own; null where it is not newer, or of another net, and nothing happens.
 * Entries in both keep our values; those that only the received one has are appended as they are.
 * Where that comes to the very entries of the received table, they are taken over whole, and the received table itself is the result.
 */
export function mergeTables(own: NetTable, received: NetTable): Merged | null {
  if (received.timestamp <= own.timestamp || received.uuid !== own.uuid) return null;
  const { nodes, removed } = mergeNodes(own.nodes, received.nodes);
  const isTaken = nodes === received.nodes && own.autoconnect === received.autoconnect;
  return { table: isTaken ? received : { ...received, autoconnect: own.autoconnect, nodes }, removed };
}

interface MergedNodes {
  readonly nodes: readonly NetNode[];
  readonly removed: readonly Uuid[];
}

const NONE: readonly Uuid[] = [];

/** The merge that was made last: in one process many nodes merge the very same entries, and nobody changes them. */
let last: { readonly own: readonly NetNode[]; readonly received: readonly NetNode[]; readonly merged: MergedNodes } = {
  own: [],
  received: [],
  merged: { nodes: [], removed: NONE },
};

function mergeNodes(own: readonly NetNode[], received: readonly NetNode[]): MergedNodes {
  if (last.own === own && last.received === received) return last.merged;
  const merged = mergeAnew(own, received);
  last = { own, received, merged };
  return merged;
}

function mergeAnew(own: readonly NetNode[], received: readonly NetNode[]): MergedNodes {
  if (own === received || isBeginning(own, received)) return { nodes: received, removed: NONE };
  const [ours, theirs] = [byUuid(own), byUuid(received)];
  const kept = own.filter(({ uuid }) => theirs.has(uuid));
  const added = received.filter(({ uuid }) => !ours.has(uuid));
  const nodes = [...kept, ...added];
  const isReceived = nodes.length === received.length && isBeginning(nodes, received);
  const removed = kept.length === own.length ? NONE : [...ours.keys()].filter((uuid) => !theirs.has(uuid));
  return { nodes: isReceived ? received : nodes, removed };
}

/**
 * Whether the received entries begin with all of ours, so that all others are new. Entries with a UUID that stands twice (row 12:
 * originals make them) count as others do: what follows then is not new, and merging must look.
 */
function isBeginning(own: readonly NetNode[], received: readonly NetNode[]): boolean {
  if (own.length > received.length) return false;
  for (let index = 0; index < own.length; index += 1) {
    if (!isSameNode(own[index] as NetNode, received[index] as NetNode)) return false;
  }
  if (own.length === received.length) return true;
  const ours = byUuid(own);
  return !received.some(({ uuid }, index) => index >= own.length && ours.has(uuid));
}

/** Whether two tables tell the same. */
export function isSameTable(a: NetTable, b: NetTable): boolean {
  const isSameNet = a.uuid === b.uuid && a.name === b.name && a.autoconnect === b.autoconnect;
  const isSameState = a.timestamp === b.timestamp && a.nodes.length === b.nodes.length;
  return isSameNet && isSameState && a.nodes.every((node, index) => isSameNode(node, b.nodes[index] as NetNode));
}

/** Whether two entries tell the same. */
export function isSameNode(a: NetNode, b: NetNode): boolean {
  if (a === b) return true;
  return a.uuid === b.uuid && a.address === b.address && a.ip === b.ip && a.port === b.port && a.name === b.name;
}

/** A network address as tables have it, without the scope that sockets put behind one; null for what is none. */
export function normalAddress(host: string): string | null {
  try {
    return networkAddressOf(networkAddressOctets(host.replace(/%.*$/, '')));
  } catch {
    return null;
  }
}
