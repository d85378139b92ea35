/**
 * `npm run bench:net`: what a net of n nodes costs in the simulator, from its first node to the agreement of all, each size in a process of
 * its own; and what it costs for each pair of nodes, as a ratio to the smallest. Sizes as arguments; default 10 30 100 300 1000.
 * Leaves out faults. Source: reports/net-cost.md has a run with its reading.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runClusterSeed } from '../../sim/cluster-run.ts';

interface Cost {
  readonly nodes: number;
  readonly cpuS: number;
  readonly peakMiB: number;
  readonly events: number;
  readonly virtualS: number;
  readonly problems: number;
}

const MEBI = 1024 * 1024;
/** Room for the heap, and for what is young in it: most of what a step makes is gone after it. */
const heap = ['--max-old-space-size=7500', '--max-semi-space-size=256'];
const self = fileURLToPath(import.meta.url);
const [word, ...rest] = process.argv.slice(2);
if (word === '--one') process.stdout.write(JSON.stringify(costOf(Number(rest[0]))));
else table((word === undefined ? ['10', '30', '100', '300', '1000'] : [word, ...rest]).map(apart));

function costOf(nodes: number): Cost {
  const before = process.cpuUsage();
  const { eventCount, virtualUs, problems } = runClusterSeed(1, nodes, { families: [], isLarge: true });
  const { user, system } = process.cpuUsage(before);
  return {
    nodes,
    cpuS: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    events: eventCount,
    virtualS: virtualUs / 1e6,
    problems: problems.length,
  };
}

function apart(nodes: string): Cost {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...heap, ...process.execArgv, self, '--one', nodes], {
    maxBuffer: MEBI,
  });
  if (status !== 0) throw new Error(`a net of ${nodes} nodes ended with ${status}: ${String(stderr)}`);
  return JSON.parse(String(stdout)) as Cost;
}

function table(costs: readonly Cost[]): void {
  const perPair = ({ cpuS, nodes }: Cost): number => cpuS / (nodes * nodes);
  const first = costs[0];
  process.stdout.write('nodes    CPU s  peak MiB     events  virtual s  CPU per pair, ratio  problems\n');
  for (const cost of costs) {
    const ratio = first === undefined ? 1 : perPair(cost) / perPair(first);
    const cells = [
      String(cost.nodes).padStart(5),
      cost.cpuS.toFixed(2).padStart(8),
      cost.peakMiB.toFixed(0).padStart(9),
      String(cost.events).padStart(10),
      cost.virtualS.toFixed(1).padStart(10),
      ratio.toFixed(2).padStart(20),
      String(cost.problems).padStart(9),
    ];
    process.stdout.write(`${cells.join(' ')}\n`);
  }
}
