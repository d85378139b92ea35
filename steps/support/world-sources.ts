/**
 * The worlds that there are, each made when it is first asked for. Here the simulator, the reference and the hosts are put together.
 * Leaves out what a world does. Source: DESIGN "Worlds, targets, verdicts".
 */
import { fileURLToPath } from 'node:url';
import { replayWorldSource } from '../../src/check/replay-world.ts';
import type { RunSettings } from '../../src/check/settings.ts';
import type { WorldName, WorldSource } from '../../src/check/world.ts';
import { InvariantError, UsageError } from '../../src/lib/errors.ts';

/** Opens the source of `world`. Starts no process; the source's `hello` does. */
export async function openSource(world: WorldName, settings: RunSettings): Promise<WorldSource> {
  const openings: Record<WorldName, (settings: RunSettings) => Promise<WorldSource>> = {
    sim: openSim,
    tcp: (own) => openAdapter('tcp', own, [...ownAdapter(), '--protocol', own.protocol]),
    adapter: (own) => openAdapter('adapter', own, present(own.adapter, 'adapter')),
    target: openTarget,
    replay: (own) => Promise.resolve(replayWorldSource(present(own.exchange, 'exchange'))),
  };
  return openings[world](settings);
}

async function openSim({ protocol, profile }: RunSettings): Promise<WorldSource> {
  const { simWorldSource } = await import('../../sim/sim-world.ts');
  if (protocol === 'job') {
    const { createJobContract: contract } = await import('../../src/node/job/index.ts');
    return simWorldSource({ protocol, profile, contract });
  }
  if (protocol === 'cluster') {
    const { createClusterContract: contract } = await import('../../src/node/cluster/index.ts');
    // Nodes know each other, and whom they trust, by network addresses: all of this world are on one machine.
    const hosts = { suite: '127.0.0.1', node: '127.0.0.2', endpoint: '127.0.0.3' };
    const { clusterPrograms: tools } = await import('../../sim/cluster-programs.ts');
    return simWorldSource({ protocol, profile, contract, hosts, tools });
  }
  throw new UsageError(`there is no reference for protocol ${protocol}`);
}

async function openAdapter(
  name: 'tcp' | 'adapter',
  { protocol, profile }: RunSettings,
  command: string | readonly string[],
): Promise<WorldSource> {
  const { adapterWorldSource } = await import('../../src/host/worlds/adapter-world.ts');
  return adapterWorldSource({ name, command, protocol, profile });
}

async function openTarget({ target }: RunSettings): Promise<WorldSource> {
  const { targetWorldSource } = await import('../../src/host/worlds/target-world.ts');
  return targetWorldSource(present(target, 'target'));
}

/** Our own implementation behind the adapter contract, with the loader that we run under. */
function ownAdapter(): readonly string[] {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const main = new URL(`../../src/cli/main.${extension}`, import.meta.url);
  return [process.execPath, ...process.execArgv, fileURLToPath(main), 'adapter'];
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new InvariantError(`the settings have no ${name}`);
  return value;
}
