/** The world of which only an address is known. Leaves out links (live-world.test.ts). */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { probeTarget, targetWorldSource } from './target-world.ts';

test('a target is dialled, not instructed', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined).end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const worlds = targetWorldSource({ address, roles: ['owner'] });
  assert.deepEqual((await worlds.hello()).roles, ['owner']);
  const world = await worlds.open({ id: 'a', seed: 1 });
  assert.equal(world.subject.controllable, false);
  assert.deepEqual(world.subject.listensAt, address);
  await assert.rejects(world.subject.request('start', {}), { name: 'NotClaimed', message: 'needs an adapter' });
  const link = await world.dial(address);
  assert.equal((await world.until(() => link?.ended ?? undefined, 5_000_000))?.how, 'eof');
  await world.close();
  await new Promise((resolve) => server.close(resolve));

  assert.equal(await probeTarget(address), `nothing listens at 127.0.0.1:${address.port}: connection refused`);
  await assert.rejects(worlds.open({ id: 'b', seed: 1 }), { name: 'SubjectBroke', message: /nothing listens/ });
});

test('a host that cannot be resolved is told so', async () => {
  const fault = await probeTarget({ host: 'no-such-host.invalid', port: 1 });
  assert.match(fault ?? '', /^the host no-such-host.invalid cannot be resolved$/);
});
