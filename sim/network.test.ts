/** Names of hosts: what a dial finds by a host's own name, by loopback, and by none. Leaves out streams and faults. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToyScene } from './toy-scene.ts';
import { createToy } from './toys.ts';

/** What comes of dialling `to` from a host that listens on `own`, beside one that listens on `other`. */
const dialled = (own: string, other: string, to: string): readonly string[] => {
  const scene = createToyScene({ seed: 1 });
  const [a, b] = [scene.host('127.0.0.2'), scene.host('127.0.0.1')];
  a.start(createToy());
  b.start(createToy());
  a.tell({ kind: 'listen', at: { host: own, port: 7 } });
  b.tell({ kind: 'listen', at: { host: other, port: 8 } });
  scene.run(1000);
  a.tell({ kind: 'connect', at: { host: to, port: to === other ? 8 : 7 } });
  scene.run(100_000);
  return [a, b].map(({ said }) => said.slice(2).join());
};

test('a host that listens everywhere is found by its own name and by loopback', () => {
  for (const everywhere of ['', '0.0.0.0', '::'])
    for (const name of ['127.0.0.2', '127.0.0.1', '::1'])
      assert.match(dialled(everywhere, '10.0.0.9', name)[0] ?? '', /accepted/, `${everywhere} by ${name}`);
});

test('on loopback whoever listens there is found, and nobody else', () => {
  assert.deepEqual(dialled('127.0.0.2', '127.0.0.1', '127.0.0.1'), ['connected', 'accepted']);
  assert.deepEqual(dialled('10.0.0.9', '127.0.0.1', '::1'), ['refused connection refused', '']);
});
