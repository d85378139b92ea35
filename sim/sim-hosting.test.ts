/** The hosting in memory: what forget and crash leave. Leaves out contracts (sim-world.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimHosting } from './sim-hosting.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { Simulation } from './simulation.ts';
import { createToy } from './toys.ts';

test('a crash leaves programs running, forget ends them', () => {
  const sim = new Simulation({ seed: 1 });
  const ground = { sim, network: new Network(sim), processes: new Processes(sim) };
  const hosting = createSimHosting(ground, assert.ifError);
  const toy = hosting.start('node', createToy(), () => undefined);
  toy.command({ kind: 'store', path: 'job/main', text: '#!/bin/sh\nwhile :; do sleep 1; done\n' });
  sim.runUntil(10_000);
  toy.command({ kind: 'run', program: 'main' });
  sim.runUntil(1_000_000);
  toy.crash();
  sim.runUntil(2_000_000);
  assert.equal(ground.processes.count(), 1);
  let isForgotten = false;
  hosting.forget(() => (isForgotten = true));
  sim.runUntil(3_000_000);
  assert.deepEqual([isForgotten, ground.processes.count()], [true, 0]);
});
