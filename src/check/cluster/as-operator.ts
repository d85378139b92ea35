/**
 * The suite as the operator of a node under test: offline and online, stopped, killed and started, nodes removed.
 * Leaves out the first start (as-endpoint.ts). Source: spec/adapter.md; spec/cluster.md 7.1 and 7.3.
 */
import { addressText } from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { openNet } from './as-endpoint.ts';
import { ask, type ClusterStage } from './stage.ts';

/** How a node comes to be offline, before it comes back. */
const endings: Readonly<Record<string, readonly string[]>> = {
  'gone offline and online again': ['close-net'],
  'been stopped and started and gone online': ['stop', 'start'],
  'been killed and started and gone online': ['crash', 'start'],
};

/** What may have happened to a node that is online again. */
export const comebacks = new RegExp(Object.keys(endings).join('|'));

/** Has the node go and come back. UsageError for words that mean nothing. */
export async function comeBack(stage: ClusterStage, how: string): Promise<void> {
  const [first, second] = endings[how] ?? [];
  if (first === undefined) throw new UsageError(`no node has ${how}`);
  await ask(stage, first, first === 'close-net' ? {} : { role: 'node' });
  forgetDials(stage);
  if (second !== undefined) await ask(stage, second, { role: 'node', config: stage.nodeConfig });
  await openNet(stage);
}

/** What was dialled before is of no interest any more. */
function forgetDials({ figures }: ClusterStage): void {
  for (const figure of figures.values()) figure.met = figure.listener?.links.length ?? 0;
}

/** Has the node take another one, or itself, out of the net. */
export async function removeNode(stage: ClusterStage, address: bigint): Promise<void> {
  await ask(stage, 'remove-node', { address: addressText(address) });
}

/** In the end nobody can connect to the node. Throws ExpectationFailed. */
export async function expectUnreachable({ world, nodeAt }: ClusterStage): Promise<void> {
  if (nodeAt === null) throw new UsageError('the scenario has no node');
  const endUs = world.nowUs() + requiredUs;
  for (;;) {
    const link = await world.dial(nodeAt);
    if (link === null) return;
    link.abort();
    if (world.nowUs() >= endUs)
      throw new ExpectationFailed({ expected: 'nobody at the port', actual: 'a connection', code: 'reachable' });
    await world.until(() => undefined, AGAIN_US);
  }
}

const AGAIN_US = 100_000;
