/**
 * What a node server remembers: who it is and the nets that it knows, in the registry that originals keep beside their program.
 * Leaves out files (src/host) and which net is active: none is until it is opened. Source: spec/cluster.md Appendix D, "Configuration".
 */
import { netTableOf, netTableTree, placeName, type NetTable } from './net-table.ts';
import { readRegistry } from './registry-read.ts';
import { writeRegistry } from './registry-write.ts';
import { asText, type RegistryNode, registryValue } from './registry.ts';
import { bad, good, type FormatResult } from './result.ts';
import { UUID_OCTETS, uuidOctets, uuidOf, ZERO_UUID, type Uuid } from './uuid.ts';

/** The name that originals give its file. */
export const CONFIGURATION_FILE = 'ecfsrvr.ecs';
/** The file of ours beside it, which has the table of the current net. */
export const TABLE_FILE = 'net.ecs';

export interface ServerConfiguration {
  readonly name: string;
  /** Zero where none is stored: the server has to choose one. */
  readonly uuid: Uuid;
  /** With the true preference of each for autoconnect. */
  readonly nets: readonly NetTable[];
  /** Ours alone: at which address to listen for a net. Originals skip what they do not know. Absent: for none. */
  readonly listenHosts?: ReadonlyMap<Uuid, string>;
}

/** The value of a net, beside those of its table, that holds the address to listen at. */
const LISTEN_HOST = 'Listen Host';

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
  const hosts = new Map<Uuid, string>();
  for (const node of root.nodes) {
    const net = netTableOf(node, octets);
    if (net.kind === 'bad') return net;
    nets.push(net.value);
    const host = asText(registryValue(node, LISTEN_HOST));
    if (host !== '') hosts.set(net.value.uuid, host);
  }
  const name = asText(registryValue(root, 'Node Name'));
  const configuration = { name, uuid: uuid === undefined ? ZERO_UUID : uuidOf(uuid.value as Uint8Array), nets };
  return good(hosts.size === 0 ? configuration : { ...configuration, listenHosts: hosts });
}

/** Writes a configuration as originals would. UsageError for what no net table can hold. */
export function writeServerConfiguration({ name, uuid, nets, listenHosts }: ServerConfiguration): Uint8Array {
  return writeRegistry({
    name: '',
    nodes: nets.map((net, index) => netTree(net, placeName(index), listenHosts?.get(net.uuid))),
    values: [
      { name: 'Node Name', type: 'string', value: name },
      { name: 'Node UUID', type: 'binary', value: uuidOctets(uuid) },
    ],
  });
}

function netTree(net: NetTable, place: string, host: string | undefined): RegistryNode {
  const tree = netTableTree(net, place);
  if (host === undefined) return tree;
  return { ...tree, values: [...tree.values, { name: LISTEN_HOST, type: 'string', value: host }] };
}
