/** Each fault is seen by who should see it, ends when it should, and stands in the trace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFaults, type NetworkFault } from './faults.ts';
import { createToy } from './toys.ts';
import { createToyScene } from './toy-scene.ts';

const AT = { host: 'server', port: 7 };
const BEGIN_US = 1_000_000;
const END_US = 5_000_000;

/** A client joined to an echo server; the fault begins at 1 s, the client says `x` at 2 s. */
const play = (fault: NetworkFault) => {
  const scene = createToyScene({ seed: 1, keepLines: true });
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createToy(true));
  server.tell({ kind: 'listen', at: AT });
  client.start(createToy());
  planFaults(scene.sim, scene.network, [fault]);
  scene.run(1000);
  client.tell({ kind: 'connect', at: AT });
  scene.sim.runUntil(2_000_000);
  client.tell({ kind: 'send', text: 'x' });
  scene.sim.runUntil(END_US - 1);
  const during = { client: client.said.slice(2), server: server.said.slice(3) };
  scene.sim.runUntil(20_000_000);
  assert.ok(
    scene.sim.trace.lines.some((line) => line.includes('network fault')),
    'a fault is in the trace',
  );
  return { during, after: { client: client.said.slice(2), server: server.said.slice(3) } };
};

test('partition one way: nothing, then all of it', () => {
  const { during, after } = play({ kind: 'partition', atUs: BEGIN_US, untilUs: END_US, from: 'server', to: 'client' });
  assert.deepEqual(during, { client: [], server: ['bytes x'] });
  assert.deepEqual(after.client, ['bytes x']);
});

test('delay: late by as much', () => {
  const { during, after } = play({
    kind: 'delay',
    atUs: BEGIN_US,
    untilUs: END_US,
    from: null,
    to: 'server',
    extraUs: 4_000_000,
  });
  assert.deepEqual([during.server, after.server], [[], ['bytes x']]);
});

test('reset: both ends hear it', () => {
  const { during } = play({ kind: 'reset', atUs: BEGIN_US, host: 'client' });
  assert.deepEqual(during, { client: ['reset'], server: ['reset'] });
});

test('half-close: one end hears an end', () => {
  const { during } = play({ kind: 'half-close', atUs: BEGIN_US, host: 'client', isOutgoing: true });
  assert.equal(during.server[0], 'eof');
  assert.deepEqual(during.client, ['eof'], 'the echo ends its direction in answer, and the client hears it');
});

test('refuse: dials fail while it lasts', () => {
  const scene = createToyScene({ seed: 1 });
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createToy());
  server.tell({ kind: 'listen', at: AT });
  client.start(createToy());
  planFaults(scene.sim, scene.network, [{ kind: 'refuse', atUs: 0, untilUs: END_US, to: 'server' }]);
  scene.run(1000);
  client.tell({ kind: 'connect', at: AT });
  scene.sim.runUntil(END_US + 1);
  client.tell({ kind: 'connect', at: AT });
  scene.run(1_000_000);
  assert.deepEqual(client.said.slice(1), ['refused connection refused', 'connected']);
});

test('cutting: one octet at a time', () => {
  const scene = createToyScene({ seed: 1 });
  const [server, client] = [scene.host('server'), scene.host('client')];
  server.start(createToy());
  server.tell({ kind: 'listen', at: AT });
  client.start(createToy());
  planFaults(scene.sim, scene.network, [
    { kind: 'cutting', atUs: 0, untilUs: END_US, to: 'server', cutting: 'single' },
  ]);
  scene.run(1000);
  client.tell({ kind: 'connect', at: AT });
  scene.run(10_000);
  client.tell({ kind: 'send', text: 'abc' });
  scene.run(1_000_000);
  assert.deepEqual(server.said.slice(3), ['bytes a', 'bytes b', 'bytes c']);
});
