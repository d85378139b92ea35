/** A machine over real TCP on loopback. Leaves out disk and programs (disk.test.ts, processes.test.ts). */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import type { Address } from '../lib/machine.ts';
import { type Act, type Bench, type Toy, createBench, createToy, soon, textOn } from './toy-machine.ts';

let bench: Bench;
beforeEach(() => void (bench = createBench()));
afterEach(() => bench.undo());

type ToyHost = Awaited<ReturnType<Bench['host']>>;

const free: Address = { host: '127.0.0.1', port: 0 };
const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

/** The toy listens. */
async function hosted(toy: Toy): Promise<{ readonly host: ToyHost; readonly address: Address }> {
  const host = await bench.host(toy);
  host.command((out) => out.listen(1, free));
  return { host, address: (await toy.heard('listening')).address };
}

async function listening(toy: Toy): Promise<Address> {
  return (await hosted(toy)).address;
}

/** The toy listens and has accepted `socket`. */
async function met(toy: Toy): Promise<{ readonly host: ToyHost; readonly address: Address; readonly socket: Socket }> {
  const { host, address } = await hosted(toy);
  const socket = await dialled(address);
  await toy.heard('accepted');
  return { host, address, socket };
}

async function dialled({ host, port }: Address): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  bench.later(() => void socket.destroy());
  await soon('connect', once(socket, 'connect'));
  return socket;
}

/** A plain server whose first connection is `socket`. */
async function plainServer(): Promise<{ readonly address: Address; readonly socket: Promise<Socket> }> {
  const server = createServer({ allowHalfOpen: true });
  bench.later(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = once(server, 'connection').then(([first]: Socket[]) => {
    first?.on('error', () => undefined);
    bench.later(() => void first?.destroy());
    return first as Socket;
  });
  return { address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, socket };
}

function received(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on('data', (data: Buffer) => pieces.push(data));
  return soon('end of stream', once(socket, 'end')).then(() => Buffer.concat(pieces).toString('latin1'));
}

/** The code of the error that a socket was closed with, if any. */
function closeCode(socket: Socket): Promise<string | undefined> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  return soon('close', closed).then(() => (socket.errored as NodeJS.ErrnoException | null)?.code);
}

const echo = (): Toy =>
  createToy((input, out) => {
    if (input.kind === 'bytes') out.send(input.conn, input.data.slice());
    if (input.kind === 'eof') out.end(input.conn);
  });

test('an echo comes back whole, and the half-closed connection is ended', async () => {
  const toy = echo();
  const socket = await dialled(await listening(toy));
  const answer = received(socket);
  const { localPort } = socket;
  socket.end('hello, machine');
  assert.equal(await answer, 'hello, machine');
  const accepted = await toy.heard('accepted');
  assert.equal(accepted.conn, 1);
  assert.deepEqual(accepted.peer, { host: '127.0.0.1', port: localPort });
  await soon('close', once(socket, 'close'));
});

test('accepted connections have odd numbers in order', async () => {
  const toy = echo();
  const address = await listening(toy);
  await dialled(address);
  await dialled(address);
  await toy.heard('accepted', (input) => input.conn === 3);
});

test('a dialled connection is connected, talks and hears the end of the stream', async () => {
  const { address, socket } = await plainServer();
  const toy = createToy();
  const host = await bench.host(toy);
  host.command((out) => {
    out.connect(2, address);
    out.send(2, text('sent before it was connected'));
  });
  await toy.heard('connected');
  const peer = await socket;
  assert.equal(String((await soon('data', once(peer, 'data')))[0]), 'sent before it was connected');
  peer.end('answer');
  await toy.heard('eof');
  assert.equal(textOn(toy, 2), 'answer');
});

test('what is sent in one step, and in the steps of one turn, keeps its order', async () => {
  const { address, socket } = await plainServer();
  const host = await bench.host(createToy());
  const letters = 'abcdefghij';
  host.command((out) => out.connect(2, address));
  for (const letter of letters)
    host.command((out) => [out.send(2, text(letter)), out.send(2, text(letter.toUpperCase()))]);
  host.command((out) => out.end(2));
  assert.equal(await received(await socket), 'aAbBcCdDeEfFgGhHiIjJ');
});

test('nobody listens: refused, as a sentence', async () => {
  const { address } = await plainServer();
  await bench.undo();
  bench = createBench();
  const toy = createToy();
  const host = await bench.host(toy);
  host.command((out) => out.connect(2, address));
  const { reason } = await toy.heard('refused');
  assert.equal(reason, `cannot connect to 127.0.0.1:${address.port}: nobody listens there (ECONNREFUSED)`);
});

test('a port out of range is refused and not listened on, as a sentence', async () => {
  const toy = createToy();
  const host = await bench.host(toy);
  host.command((out) => out.connect(2, { host: '127.0.0.1', port: 70_000 }));
  host.command((out) => out.listen(1, { host: '127.0.0.1', port: -1 }));
  assert.match(
    (await toy.heard('refused')).reason,
    /^cannot connect to 127\.0\.0\.1:70000: a port is a number from 0 to 65535/,
  );
  assert.match(
    (await toy.heard('unlistened')).reason,
    /^cannot listen on 127\.0\.0\.1:-1: a port is a number from 0 to 65535/,
  );
});

test('a taken port and an address of another machine are told as sentences', async () => {
  const { address } = await plainServer();
  const toy = createToy();
  const host = await bench.host(toy);
  host.command((out) => out.listen(1, address));
  host.command((out) => out.listen(2, { host: '192.0.2.1', port: 0 }));
  const taken = await toy.heard('unlistened', (input) => input.listener === 1);
  assert.equal(
    taken.reason,
    `cannot listen on 127.0.0.1:${address.port}: the port is taken by another program (EADDRINUSE)`,
  );
  const other = await toy.heard('unlistened', (input) => input.listener === 2);
  assert.match(other.reason, /^cannot listen on 192\.0\.2\.1:0: this machine has no such address/);
});

test('after unlisten nobody is accepted, and connections live on', async () => {
  const { host, address, socket } = await met(echo());
  host.command((out) => out.unlisten(1));
  const late = connect({ ...address });
  const [error] = (await soon(
    'refusal',
    once(late, 'error').catch((reason: unknown) => [reason]),
  )) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
  const answer = received(socket);
  socket.end('still here');
  assert.equal(await answer, 'still here');
});

test('a reset is heard, and sends after it do nothing', async () => {
  const toy = createToy((input, out) => {
    if (input.kind !== 'reset') return;
    out.send(input.conn, text('too late'));
    out.abort(input.conn);
  });
  const { socket } = await met(toy);
  socket.resetAndDestroy();
  await toy.heard('reset');
});

test('abort resets the peer and drops what is queued', async () => {
  const toy = createToy((input, out) => {
    if (input.kind !== 'bytes') return;
    out.send(input.conn, text('lost'));
    out.abort(input.conn);
  });
  const socket = await dialled(await listening(toy));
  socket.write('x');
  assert.equal(await closeCode(socket), 'ECONNRESET');
});

test('a crash resets connections and gives the port back at once', async () => {
  const { host, address, socket } = await met(echo());
  host.crash();
  assert.equal(await closeCode(socket), 'ECONNRESET');
  const next = createToy();
  (await bench.host(next)).command((out) => out.listen(1, address));
  await next.heard('listening');
});

test('wake comes when it is due, not before, and can be moved', async () => {
  const toy = createToy((input, out, env) => {
    if (input.kind !== 'wake') return;
    out.event(`late by ${env.nowUs - (toy.wakeAtUs ?? 0)}`);
    toy.wakeAtUs = null;
  });
  const host = await bench.host(toy);
  const far: Act = (_out, env) => void (toy.wakeAtUs = env.nowUs + 3_600_000_000);
  const near: Act = (_out, env) => void (toy.wakeAtUs = env.nowUs + 20_000);
  host.command(far);
  host.command(near);
  await toy.heard('wake');
  await soon('event', new Promise(setImmediate));
  const lateUs = Number(/late by (.*)/.exec(host.events[0] ?? '')?.[1]);
  assert.ok(lateUs >= 0, `woken ${-lateUs} us too early`);
});

test('close sends what is queued and is done when the connections are closed', async () => {
  const toy = createToy((input, out) => {
    if (input.kind === 'accepted') out.send(input.conn, text('farewell'));
  });
  const { host, socket } = await met(toy);
  const answer = received(socket);
  let closed = false;
  const done = new Promise<void>((resolve) => host.close(() => resolve(void (closed = true))));
  assert.equal(await answer, 'farewell');
  assert.equal(closed, false);
  socket.end();
  await soon('close', done);
});
