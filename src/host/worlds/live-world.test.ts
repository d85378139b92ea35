/** Links, waits and death over real sockets and a fake adapter. Leaves out fresh starts (adapter-world.test.ts). */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Address } from '../../lib/machine.ts';
import { closeFakes, dialled, heard, inWorld, octets, second, startOwner } from './fake-scenario.ts';

after(closeFakes);

test('octets go to the subject and come back, with times', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await link.write([octets('a'), octets('b'), octets('c')]);
    assert.equal(await world.until(() => (heard(link) === 'hiabc' ? 'all' : undefined), 5 * second), 'all');
    assert.deepEqual(
      link.sent.map(({ data }) => data.length),
      [1, 1, 1],
    );
    const times = link.sent.map(({ atUs }) => atUs);
    assert.ok(
      times.every((atUs, index) => Number.isInteger(atUs) && (index === 0 || atUs - (times[index - 1] ?? 0) >= 900)),
    );
    assert.equal(link.ended, null);
    assert.equal((await world.until(() => world.subject.events[0], 5 * second))?.event, 'node-joined');
  });
});

test('half-close: what comes after our end is still read, then their end', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    void link.write([octets('x'.repeat(100_000))]);
    link.end();
    await world.until(() => link.ended ?? undefined, 5 * second);
    assert.equal(link.ended?.how, 'eof');
    assert.equal(heard(link).length, 100_002);
    await link.write([octets('lost')]);
    assert.equal(link.sent.length, 1);
  });
});

test('a wait ends at its deadline with nothing, and not before', async () => {
  await inWorld(async (world) => {
    const from = world.nowUs();
    assert.equal(await world.until(() => undefined, 30_000), undefined);
    assert.ok(world.nowUs() - from >= 30_000);
  });
});

test('a poll is asked when a write is done', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await world.until(() => link.received[0], 5 * second);
    let isDone = false;
    void link.write([new Uint8Array(0)]).then(() => (isDone = true));
    const from = world.nowUs();
    assert.equal(await world.until(() => isDone || undefined, 60 * second), true);
    assert.ok(world.nowUs() - from < 30 * second);
  });
});

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

interface Peer {
  readonly at: Address;
  /** Keeps our event loop from turning until the peer is done. */
  blockUntilDone(): void;
}

/** Runs `use` with a peer that goes on while our event loop stands. It does `act` with each connection `s` and calls `done`. */
async function withPeer(act: string, use: (peer: Peer) => Promise<void>): Promise<void> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    const done = () => { Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); };
    const server = require('node:net').createServer((s) => { s.on('error', () => 0); s.write('hi'); ${act} });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(source, { eval: true, workerData: flag, execArgv: [] });
  try {
    const [port] = (await once(worker, 'message')) as [number];
    const blockUntilDone = (): void => assert.notEqual(Atomics.wait(flag, 0, 0, 60_000), 'timed-out');
    await use({ at: { host: '127.0.0.1', port }, blockUntilDone });
  } finally {
    await worker.terminate();
  }
}

test('what came in time counts, though we were late to read it', async () => {
  await withPeer(`s.on('data', (data) => s.write(data, done));`, (peer) =>
    inWorld(async (world) => {
      const link = await dialled(world, peer.at);
      await world.until(() => link.received[0], 5 * second);
      await link.write([octets('x')]);
      const waiting = world.until(() => (heard(link) === 'hix' ? true : undefined), 20_000);
      peer.blockUntilDone();
      block(40);
      assert.equal(await waiting, true);
    }),
  );
});

test('what came before a reset is read before the next piece is written', async () => {
  const act = `s.once('data', () => s.write('last words', () => s.once('close', done).resetAndDestroy()));`;
  await withPeer(act, (peer) =>
    inWorld(async (world) => {
      const link = await dialled(world, peer.at);
      await world.until(() => link.received[0], 5 * second);
      const written = link.write([octets('a'), octets('b')]);
      while (link.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
      peer.blockUntilDone();
      await written;
      await world.until(() => link.ended ?? undefined, 5 * second);
      assert.equal(heard(link), 'hilast words');
      assert.equal(link.ended?.how, 'reset');
    }),
  );
});

test('a poll is asked for events and accepted links, and what it throws comes out', async () => {
  await inWorld(async (world) => {
    const listener = await world.listen();
    const socket = connect(listener.address.port, listener.address.host);
    const link = await world.until(() => listener.links[0], 5 * second);
    void world.subject.request('tell', { what: 7 });
    const told = await world.until(() => world.subject.events.find(({ event }) => event === 'told'), 5 * second);
    assert.deepEqual(told?.fields, { what: 7 });
    socket.end('bye');
    const thrown = world.until(
      () => (link !== undefined && heard(link) === 'bye' ? assert.fail('seen') : undefined),
      5 * second,
    );
    await assert.rejects(thrown, { message: 'seen' });
  });
});

test('a reset is told as a reset, ours and theirs', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await inWorld(async (world) => {
    const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const [first, other] = [await dialled(world, at), await dialled(world, at)];
    await first.write([octets('1')]);
    while (sockets.length < 2) await new Promise((resolve) => server.once('connection', resolve));
    const lost = new Promise<NodeJS.ErrnoException>((resolve) => sockets[1]?.once('error', resolve));
    sockets[0]?.resetAndDestroy();
    assert.equal((await world.until(() => first.ended ?? undefined, 5 * second))?.how, 'reset');
    other.abort();
    assert.equal((await lost).code, 'ECONNRESET');
  });
  server.close();
});

test('a peer that ends while we write does not cost its last message', async () => {
  // No reset behind the end: what of it the kernel drops unread is a race that no reader wins every time.
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('last words'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await inWorld(async (world) => {
    const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    for (let round = 0; round < 20; round++) {
      const link = await dialled(world, at);
      await link.write(Array.from({ length: 20 }, () => octets('x')));
      await world.until(() => link.ended ?? undefined, 5 * second);
      assert.equal(heard(link), 'last words');
    }
  }).finally(() => server.close());
});

test('a subject that is paused against feels it, and all arrives after resume', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await world.until(() => link.received[0], 5 * second);
    link.pause();
    const written = link.write([new Uint8Array(8 * 1024 * 1024)]);
    assert.equal(await world.until(() => link.received[1], 50_000), undefined);
    link.resume();
    await written;
    const all = (): true | undefined => (heard(link).length === 8 * 1024 * 1024 + 2 ? true : undefined);
    assert.equal(await world.until(all, 5 * second), true);
  });
});

test('a refused dial is null', async () => {
  await inWorld(async (world) => {
    const at = await startOwner(world);
    await world.subject.request('stop', { role: 'owner' });
    assert.equal(await world.dial(at), null);
  });
});
