/**
 * Nodes of a net in the simulator: they join, converge, restart, crash, are removed.
 * Leaves out endpoints and random faults (cluster-run.ts).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIGURATION_FILE, serverAddress, TABLE_FILE } from '../src/protocols/cluster/index.ts';
import { createNet, createNetScene, joinNet, NET, type NetNode, type NetScene, openNet } from './cluster-net-scene.ts';

/** All nodes that run have the same table, in memory and on the disk, and a link to every other. */
const assertMeshed = (nodes: readonly NetNode[], what: string): void => {
  const [first] = nodes as [NetNode];
  for (const node of nodes) {
    const described = node.view.nodes.map(({ online: _, ...entry }) => entry);
    assert.deepEqual(
      described,
      first.view.nodes.map(({ online: _, ...entry }) => entry),
      what,
    );
    assert.equal(node.up.length, nodes.length, `${what}: ${node.ip} sees ${node.up.join()}`);
    assert.deepEqual(
      node.stored?.nodes.map(({ uuid }) => uuid),
      node.view.nodes.map(({ uuid }) => uuid),
      what,
    );
    assert.equal(node.stored?.timestamp, first.stored?.timestamp, what);
  }
};

const sceneNodes = <Count extends 2 | 3>(scene: NetScene, _count: Count) =>
  scene.nodes as unknown as Count extends 2 ? [NetNode, NetNode] : [NetNode, NetNode, NetNode];

for (const count of [2, 3, 5]) {
  test(`${count} nodes join one by one, are connected, and are again after all restarted`, () => {
    const scene = createNet(count);
    assertMeshed(scene.nodes, 'joined');
    assert.deepEqual(
      scene.nodes[0]?.view.nodes.map(({ address, host, name }) => [address, host, name]),
      scene.nodes.map(({ ip }, index) => [serverAddress(index + 1), ip, `node ${index + 1}`]),
    );
    for (const node of scene.nodes) node.crash();
    for (const node of scene.nodes) node.start();
    for (const node of scene.nodes) assert.equal(node.ask({ kind: 'open-net' }), null);
    scene.run(15);
    assertMeshed(scene.nodes, 'restarted');
  });
}

test('a node that was away hears of who joined meanwhile', () => {
  const scene = createNet(3);
  const [first, second] = sceneNodes(scene, 3);
  second.crash();
  const late = scene.add('99'.repeat(16));
  late.start();
  joinNet(late, first);
  second.start();
  second.ask({ kind: 'open-net' });
  scene.run(30);
  assertMeshed(scene.nodes, 'all back');
});

test('one permission admits one node, and offline, opening and closing there is none', () => {
  const scene = createNetScene(3);
  const [first, second, third] = sceneNodes(scene, 3);
  assert.equal(first.ask({ kind: 'allow-join', allow: true }), 'this node is offline');
  openNet(first);
  const join = (node: NetNode) => node.ask({ kind: 'join-net', at: first.listen, listen: node.listen });
  assert.equal(join(second), 'the node refused');
  first.ask({ kind: 'allow-join', allow: true });
  first.ask({ kind: 'close-net' });
  first.ask({ kind: 'open-net' });
  assert.equal(join(second), 'the node refused');
  first.ask({ kind: 'allow-join', allow: true });
  first.ask({ kind: 'allow-join', allow: false });
  assert.equal(join(second), 'the node refused');
  first.ask({ kind: 'allow-join', allow: true });
  assert.equal(join(second), null);
  assert.equal(join(third), 'the node refused');
  assert.equal(join(second), 'the node refused');
  assert.equal(first.view.nodes.length, 2);
});

test('joining is refused while online, into a net that is known, by nobody, and from no network address', () => {
  const scene = createNet(2);
  const [first, second] = sceneNodes(scene, 2);
  const join = { kind: 'join-net', at: first.listen, listen: second.listen } as const;
  assert.equal(second.ask(join), 'this node is online');
  second.ask({ kind: 'close-net' });
  first.ask({ kind: 'allow-join', allow: true });
  assert.equal(second.ask(join), 'this node knows a net of that UUID already');
  assert.equal(second.ask({ ...join, at: { host: '10.0.0.1', port: 1 } }), 'connection refused');
  assert.equal(second.ask({ ...join, at: { host: 'first', port: 1 } }), 'no network address: "first"');
  const again = { kind: 'create-net', ...NET, listen: second.listen } as const;
  assert.equal(second.ask(again), 'this node knows a net of that UUID already');
  assert.equal(second.ask({ ...again, uuid: '00'.repeat(16) }), 'the zero UUID is no net');
});

test('port 0 becomes a free one, and the place where to listen outlives the process', () => {
  const scene = createNetScene(1);
  const [node] = scene.nodes as [NetNode];
  assert.equal(node.ask({ kind: 'open-net' }), 'this node knows no net');
  node.ask({ kind: 'create-net', ...NET, listen: { host: node.ip, port: 0 } });
  const port = node.stored?.nodes[0]?.port ?? 0;
  assert.ok(port > 0);
  node.crash();
  node.start();
  assert.equal(node.ask({ kind: 'open-net' }), null);
  assert.deepEqual(
    node.events.find(({ kind }) => kind === 'online'),
    {
      kind: 'online',
      address: serverAddress(1),
      listen: { host: node.ip, port },
    },
  );
});

test('a removed node is told, leaves and forgets the net; its word is given to the next', () => {
  const scene = createNet(3);
  const [first, second, third] = sceneNodes(scene, 3);
  assert.equal(first.ask({ kind: 'remove-node', address: serverAddress(9) }), 'the net has no node of that address');
  assert.equal(first.ask({ kind: 'remove-node', address: serverAddress(3) }), null);
  assert.equal(first.stored?.nodes.length, 2, 'on the disk when it is answered');
  scene.run(5);
  assertMeshed([first, second], 'the others');
  assert.deepEqual([third.view.net, third.stored, third.heard('offline')], [null, null, 1]);
  assert.deepEqual(third.events.at(-1), { kind: 'table', table: null });
  joinNet(third, second);
  scene.run(15);
  assertMeshed(scene.nodes, 'joined again');
  assert.equal(third.view.self, serverAddress(3));
});

test('a node removes itself', () => {
  const scene = createNet(3);
  const [first, second, third] = sceneNodes(scene, 3);
  assert.equal(second.ask({ kind: 'remove-node', address: serverAddress(2) }), null);
  scene.run(5);
  assertMeshed([first, third], 'the others');
  assert.deepEqual([second.view.net, second.stored], [null, null]);
});

test('a node that was removed while it was away stays alone in its copy, and is refused', () => {
  const scene = createNet(3);
  const [first, second, third] = sceneNodes(scene, 3);
  third.crash();
  scene.run(1);
  first.ask({ kind: 'remove-node', address: serverAddress(3) });
  third.start();
  third.ask({ kind: 'open-net' });
  scene.run(60);
  assertMeshed([first, second], 'the others');
  assert.deepEqual(third.up, ['node 3']);
  assert.equal(third.view.nodes.length, 3);
});

test('a node that lost its disk joins again and has its old word (row 12)', () => {
  const scene = createNet(3);
  const [first, second] = sceneNodes(scene, 3);
  second.crash();
  second.host.disk.remove('');
  second.start();
  joinNet(second, first);
  scene.run(30);
  assert.equal(second.view.self, serverAddress(2));
  assertMeshed(scene.nodes, 'back');
});

test('two nodes that dial each other at the same moment keep the connection of the smaller UUID', () => {
  const scene = createNet(2);
  const [first, second] = sceneNodes(scene, 2);
  for (const node of scene.nodes) node.ask({ kind: 'close-net' });
  const before = scene.nodes.map((node) => node.heard('node-down'));
  for (const node of scene.nodes) node.tell({ kind: 'open-net' });
  scene.run(1);
  assertMeshed(scene.nodes, 'at once');
  scene.run(30);
  assert.deepEqual(
    scene.nodes.map((node) => node.heard('node-down')),
    before,
  );
  assert.deepEqual([first.host.connCount, second.host.connCount], [1, 1]);
});

test('an impostor with the UUID of a living node is refused; a node whose old link is dead takes its place', () => {
  const scene = createNet(2);
  const [first, second] = sceneNodes(scene, 2);
  const impostor = scene.add(second.uuid);
  for (const path of [CONFIGURATION_FILE, TABLE_FILE]) {
    const copy = second.host.disk.read(path)?.slice();
    if (copy !== undefined) impostor.host.disk.write(path, relocated(copy, second.ip, impostor.ip), 'create');
  }
  impostor.start();
  impostor.ask({ kind: 'open-net' });
  scene.run(30);
  assert.deepEqual([impostor.up, first.up], [['node 2'], ['node 1', 'node 2']], 'refused');
  second.host.crash('silence');
  scene.run(30);
  assert.deepEqual(
    [impostor.up, first.up],
    [
      ['node 1', 'node 2'],
      ['node 1', 'node 2'],
    ],
    'it has the place',
  );
});

/** The listen host of a stored configuration in another text of the same length. */
const relocated = (data: Uint8Array, from: string, to: string): Uint8Array => {
  const text = Buffer.from(data).toString('latin1');
  const wide = (host: string): string => Buffer.from(host, 'utf16le').toString('latin1');
  return Buffer.from(text.replace(wide(from), wide(to)), 'latin1');
};

test('a damaged configuration is kept aside and never written over', () => {
  const scene = createNet(2);
  const [first] = sceneNodes(scene, 2);
  first.crash();
  const damaged = new TextEncoder().encode('no registry at all');
  first.host.disk.write('ecfsrvr.ecs', damaged, 'create');
  first.start();
  assert.equal(first.ask({ kind: 'open-net' }), 'this node knows no net');
  openNet(first);
  const aside = first.host.disk.list().filter((path) => path.startsWith('ecfsrvr.ecs.'));
  assert.equal(aside.length, 1);
  assert.deepEqual(Buffer.from(first.host.disk.read(aside[0] ?? '') ?? []), Buffer.from(damaged));
  assert.match(JSON.stringify(first.events.filter(({ kind }) => kind === 'notice')), /damaged/);
});

/** Lets the second node join at the first and crashes some nodes after so many events; gives whether it was told that it has joined. */
const crashWhileJoining = (scene: NetScene, victims: readonly NetNode[], eventCount: number): boolean => {
  const [first, second] = sceneNodes(scene, 2);
  openNet(first);
  first.ask({ kind: 'allow-join', allow: true });
  const ticket = second.tell({ kind: 'join-net', at: first.listen, listen: second.listen });
  for (let index = 0; index < eventCount; index += 1) scene.sim.step(scene.sim.nowUs + 1_000_000);
  const isTold = second.answerTo(ticket)?.kind === 'done';
  for (const node of victims) node.crash();
  for (const node of victims) node.start();
  return isTold;
};

for (const [name, indices] of [
  ['acceptor', [0]],
  ['joiner', [1]],
  ['acceptor and joiner', [0, 1]],
] as const) {
  test(`${name}: a crash at any moment of a join loses nothing that was told`, () => {
    let toldAt = -1;
    for (let eventCount = 0; toldAt < 0 || eventCount < toldAt + 10; eventCount += 1) {
      assert.ok(eventCount < 500, 'the join comes to an end');
      const scene = createNetScene(2);
      const [first, second] = sceneNodes(scene, 2);
      const victims = indices.map((index) => scene.nodes[index] as NetNode);
      const isTold = crashWhileJoining(scene, victims, eventCount);
      if (isTold && toldAt < 0) toldAt = eventCount;
      const what = `after ${eventCount} events`;
      scene.run(15);
      if (isTold) assert.notEqual(second.stored, null, `${what}: the joiner has the net`);
      if (second.stored !== null) assert.equal(first.stored?.nodes.length, 2, `${what}: the acceptor has the joiner`);
      if (!first.view.nodes.some(({ online }) => online)) assert.equal(first.ask({ kind: 'open-net' }), null, what);
      if (second.stored === null) joinNet(second, first);
      else assert.equal(second.ask({ kind: 'open-net' }), null, what);
      scene.run(15);
      assertMeshed(scene.nodes, what);
    }
  });
}
