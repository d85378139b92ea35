/**
 * The net table: what one node knows of its net, as a registry. Leaves out merging and age (the node).
 * Source: spec/cluster.md section 6.5.
 */
import { asBoolean, asLong, asText, registryValue, type RegistryEntry, type RegistryNode } from './registry.ts';
import { networkAddressOctets, networkAddressOf, NETWORK_ADDRESS_OCTETS } from './network-address.ts';
import { readRegistry } from './registry-read.ts';
import { writeRegistry } from './registry-write.ts';
import { bad, good, type FormatBad, type FormatResult } from './result.ts';
import { UUID_OCTETS, uuidOctets, uuidOf, type Uuid } from './uuid.ts';

/** One node of a net. */
export interface NetNode {
  /** Address of its server. */
  readonly address: bigint;
  /** Network address as text: `::1`, `192.168.1.10`. */
  readonly ip: string;
  readonly port: number;
  readonly name: string;
  readonly uuid: Uuid;
}

export interface NetTable {
  /** What the sender prefers for itself; receivers ignore it. */
  readonly autoconnect: boolean;
  readonly name: string;
  readonly uuid: Uuid;
  /** When members last changed, in ticks. */
  readonly timestamp: bigint;
  /** In the order of the sender's table. */
  readonly nodes: readonly NetNode[];
}

const ADDRESS_OCTETS = 8;

/**
 * Reads a net table. Unknown values are skipped, missing ones are zero, false or empty, others are converted.
 * Entries that cannot be (zero UUID, a word twice) are tolerated. Faults: those of a registry, wrong-size.
 * Ambiguity: a binary of another size leaves the field of an original uninitialised; nothing of ours can be, so the table is refused.
 */
export function readNetTable(octets: Uint8Array): FormatResult<NetTable> {
  const registry = readRegistry(octets);
  return registry.kind === 'ok' ? netTableOf(registry.value, octets) : registry;
}

/** The net table in a node of a registry that was read from `octets`. Faults: wrong-size. */
export function netTableOf(root: RegistryNode, octets: Uint8Array): FormatResult<NetTable> {
  const wrong = wrongSize(root, 'Net UUID', UUID_OCTETS, octets) ?? firstWrongNode(root.nodes, octets);
  if (wrong !== null) return wrong;
  return good({
    autoconnect: asBoolean(registryValue(root, 'Autoconnect')),
    name: asText(registryValue(root, 'Net Name')),
    uuid: uuidOf(binary(root, 'Net UUID', UUID_OCTETS)),
    timestamp: BigInt.asUintN(64, asLong(registryValue(root, 'Timestamp'))),
    nodes: root.nodes.map(netNodeOf),
  });
}

function netNodeOf(node: RegistryNode): NetNode {
  const address = binary(node, 'Address', ADDRESS_OCTETS);
  return {
    address: new DataView(address.buffer, address.byteOffset).getBigUint64(0, true),
    ip: networkAddressOf(binary(node, 'IP Address', NETWORK_ADDRESS_OCTETS)),
    // Ambiguity: the page gives the port no range; a number outside of it can be dialled by nobody, so its low 16 bits are kept.
    port: Number(BigInt.asUintN(16, asLong(registryValue(node, 'IP Port')))),
    name: asText(registryValue(node, 'Node Name')),
    uuid: uuidOf(binary(node, 'Node UUID', UUID_OCTETS)),
  };
}

function firstWrongNode(nodes: readonly RegistryNode[], octets: Uint8Array): FormatBad | null {
  for (const node of nodes) {
    const wrong =
      wrongSize(node, 'Address', ADDRESS_OCTETS, octets) ??
      wrongSize(node, 'IP Address', NETWORK_ADDRESS_OCTETS, octets) ??
      wrongSize(node, 'Node UUID', UUID_OCTETS, octets);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongSize(node: RegistryNode, name: string, size: number, octets: Uint8Array): FormatBad | null {
  const entry = registryValue(node, name);
  if (entry === undefined || (entry.type === 'binary' && entry.value.length === size)) return null;
  const offset = entry.type === 'binary' ? entry.value.byteOffset - octets.byteOffset : 0;
  return bad('wrong-size', node.name === '' ? name : `${node.name}/${name}`, offset);
}

/** A binary that wrongSize let pass: zeros where it is missing. */
function binary(node: RegistryNode, name: string, size: number): Uint8Array {
  const entry = registryValue(node, name);
  return entry?.type === 'binary' ? entry.value : new Uint8Array(size);
}

/** Writes a net table, octet for octet as originals do. UsageError for an address, UUID or port that is none. */
export function writeNetTable(table: NetTable): Uint8Array {
  return writeRegistry(netTableTree(table, ''));
}

/** A net table as a node of a registry: the server's configuration has one for each net that it knows. */
export function netTableTree(table: NetTable, name: string): RegistryNode {
  const values: readonly RegistryEntry[] = [
    { name: 'Autoconnect', type: 'boolean', value: table.autoconnect },
    { name: 'Net Name', type: 'string', value: table.name },
    { name: 'Net UUID', type: 'binary', value: uuidOctets(table.uuid) },
    { name: 'Timestamp', type: 'time', value: table.timestamp },
  ];
  return { name, nodes: table.nodes.map(netNodeTree), values };
}

/** Values of entries that were written before: tables that follow each other share most of their entries. */
const entryValues = new WeakMap<NetNode, readonly RegistryEntry[]>();

function netNodeTree(node: NetNode, index: number): RegistryNode {
  const values = entryValues.get(node) ?? netNodeValues(node);
  entryValues.set(node, values);
  return { name: placeName(index), nodes: [], values };
}

function netNodeValues(node: NetNode): readonly RegistryEntry[] {
  const address = new Uint8Array(ADDRESS_OCTETS);
  new DataView(address.buffer).setBigUint64(0, node.address, true);
  return [
    { name: 'Address', type: 'binary', value: address },
    { name: 'IP Address', type: 'binary', value: networkAddressOctets(node.ip) },
    { name: 'IP Port', type: 'integer', value: node.port },
    { name: 'Node Name', type: 'string', value: node.name },
    { name: 'Node UUID', type: 'binary', value: uuidOctets(node.uuid) },
  ];
}

/** The name of a sub-node by its place in a list, from 0: at least four upper-case hexadecimal digits, counted from 1. */
export function placeName(index: number): string {
  return (index + 1).toString(16).toUpperCase().padStart(4, '0');
}
