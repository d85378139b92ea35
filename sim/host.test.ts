/** Hosts: commands, timers, disk, crash and restart, machines that throw, senders that wait. Leaves out programs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPourer, createToy } from './toys.ts';
import { createToyScene } from './toy-scene.ts';

const AT = { host: 'server', port: 7 };

const createEchoScene = (seed = 1) => {
  const scene = createToyScene({ seed });
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createToy(true));
  server.tell({ kind: 'listen', at: AT });
  client.start(createToy());
  scene.run(1000);
  client.tell({ kind: 'connect', at: AT });
  scene.run(10_000);
  return { scene, server, client };
};

/** A server that pours `octets` in pieces of `piece` to whoever connects, and a client that is about to. */
const createPourScene = (octets: number, piece: number, ...options: Parameters<typeof createToyScene>) => {
  const scene = createToyScene(...options);
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createPourer(octets, piece));
  server.tell({ kind: 'listen', at: AT });
  client.start(createToy());
  scene.run(1000);
  client.tell({ kind: 'connect', at: AT });
  return { scene, server, client };
};

test('two machines talk', () => {
  const { scene, server, client } = createEchoScene();
  client.tell({ kind: 'send', text: 'hello' }, { kind: 'end' });
  scene.run(1_000_000);
  assert.deepEqual(server.said, ['start', 'listening 7', 'accepted', 'bytes hello', 'eof']);
  assert.deepEqual(client.said, ['start', 'connected'], 'after end it hears no more');
});

test('wake comes at its time', () => {
  const scene = createToyScene({ seed: 1 });
  const host = scene.host('one');
  host.start(createToy());
  host.tell({ kind: 'wake', atUs: 5000 });
  scene.run(4999);
  assert.deepEqual(host.said, ['start']);
  host.tell({ kind: 'wake', atUs: 9000 });
  scene.run(1000);
  assert.deepEqual(host.said, ['start'], 're-armed');
  scene.run(4000);
  assert.deepEqual(host.said, ['start', 'wake']);
});

test('stores and loads keep their order', () => {
  const scene = createToyScene({ seed: 1 });
  const host = scene.host('one');
  host.start(createToy());
  const store = (text: string) => ({ kind: 'store', path: 'a/b', text }) as const;
  host.tell(
    store('one'),
    { kind: 'load', path: 'a/b' },
    store('two'),
    { kind: 'load', path: 'a/b' },
    { kind: 'load', path: 'a' },
  );
  scene.run(100_000);
  assert.deepEqual(host.said, ['start', 'stored ok', 'loaded one', 'stored ok', 'loaded onetwo', 'loaded nothing']);
});

test('a crash loses what was not on the disk, keeps what was, and the next life hears nothing of the old one', () => {
  const scene = createToyScene({ seed: 1 });
  const host = scene.host('one');
  host.start(createToy());
  host.tell({ kind: 'store', path: 'kept', text: 'x' }, { kind: 'wake', atUs: 500_000 });
  scene.run(100_000);
  host.tell({ kind: 'store', path: 'lost', text: 'x' });
  scene.sim.step(scene.sim.nowUs);
  host.host.crash('fin');
  host.said.length = 0;
  host.start(createToy());
  host.tell({ kind: 'load', path: 'kept' }, { kind: 'load', path: 'lost' });
  scene.run(1_000_000);
  assert.deepEqual(host.said, ['start', 'loaded x', 'loaded nothing']);
});

test('a crash at any moment of a replace finds the old file or the new one, and the new one once it was told as stored', () => {
  const found = new Set<string>();
  for (let atUs = 0; atUs <= 250; atUs += 10) {
    const scene = createToyScene({ seed: 1 });
    const host = scene.host('one');
    const store = (text: string) => ({ kind: 'store', path: 'a/b', text, mode: 'replace' }) as const;
    host.start(createToy());
    host.tell(store('the old content'));
    scene.run(1000);
    host.tell(store('new'));
    scene.run(atUs);
    const isStored = host.said.filter((each) => each === 'stored ok').length === 2;
    host.host.crash('rst');
    host.said.length = 0;
    host.start(createToy());
    host.tell({ kind: 'load', path: 'a/b' });
    scene.run(1_000_000);
    const content = host.said.at(-1) ?? '';
    assert.ok(content === 'loaded new' || (!isStored && content === 'loaded the old content'), `${atUs}: ${content}`);
    found.add(content);
  }
  assert.equal(found.size, 2, 'both were seen');
});

for (const [ending, heard] of [
  ['fin', 'eof'],
  ['rst', 'reset'],
] as const) {
  test(`a crash by ${ending} is heard as ${heard}, and its port is free again`, () => {
    const { scene, server, client } = createEchoScene();
    server.host.crash(ending);
    scene.run(1_000_000);
    assert.equal(client.said.at(-1), heard);
    client.tell({ kind: 'connect', at: AT });
    scene.run(1_000_000);
    assert.equal(client.said.at(-1), 'refused connection refused', 'nobody listens any more');
    server.start(createToy(true));
    server.tell({ kind: 'listen', at: AT });
    scene.run(1000);
    client.tell({ kind: 'connect', at: AT });
    scene.run(1_000_000);
    assert.equal(client.said.at(-1), 'connected');
  });
}

test('a host switched off is silence until it is back', () => {
  const { scene, server, client } = createEchoScene();
  server.host.crash('silence');
  client.tell({ kind: 'send', text: 'x' });
  scene.run(60_000_000);
  assert.equal(client.said.at(-1), 'connected');
  server.start(createToy(true));
  scene.run(1_000_000);
  assert.equal(client.said.at(-1), 'reset');
});

test('a machine that throws is over and says why', () => {
  const { scene, server, client } = createEchoScene();
  server.tell({ kind: 'throw' });
  scene.run(1_000_000);
  assert.equal(server.said.at(-1), 'broke toy broke');
  assert.equal(server.host.isRunning, false);
  assert.equal(client.said.at(-1), 'reset');
});

test('a sender waits for writable, and pause holds it', () => {
  const link = { sendOctets: 100, receiveOctets: 100 };
  const { scene, server, client } = createPourScene(10_000, 150, { seed: 1 }, link);
  scene.run(2000);
  client.tell({ kind: 'pause' });
  scene.run(1_000_000);
  const held = server.said.length;
  scene.run(10_000_000);
  assert.ok(held < 10 && server.said.length === held, `${server.said.length} pieces while paused`);
  client.tell({ kind: 'resume' });
  scene.run(60_000_000);
  assert.equal(server.said.at(-1), 'writable 9900');
  assert.equal(
    client.said
      .filter((each) => each !== 'eof' && each !== 'reset')
      .at(-1)
      ?.startsWith('bytes'),
    true,
  );
  assert.ok(client.said.includes('eof'));
});

test('the wheel and the reference scheduler give one trace', () => {
  const play = (scheduler: 'wheel' | 'reference'): string => {
    const link = { cutting: 'random', flushUs: 50, readUs: 50, receiveOctets: 500 } as const;
    const { scene } = createPourScene(20_000, 700, { seed: 5, scheduler }, link);
    scene.run(60_000_000);
    assert.ok(scene.sim.trace.count > 100);
    return scene.sim.trace.hash;
  };
  assert.equal(play('wheel'), play('reference'));
});
