/**
 * Net tables and their octets, so that the same table is read and written once however often it passes: a net of n nodes sends its
 * table over n * n links. Kept are the last few that were not large. Leaves out what a table means (edits.ts).
 * Source: our choice; spec/cluster.md section 6.5.
 */
import {
  type FormatResult,
  type NetNode,
  type NetTable,
  readNetTable,
  type Uuid,
  writeNetTable,
} from '../../../protocols/cluster/index.ts';
import { isSameNode, isSameTable } from './edits.ts';

/** A table and its octets, which nobody changes. */
export interface KnownTable {
  readonly table: NetTable;
  readonly octets: Uint8Array;
}

/** How many tables are kept, and octets of the largest of them: some 6000 nodes. Our choice. */
const KEPT = 8;
const KEPT_OCTETS = 1024 * 1024;

/**
 * The newest first. One for all servers of a process: what it holds depends on nothing but octets, and whether it is held changes
 * no answer.
 */
const kept: KnownTable[] = [];
const written = new WeakMap<NetTable, Uint8Array>();
/** Entries of the table that was read last, by UUID: equal ones of the next are the same objects. */
let lastEntries: ReadonlyMap<Uuid, NetNode> = new Map();

/** Reads a net table that may have been read before; `octets` are valid during the call only, those of the result for good. */
export function readTable(octets: Uint8Array): FormatResult<KnownTable> {
  const known = kept.find((each) => isEqual(each.octets, octets));
  if (known !== undefined) return { kind: 'ok', value: touched(known) };
  // `slice` of a buffer of the host would be a view.
  const own = new Uint8Array(octets);
  const read = readNetTable(own);
  return read.kind === 'bad' ? read : { kind: 'ok', value: keep({ table: shared(read.value), octets: own }) };
}

/** The table that tells the same and is known already, or this one with the entries that are. For tables from elsewhere than packets. */
export function sharedTable(table: NetTable): NetTable {
  const known = kept.find((each) => isSameTable(each.table, table));
  if (known !== undefined) return touched(known).table;
  const own = shared(table);
  tableOctets(own);
  return own;
}

/** The octets of a table; the same ones at every call. UsageError for what no net table can hold. */
export function tableOctets(table: NetTable): Uint8Array {
  const before = written.get(table);
  if (before !== undefined) return before;
  const octets = writeNetTable(table);
  written.set(table, octets);
  keep({ table, octets });
  return octets;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return (a.buffer === b.buffer && a.byteOffset === b.byteOffset) || Buffer.compare(a, b) === 0;
}

function touched(known: KnownTable): KnownTable {
  if (kept[0] !== known) {
    kept.splice(kept.indexOf(known), 1);
    kept.unshift(known);
  }
  return known;
}

function keep(known: KnownTable): KnownTable {
  if (known.octets.length > KEPT_OCTETS) return known;
  kept.unshift(known);
  if (kept.length > KEPT) kept.pop();
  lastEntries = new Map(known.table.nodes.map((node) => [node.uuid, node]));
  return known;
}

function shared(table: NetTable): NetTable {
  return { ...table, nodes: table.nodes.map(sharedNode) };
}

function sharedNode(node: NetNode): NetNode {
  const last = lastEntries.get(node.uuid);
  return last !== undefined && isSameNode(last, node) ? last : node;
}
