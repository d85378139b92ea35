/**
 * What a node server remembers: who it is and the nets that it knows, in the registry that originals keep beside their program.
 * Leaves out files (src/host) and which net is active: none is until it is opened. Source: spec/cluster.md Appendix D, "Configuration".
 */
import { netTableOf, netTableTree, placeName, type NetTable } from './net-table.ts';
import { readRegistry } from './registry-read.ts';
import { writeRegistry } from './registry-write.ts';
import { asText, registryValue } from './registry.ts';
import { bad, good, type FormatResult } from './result.ts';
import { UUID_OCTETS, uuidOctets, uuidOf, ZERO_UUID, type Uuid } from './uuid.ts';

export interface ServerConfiguration {
  readonly name: string;
  /** Zero where none is stored: the server has to choose one. */
  readonly uuid: Uuid;
  /** With the true preference of each for autoconnect. */
  readonly nets: readonly NetTable[];
}

/** Reads a configuration. Faults: those of a net table. */
export function readServerConfiguration(octets: Uint8Array): FormatResult<ServerConfiguration> {
  const registry = readRegistry(octets);
  if (registry.kind === 'bad') return registry;
  const root = registry.value;
  const uuid = registryValue(root, 'Node UUID');
  if (uuid !== undefined && (uuid.type !== 'binary' || uuid.value.length !== UUID_OCTETS)) {
    return bad('wrong-size', 'Node UUID', 0);
  }
  const nets: NetTable[] = [];
  for (const node of root.nodes) {
    const net = netTableOf(node, octets);
    if (net.kind === 'bad') return net;
    nets.push(net.value);
  }
  const name = asText(registryValue(root, 'Node Name'));
  return good({ name, uuid: uuid === undefined ? ZERO_UUID : uuidOf(uuid.value as Uint8Array), nets });
}

/** Writes a configuration as originals would. UsageError for what no net table can hold. */
export function writeServerConfiguration({ name, uuid, nets }: ServerConfiguration): Uint8Array {
  return writeRegistry({
    name: '',
    nodes: nets.map((net, index) => netTableTree(net, placeName(index))),
    values: [
      { name: 'Node Name', type: 'string', value: name },
      { name: 'Node UUID', type: 'binary', value: uuidOctets(uuid) },
    ],
  });
}
