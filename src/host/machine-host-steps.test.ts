/** When a host's machine steps, and when not. Leaves out what it can do (machine-host.test.ts). */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import type { Address } from '../lib/machine.ts';
import { type Bench, createBench, createToy, soon } from './toy-machine.ts';

let bench: Bench;
beforeEach(() => void (bench = createBench()));
afterEach(() => bench.undo());

const free: Address = { host: '127.0.0.1', port: 0 };

async function dialled(address: Address): Promise<Socket> {
  const socket = connect({ ...address });
  socket.on('error', () => undefined);
  bench.later(() => void socket.destroy());
  await soon('connect', once(socket, 'connect'));
  return socket;
}

test('an answer that has arrived is read before a late timer is believed', async () => {
  const toy = createToy((input, _out, env) => {
    if (input.kind === 'bytes') toy.wakeAtUs = env.nowUs + 3_600_000_000;
  });
  const host = await bench.host(toy);
  host.command((out) => out.listen(1, free));
  const socket = await dialled((await toy.heard('listening')).address);
  await toy.heard('accepted');
  host.command((_out, env) => void (toy.wakeAtUs = env.nowUs + 1_000));
  await toy.heard('command', (input) => input !== toy.inputs[1]);
  socket.write('in time');
  // The event loop stands still for longer than the timer.
  const untilMs = performance.now() + 20;
  while (performance.now() < untilMs);
  await toy.heard('bytes');
  await soon('a turn', new Promise((resolve) => setImmediate(resolve)));
  assert.deepEqual(
    toy.inputs.filter((input) => input.kind === 'wake'),
    [],
  );
});

test('an output that fails at once enters no step within a step', async () => {
  let depth = 0;
  let deepest = 0;
  const toy = createToy();
  const host = await bench.host({
    ...toy,
    step: (input, env, out) => {
      deepest = Math.max(deepest, ++depth);
      toy.step(input, env, out);
      depth -= 1;
    },
  });
  host.command((out) => out.listen(1, { host: '127.0.0.1', port: -1 }));
  await toy.heard('unlistened');
  assert.equal(deepest, 1);
});

test('events are told after the step, and a crash by who hears one is the last of the machine', async () => {
  const toy = createToy();
  const host = await bench.host(toy, 'm', () => host.crash());
  host.command((out) => {
    out.event('first');
    out.event('second');
    out.listen(1, free);
  });
  host.command((out) => out.event('third'));
  await toy.heard('command');
  await soon('a turn', new Promise((resolve) => setImmediate(resolve)));
  assert.deepEqual(host.events, ['first']);
  assert.equal(toy.inputs.length, 2);
});

test('a step that throws crashes the machine, and the error goes on', async () => {
  const toy = createToy();
  const host = await bench.host(toy);
  host.command((out) => out.listen(1, free));
  const socket = await dialled((await toy.heard('listening')).address);
  await toy.heard('accepted');
  const thrown = new Promise<unknown>((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
  bench.later(() => process.setUncaughtExceptionCaptureCallback(null));
  host.command((out) => out.send(99, Buffer.from('there never was such a connection')));
  assert.equal(((await soon('the error', thrown)) as Error).name, 'InvariantError');
  await soon('reset', new Promise((resolve) => socket.once('close', resolve)));
  assert.equal((socket.errored as NodeJS.ErrnoException | null)?.code, 'ECONNRESET');
});
