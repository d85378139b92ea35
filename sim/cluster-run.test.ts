/**
 * Nets of nodes in the simulator: what a run must come to, and that the same seed is the same run. Leaves out single nodes
 * (src/node/cluster).
 */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ClusterChecker } from './cluster-checker.ts';
import { clusterFamilies, planClusterRun } from './cluster-plan.ts';
import { runClusterSeed } from './cluster-run.ts';

test('nets of six nodes agree after every fault, and all packets go where they should', () => {
  for (let seed = 1; seed <= 12; seed += 1) assert.deepEqual(runClusterSeed(seed, 6).problems, [], `seed ${seed}`);
});

test('a net of thirty nodes joins one by one and agrees', () => {
  const { problems, changes, delivered } = runClusterSeed(1, 30, { families: [] });
  assert.deepEqual(problems, []);
  // A node hears of most that join after it one by one.
  assert.ok(changes > 300, `${changes} changes`);
  assert.ok(delivered > 100, `${delivered} packets`);
});

test('the same seed is the same run, on either scheduler', () => {
  const { hash } = runClusterSeed(4, 5);
  assert.equal(runClusterSeed(4, 5).hash, hash);
  assert.equal(runClusterSeed(4, 5, { scheduler: 'reference' }).hash, hash);
  assert.notEqual(runClusterSeed(5, 5).hash, hash);
});

test('every family of faults is drawn', () => {
  const drawn = new Set(
    Array.from({ length: 60 }, (_, seed) => planClusterRun(seed, 4, clusterFamilies).families).flat(),
  );
  assert.deepEqual([...drawn].sort(), [...clusterFamilies].sort());
});

test('a family that is not allowed shifts no other', () => {
  const [all, some] = [clusterFamilies, clusterFamilies.filter((family) => family !== 'reset')];
  const of = (families: typeof all): readonly unknown[] =>
    planClusterRun(6, 8, families).networkFaults.filter(({ kind }) => kind !== 'reset');
  assert.deepEqual(of(some as unknown as typeof all), of(all));
});

test('the checker sees a packet that comes twice, one for somebody else, and a table that goes back', () => {
  const plan = planClusterRun(1, 2, []);
  const checker = new ClusterChecker(plan);
  const message = { kind: 'message', verb: 1, from: 1n, payload: new Uint8Array(4) } as const;
  checker.sent.push({ to: 7n, isBroadcast: false, isSure: true, heardBy: new Set() });
  checker.checkTraffic();
  checker.endpointHeard('a', 7n, { ...message, to: 7n });
  checker.endpointHeard('a', 7n, { ...message, to: 7n });
  checker.endpointHeard('b', 8n, { ...message, to: 7n });
  const table = { autoconnect: false, name: 'net', uuid: plan.nodes[0]!.uuid, timestamp: 5n, nodes: [] };
  checker.nodeSaid(plan.nodes[0]!, { kind: 'table', table }, 0);
  checker.nodeSaid(plan.nodes[0]!, { kind: 'table', table: { ...table, timestamp: 4n } }, 0);
  assert.deepEqual(
    checker.problems.map((problem) => problem.replace(/[0-9A-F]{16}/g, 'A')),
    [
      'packet 0 never arrived, and nothing was in its way',
      'a: packet 0 came twice',
      'b: a packet for A came to A',
      'b: packet 0 was for A, it came to A',
      'node-1: its table went back from 5 to 4',
    ],
  );
});
