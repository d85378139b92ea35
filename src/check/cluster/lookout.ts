/**
 * What the node under test tells of itself to an endpoint that looks: the nodes of its net, its endpoints. It is asked again until the
 * answer is the wanted one, because a node notes the end of a connection a while after it. Source: spec/cluster.md section 5.4.
 */
import { addressText, nodeEndpointsStruct, nodesStruct, verbs } from '../../protocols/cluster/index.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { connectEndpoint } from './as-endpoint.ts';
import { packetOf } from './dialect.ts';
import type { ClusterStage, Player } from './stage.ts';
import { wordOf } from './tables.ts';

/** Who looks: an endpoint of a service that no scenario names. */
const LOOKER = 'the endpoint of "wireproof.look"';
const AGAIN_US = 100_000;

/** Asks until `look` gives null, which means that all is as wanted; else what is wrong. Throws ExpectationFailed. */
async function lookUntil(
  stage: ClusterStage,
  look: (looker: Player) => Promise<ExpectationFailed | null>,
  forUs: number,
): Promise<void> {
  const { world } = stage;
  const endUs = world.nowUs() + forUs;
  const looker = await connectEndpoint(stage, LOOKER);
  for (;;) {
    const wrong = await look(looker);
    if (wrong === null) break;
    if (world.nowUs() >= endUs) throw wrong;
    await world.until(() => undefined, AGAIN_US);
  }
  looker.probe.end();
  await looker.probe.expectEnd();
}

/** Waits until the nodes of the net are these, in this order: `alpha 1 online`. Throws ExpectationFailed. */
export async function expectNodes(stage: ClusterStage, wanted: readonly string[], forUs = requiredUs): Promise<void> {
  await lookUntil(stage, async (looker) => differing(await rowsSeen(looker), wanted), forUs);
}

/** The node tells of no node of that name. Throws ExpectationFailed. */
export async function expectWithout(stage: ClusterStage, name: string): Promise<void> {
  await noteNodes(stage);
  const row = stage.noted.find((seen) => seen.startsWith(`${name} `));
  if (row !== undefined) throw new ExpectationFailed({ expected: `no "${name}"`, actual: row, code: 'wrong-nodes' });
}

/** The nodes of the net as they are now. */
export async function noteNodes(stage: ClusterStage): Promise<void> {
  const look = async (looker: Player): Promise<null> => {
    stage.noted = await rowsSeen(looker);
    return null;
  };
  await lookUntil(stage, look, requiredUs);
}

/** A row without `online` or `offline` may be either. */
function differing(seen: readonly string[], wanted: readonly string[]): ExpectationFailed | null {
  const isRight = seen.length === wanted.length && wanted.every((row, index) => isRow(seen[index] ?? '', row));
  if (isRight) return null;
  return new ExpectationFailed({ expected: wanted.join(', '), actual: seen.join(', '), code: 'wrong-nodes' });
}

const isRow = (seen: string, wanted: string): boolean => seen === wanted || seen.replace(/ \w+$/, '') === wanted;

async function rowsSeen(looker: Player): Promise<readonly string[]> {
  const read = nodesStruct.read(await askOf(looker, verbs.enumerateNodes, 'nodes'));
  if (read.kind === 'bad') throw badStructure(read.fault.code);
  return read.value.nodes.map(({ name, address, online }) => {
    return `${name} ${wordOf(address)} ${online ? 'online' : 'offline'}`;
  });
}

/** Waits until the node tells of no endpoint with that address. Throws ExpectationFailed. */
export async function awaitGone(stage: ClusterStage, address: bigint, forUs = requiredUs): Promise<void> {
  await lookUntil(stage, async (looker) => stillThere(await endpointsSeen(looker), address), forUs);
}

function stillThere(seen: readonly bigint[], address: bigint): ExpectationFailed | null {
  if (!seen.includes(address)) return null;
  return new ExpectationFailed({
    expected: `no ${addressText(address)}`,
    actual: 'it is among the endpoints',
    code: 'endpoint-not-gone',
  });
}

async function endpointsSeen(looker: Player): Promise<readonly bigint[]> {
  const read = nodeEndpointsStruct.read(await askOf(looker, verbs.enumerateEndpoints, 'endpoints'));
  if (read.kind === 'bad') throw badStructure(read.fault.code);
  return read.value.endpoints.map(({ address }) => address);
}

async function askOf({ probe, peer, self }: Player, verb: number, title: string): Promise<Uint8Array> {
  await probe.send(packetOf(verb, peer, self, new Uint8Array(0)));
  const { value } = await probe.expect({ title, value: {} });
  return value['payload'] as Uint8Array;
}

function badStructure(code: string): ExpectationFailed {
  return new ExpectationFailed({ expected: 'a structure as the page has it', actual: code, code: 'bad-structure' });
}
