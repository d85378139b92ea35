/** Worlds over real sockets and a fake adapter. Leaves out the reference (own-adapter.test.ts). */
import assert from 'node:assert/strict';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { type Link, NotClaimed, SubjectBroke, type World, type WorldSource } from '../../check/world.ts';
import type { Address } from '../../lib/machine.ts';
import { adapterWorldSource } from './adapter-world.ts';
import { type FakeOperations, fakeAdapter } from './fake-adapter.ts';
import { markedProcesses } from '../process-table.ts';
import { markName } from './process-group.ts';

const second = 1_000_000;

function source(operations: FakeOperations = {}, before = ''): WorldSource {
  const bounds = { endMs: 3_000, answerMs: 5_000 };
  return adapterWorldSource({
    name: 'adapter',
    command: fakeAdapter(operations, before),
    protocol: 'job',
    profile: {},
    bounds,
  });
}

/** Runs `use` in one scenario's world and closes everything. */
async function inWorld(use: (world: World) => Promise<void>, operations: FakeOperations = {}): Promise<void> {
  const worlds = source(operations);
  const world = await worlds.open({ id: 'test/one', seed: 1 });
  try {
    await use(world);
  } finally {
    await world.close();
    await worlds.close();
  }
}

async function startOwner(world: World): Promise<Address> {
  const answer = await world.subject.request('start', { role: 'owner', config: {} });
  assert.ok('ok' in answer);
  return answer.ok['listen'] as unknown as Address;
}

async function dialled(world: World, address: Address): Promise<Link> {
  const link = await world.dial(address);
  assert.ok(link !== null);
  return link;
}

const text = (link: Link): string => Buffer.concat(link.received.map(({ data }) => data)).toString();
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

test('octets go to the subject and come back, with times', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await link.write([bytes('a'), bytes('b'), bytes('c')]);
    assert.equal(await world.until(() => (text(link) === 'hiabc' ? 'all' : undefined), 5 * second), 'all');
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
    void link.write([bytes('x'.repeat(100_000))]);
    link.end();
    await world.until(() => link.ended ?? undefined, 5 * second);
    assert.equal(link.ended?.how, 'eof');
    assert.equal(text(link).length, 100_002);
    await link.write([bytes('lost')]);
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

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('what came in time counts, though we were late to read it', async () => {
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await world.until(() => link.received[0], 5 * second);
    await link.write([bytes('x')]);
    const waiting = world.until(() => (text(link) === 'hix' ? true : undefined), 20_000);
    block(200);
    assert.equal(await waiting, true);
  });
});

test('what came before a reset is read before the next piece is written', async () => {
  const operations = {
    start: `server = net.createServer((s) => { s.write('hi'); s.on('error', () => 0);
      s.once('data', () => s.write('last words', () => s.resetAndDestroy())); });
      server.listen(0, '127.0.0.1', () => ok({ listen: { host: '127.0.0.1', port: server.address().port } }))`,
  };
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await world.until(() => link.received[0], 5 * second);
    const written = link.write([bytes('a'), bytes('b')]);
    while (link.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    block(200);
    await written;
    await world.until(() => link.ended ?? undefined, 5 * second);
    assert.equal(text(link), 'hilast words');
    assert.equal(link.ended?.how, 'reset');
  }, operations);
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
      () => (link !== undefined && text(link) === 'bye' ? assert.fail('seen') : undefined),
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
    await first.write([bytes('1')]);
    while (sockets.length < 2) await new Promise((resolve) => server.once('connection', resolve));
    const lost = new Promise<NodeJS.ErrnoException>((resolve) => sockets[1]?.once('error', resolve));
    sockets[0]?.resetAndDestroy();
    assert.equal((await world.until(() => first.ended ?? undefined, 5 * second))?.how, 'reset');
    other.abort();
    assert.equal((await lost).code, 'ECONNRESET');
  });
  server.close();
});

test('a peer that closes while we write does not cost its last message', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('last words', () => socket.resetAndDestroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await inWorld(async (world) => {
    const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    for (let round = 0; round < 20; round++) {
      const link = await dialled(world, at);
      await link.write(Array.from({ length: 20 }, () => bytes('x')));
      await world.until(() => link.ended ?? undefined, 5 * second);
      assert.equal(text(link), 'last words');
    }
  });
  server.close();
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
    const all = (): true | undefined => (text(link).length === 8 * 1024 * 1024 + 2 ? true : undefined);
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

test('unsupported is NotClaimed, failed is an answer', async () => {
  await inWorld(async (world) => {
    await assert.rejects(world.subject.request('fly', {}), NotClaimed);
    assert.deepEqual(await world.subject.request('start', { role: 'x' }), {
      error: { code: 'bad-request', message: 'no such role' },
    });
  });
});

test('a subject that dies ends a wait that it can no longer fulfil, after what it still said', async () => {
  await inWorld(
    async (world) => {
      const at = await startOwner(world);
      const link = await dialled(world, at);
      await world.until(() => link.received[0], 5 * second);
      const dying = world.subject.request('die', {});
      assert.equal(await world.until(() => (text(link).endsWith('farewell') ? true : undefined), 5 * second), true);
      await assert.rejects(dying, SubjectBroke);
      const from = world.nowUs();
      await assert.rejects(
        world.until(() => undefined, 60 * second),
        { name: 'SubjectBroke', message: 'the adapter was ended by SIGKILL before it answered "die"' },
      );
      assert.ok(world.nowUs() - from < 5 * second);
      assert.equal(link.ended?.how, 'eof');
      await assert.rejects(world.dial(at), SubjectBroke);
    },
    { die: `for (const s of sockets) s.write('farewell', () => process.kill(process.pid, 'SIGKILL'))` },
  );
});

test('a death that nothing else tells of ends a wait, and what a link still holds is read first', async () => {
  const operations = {
    die: `ok({}); for (const s of sockets) s.write('farewell'); setTimeout(() => process.exit(4), 20)`,
  };
  await inWorld(async (world) => {
    const link = await dialled(world, await startOwner(world));
    await world.until(() => link.received[0], 5 * second);
    link.pause();
    await world.subject.request('die', {});
    const last = world.until(() => {
      if (world.subject.death !== null) link.resume();
      return text(link).endsWith('farewell') ? true : undefined;
    }, 60 * second);
    assert.equal(await last, true);
    await assert.rejects(
      world.until(() => undefined, 60 * second),
      { name: 'SubjectBroke', message: 'the adapter exited with code 4' },
    );
  }, operations);
});

test('after a death the next scenario has a fresh process; at most three starts', async () => {
  const worlds = source({ die: `process.exit(1)` });
  const first = await worlds.open({ id: 'a', seed: 1 });
  await assert.rejects(first.subject.request('die', {}), SubjectBroke);
  await first.close();
  const next = await worlds.open({ id: 'b', seed: 1 });
  assert.equal(next.subject.death, null);
  await startOwner(next);
  await next.close();
  await worlds.close();

  const started: string[] = [];
  const hopeless = source({}, `console.error('no module named x'); process.exit(2)`);
  await hopeless.hello().catch((error: Error) => started.push(error.message));
  assert.deepEqual(started, [
    'the adapter exited with code 2 before it answered "hello"; its standard error ends "no module named x"',
  ]);
  await assert.rejects(hopeless.open({ id: 'c', seed: 1 }), SubjectBroke);
});

test('hello: what it says, what it does not support, what it gets wrong', async () => {
  const good = source();
  assert.deepEqual(await good.hello(), { name: 'fake', version: '1.0', roles: ['owner', 'node'], claims: ['timers'] });
  await good.close();
  const unsupported = source({ hello: `bad('unsupported', 'only big')` });
  await assert.rejects(unsupported.hello(), {
    name: 'NotClaimed',
    message: 'the adapter does not support protocol job: only big',
  });
  const wrong = source({ hello: `ok({ name: 'x', version: '1', roles: 'owner' })` });
  await assert.rejects(wrong.hello(), { name: 'SubjectBroke', message: /"roles" is no list/ });
});

test('a scenario is forgotten by the next, and a reset that fails costs the process', async () => {
  const worlds = source({
    tell: `process.stderr.write('told', () => ok({}))`,
    reset: `if (server) bad('failed', 'stuck'); else ok({})`,
    mark: `ok({ mark: process.env.${markName} })`,
  });
  const first = await worlds.open({ id: 'a', seed: 1 });
  await first.subject.request('tell', {});
  const answer = await first.subject.request('mark', {});
  await startOwner(first);
  await first.close();
  assert.equal(first.subject.death, 'the adapter answered "reset" with failed: stuck');
  assert.deepEqual(markedProcesses(`${markName}=${'ok' in answer ? String(answer.ok['mark']) : ''}`), []);
  const next = await worlds.open({ id: 'b', seed: 1 });
  assert.deepEqual(next.subject.events, []);
  await next.subject.request('tell', {});
  await next.close();
  assert.ok(next.subject.stderr().endsWith('told'));
  const last = await worlds.open({ id: 'c', seed: 1 });
  assert.equal(last.subject.stderr(), '');
  await last.close();
  await worlds.close();
});
