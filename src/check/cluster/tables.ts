/**
 * Net tables in scenarios: taken from the subject, changed in words, compared as rows; and the nodes that the subject tells of.
 * Leaves out how they travel (as-net.ts) and their layout. Source: spec/cluster.md sections 5.3, 5.4, 6.5 and 7.3.
 */
import {
  addressText,
  type NetNode,
  type NetTable,
  nodesStruct,
  type NodesStruct,
  partsOf,
  readNetTable,
  serverAddress,
  verbs,
  writeNetTable,
} from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { connectEndpoint } from './as-endpoint.ts';
import { packetOf } from './dialect.ts';
import { type ClusterStage, type Player, verifyAddress } from './stage.ts';

/** Waits for a packet with a net table, which the stage keeps. Throws ExpectationFailed, also for what is no table. */
export async function hearTable(
  stage: ClusterStage,
  player: Player,
  title: string,
  forUs = requiredUs,
): Promise<NetTable> {
  const heard = await player.probe.expect({ title, value: {} }, forUs);
  verifyAddress(heard, 'origin', player.peer);
  const read = readNetTable(heard.value['payload'] as Uint8Array);
  if (read.kind === 'ok') return (stage.table = read.value);
  const { code, path, offset } = read.fault;
  const actual = `${code} in ${path} at ${offset}`;
  throw new ExpectationFailed({ expected: `${title} with a net table`, actual, code: 'bad-table' });
}

/** The stage's table, with these changes. UsageError where the subject sent none. */
export function changed(stage: ClusterStage, changes: Partial<NetTable> = {}): NetTable {
  if (stage.table === null) throw new UsageError('the subject has sent no table');
  return { ...stage.table, ...changes };
}

/** The octets of the stage's table, with these changes. */
export function octetsOf(stage: ClusterStage, changes: Partial<NetTable> = {}): Uint8Array {
  return writeNetTable(changed(stage, changes));
}

/** A table as rows of words: name and node word of each node, in order. */
export function rowsOf({ nodes }: NetTable): readonly string[] {
  return nodes.map(({ name, address }) => `${name} ${wordOf(address)}`);
}

const wordOf = (address: bigint): string =>
  serverAddress(partsOf(address).node) === address ? `${partsOf(address).node}` : addressText(address);

/** The table has these nodes in this order: `alpha 1`. Throws ExpectationFailed. */
export function verifyRows(table: NetTable, wanted: readonly string[]): void {
  const seen = rowsOf(table);
  if (seen.join() === wanted.join()) return;
  throw new ExpectationFailed({ expected: wanted.join(', '), actual: seen.join(', '), code: 'wrong-nodes' });
}

/** The entry of that name. Throws ExpectationFailed where the table has none. */
export function entryOf({ nodes }: NetTable, name: string): NetNode {
  const entry = nodes.findLast((node) => node.name === name);
  if (entry !== undefined) return entry;
  const actual = nodes.map((node) => node.name).join(', ');
  throw new ExpectationFailed({ expected: `an entry of "${name}"`, actual, code: 'no-entry' });
}

/** One part of a table or an entry is that. Throws ExpectationFailed. */
export function verifyPart(what: string, seen: unknown, wanted: unknown): void {
  if (seen === wanted) return;
  throw new ExpectationFailed({ expected: `${what} ${String(wanted)}`, actual: String(seen), code: 'wrong-part' });
}

/**
 * The nodes of the net as an endpoint of the suite is told: `alpha 1 online`. It asks again until they are these: a node notes the end
 * of a connection a while after it. Throws ExpectationFailed.
 */
export async function expectNodes(stage: ClusterStage, wanted: readonly string[], forUs = requiredUs): Promise<void> {
  const { world } = stage;
  const endUs = world.nowUs() + forUs;
  const looker = await connectEndpoint(stage, LOOKER);
  for (;;) {
    const seen = await nodesOf(looker);
    const rows = seen.map(({ name, address, online }) => `${name} ${wordOf(address)} ${online ? 'online' : 'offline'}`);
    if (rows.join() === wanted.join()) break;
    if (world.nowUs() >= endUs)
      throw new ExpectationFailed({ expected: wanted.join(', '), actual: rows.join(', '), code: 'wrong-nodes' });
    await world.until(() => undefined, AGAIN_US);
  }
  looker.probe.end();
  await looker.probe.expectEnd();
}

/** Who looks: an endpoint of a service that no scenario names. */
const LOOKER = 'the endpoint of "wireproof.look"';
const AGAIN_US = 100_000;

async function nodesOf({ probe, peer, self }: Player): Promise<NodesStruct['nodes']> {
  await probe.send(packetOf(verbs.enumerateNodes, peer, self, new Uint8Array(0)));
  const { value } = await probe.expect({ title: 'nodes', value: {} });
  const read = nodesStruct.read(value['payload'] as Uint8Array);
  if (read.kind === 'ok') return read.value.nodes;
  throw new ExpectationFailed({ expected: 'nodes with a structure', actual: read.fault.code, code: 'bad-structure' });
}
