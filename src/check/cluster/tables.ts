/**
 * Net tables in scenarios: taken from the subject, changed in words, compared as rows.
 * Leaves out how they travel (as-net.ts) and their layout. Source: spec/cluster.md sections 5.3, 6.5 and 7.3.
 */
import {
  addressText,
  type NetNode,
  type NetTable,
  partsOf,
  readNetTable,
  readRegistry,
  type RegistryNode,
  serverAddress,
  unixMsOf,
  writeNetTable,
} from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { type ClusterStage, type Player, verifyAddress, verifyPayload } from './stage.ts';

/** Waits for a packet with a net table, which the stage keeps. Throws ExpectationFailed, also for what is no table. */
export async function hearTable(
  stage: ClusterStage,
  player: Player,
  title: string,
  forUs = requiredUs,
): Promise<NetTable> {
  const heard = await player.probe.expect({ title, value: {} }, forUs);
  verifyAddress(heard, 'origin', player.peer);
  const octets = heard.value['payload'] as Uint8Array;
  const read = readNetTable(octets);
  if (read.kind === 'ok') {
    stage.tables.push({ table: read.value, octets });
    return read.value;
  }
  const { code, path, offset } = read.fault;
  const actual = `${code} in ${path} at ${offset}`;
  throw new ExpectationFailed({ expected: `${title} with a net table`, actual, code: 'bad-table' });
}

/** The table of the scenario; `back` counts those before it. UsageError where there is none. */
export function tableOf({ tables }: ClusterStage, back = 0): NetTable {
  const last = tables.at(-1 - back);
  if (last === undefined) throw new UsageError('the subject has sent no table');
  return last.table;
}

/** Waits for a packet with the same octets as the table of the scenario. Throws ExpectationFailed. */
export async function hearSame(stage: ClusterStage, player: Player, title: string): Promise<void> {
  const wanted = stage.tables.at(-1)?.octets ?? new Uint8Array(0);
  const heard = await player.probe.expect({ title, value: {} });
  verifyAddress(heard, 'origin', player.peer);
  verifyPayload(heard, wanted);
}

/** Makes another table that of the scenario, and gives its octets. */
export function putTable(stage: ClusterStage, table: NetTable): Uint8Array {
  const octets = writeNetTable(table);
  stage.tables.push({ table, octets });
  return octets;
}

/** A table as rows of words: name and node word of each node, in order. */
export function rowsOf({ nodes }: NetTable): readonly string[] {
  return nodes.map(({ name, address }) => `${name} ${wordOf(address)}`);
}

/** The node word of a server's address; all of it where it is none. */
export const wordOf = (address: bigint): string =>
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

/**
 * The table is dated within a while of now.
 * Ambiguity: whose clock it is, and how exact, the page does not say, save that some count whole seconds: 5 s. CLU-JOIN-013.
 */
export function verifyDatedNow(stage: ClusterStage): void {
  const apartMs = unixMsOf(tableOf(stage).timestamp) - stage.world.wallMs();
  if (Math.abs(apartMs) <= CLOCK_SLACK_MS) return;
  throw new ExpectationFailed({ expected: 'a table dated now', actual: `${apartMs} ms from now`, code: 'wrong-date' });
}

const CLOCK_SLACK_MS = 5_000;

/** The table is dated later than the one before it. */
export function verifyDatedLater(stage: ClusterStage): void {
  const [before, now] = [tableOf(stage, 1).timestamp, tableOf(stage).timestamp];
  if (now > before) return;
  throw new ExpectationFailed({ expected: `a date above ${before}`, actual: `${now}`, code: 'wrong-date' });
}

/** An entry has these parts. */
export function verifyEntry(entry: NetNode, wanted: Partial<NetNode>): void {
  for (const part of Object.keys(wanted) as (keyof NetNode)[]) {
    verifyPart(`${part} of "${entry.name}"`, entry[part], wanted[part]);
  }
}

/** The last table has of that node what the one so many tables before it has. */
export function verifySameEntry(stage: ClusterStage, name: string, back: number): void {
  verifyEntry(entryOf(tableOf(stage), name), entryOf(tableOf(stage, back), name));
}

/** The table of the scenario as a registry. Throws ExpectationFailed. */
function registryOf({ tables }: ClusterStage): RegistryNode {
  const read = readRegistry(tables.at(-1)?.octets ?? new Uint8Array(0));
  if (read.kind === 'ok') return read.value;
  throw new ExpectationFailed({ expected: 'a registry', actual: read.fault.code, code: 'bad-table' });
}

/** Names of the sub-nodes of the table of the scenario. */
export function subNodesOf(stage: ClusterStage): readonly string[] {
  return registryOf(stage).nodes.map(({ name }) => name);
}

/** Names and types of the values of a sub-node, or of the root where the name is empty, by name. */
export function valuesOf(stage: ClusterStage, name: string): string {
  const root = registryOf(stage);
  const node = name === '' ? root : root.nodes.find((inner) => inner.name === name);
  const lines = (node?.values ?? []).map((entry) => {
    const size = entry.type === 'binary' ? ` of ${entry.value.length} octets` : '';
    return `${entry.name} ${entry.type}${size}`;
  });
  return lines.sort().join();
}

/** One part of a table or an entry is that. Throws ExpectationFailed. */
export function verifyPart(what: string, seen: unknown, wanted: unknown): void {
  if (seen === wanted) return;
  throw new ExpectationFailed({ expected: `${what} ${String(wanted)}`, actual: String(seen), code: 'wrong-part' });
}
