/** Backpressure and ends of connections, on loopback. Leaves out numbers and listeners (machine-host.test.ts). */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, test } from 'node:test';
import { type ConnectionSink, type TcpConnection, createTcpConnection } from './tcp-connection.ts';
import { soon } from './toy-machine.ts';

const undos: (() => void)[] = [];
afterEach(() => {
  for (const undo of undos.splice(0)) undo();
});

interface Pair {
  /** A machine's connection, what it heard and its socket. */
  readonly ours: TcpConnection;
  readonly heard: string[];
  readonly socket: Socket;
  /** The peer's socket; it does not read before it is told to. */
  readonly peer: Socket;
}

/** `told` is called when the connection hears something. */
async function pairOf(lingerMs = 10_000, told: (what: string) => void = () => undefined): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true });
  undos.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [[socket]] = (await soon('connect', Promise.all([once(server, 'connection'), once(peer, 'connect')]))) as [
    [Socket],
    unknown,
  ];
  undos.push(() => [peer, socket].forEach((end) => end.destroy()));
  peer.on('error', () => undefined);
  const heard: string[] = [];
  const hear = (what: string): void => {
    heard.push(what);
    told(what);
  };
  const sink: ConnectionSink = {
    bytes: (data) => hear(`bytes ${data.length}`),
    writable: () => hear('writable'),
    eof: () => hear('eof'),
    reset: () => hear('reset'),
  };
  return { ours: createTcpConnection(socket, lingerMs, sink), heard, socket, peer };
}

/** Everything the peer reads from now on to the end of the stream; rejects on a reset. */
function readAll(peer: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  return soon(
    'end of stream',
    new Promise((resolve, reject) => {
      peer.on('data', (data) => pieces.push(data));
      peer.on('end', () => resolve(Buffer.concat(pieces)));
      peer.on('error', reject);
    }),
  );
}

const MIB = 1024 * 1024;

test('writable comes when the queue is empty, not when the peer has not read', async () => {
  let tell: () => void = () => undefined;
  const writable = new Promise<void>((resolve) => (tell = resolve));
  const { ours, peer } = await pairOf(10_000, tell);
  ours.send(Buffer.alloc(1));
  await new Promise((resolve) => setImmediate(resolve));
  ours.send(Buffer.alloc(32 * MIB));
  await soon('the first piece under way', new Promise((resolve) => setImmediate(() => setImmediate(resolve))));
  ours.send(Buffer.alloc(32 * MIB));
  ours.drain();
  let read = 0;
  peer.on('data', (data) => (read += data.length));
  await soon('writable', writable);
  // What the kernel holds for both ends has left our queue; that is a few MiB.
  assert.ok(read > 40 * MIB, `writable came when the peer had read ${read} octets`);
});

test('each drain is answered when what was sent before it has left, while the queue never empties', async () => {
  const count = 32;
  let tell: () => void = () => undefined;
  const { ours, heard, peer } = await pairOf(10_000, () => tell());
  for (let piece = 0; piece < count; piece += 1) {
    ours.send(Buffer.alloc(MIB));
    ours.drain();
  }
  const first = new Promise<void>((resolve) => (tell = resolve));
  await soon('the first writable', first);
  assert.ok(heard.length < count, 'a peer that has not read holds some of them back');
  const last = new Promise<void>((resolve) => (tell = () => heard.length === count && resolve()));
  peer.resume();
  await soon('the last writable', last);
  assert.deepEqual(heard, Array(count).fill('writable'));
});

test('many small pieces and one large one arrive in order', async () => {
  const { ours, peer } = await pairOf();
  const sent = Array.from({ length: 3000 }, (_, index) => Buffer.alloc(1 + (index % 100), index));
  sent.splice(1500, 0, Buffer.alloc(MIB, 'large'));
  for (const piece of sent) ours.send(piece);
  ours.end();
  assert.ok((await readAll(peer)).equals(Buffer.concat(sent)));
});

test('one drain gives one writable, also with nothing sent', async () => {
  let tell: (what: string) => void = () => undefined;
  const { ours, heard, peer } = await pairOf(10_000, (what) => tell(what));
  const first = new Promise<void>((resolve) => (tell = () => resolve()));
  ours.drain();
  await soon('writable', first);
  const second = new Promise<void>((resolve) => (tell = () => resolve()));
  ours.send(Buffer.from('x'));
  await soon('data', once(peer, 'data'));
  peer.end();
  await soon('eof', second);
  assert.deepEqual(heard, ['writable', 'eof']);
});

test('a sender paced by writable arrives whole at a reader that stops again and again', async () => {
  let sent = 0;
  const piece = Buffer.alloc(64 * 1024, 'p');
  const most = { queued: 0 };
  const pair = await pairOf(10_000, () => next());
  const next = (): void => {
    most.queued = Math.max(most.queued, pair.socket.writableLength);
    if (sent === 16 * MIB) return pair.ours.end();
    pair.ours.send(piece);
    pair.ours.drain();
    sent += piece.length;
  };
  let read = 0;
  pair.peer.on('data', (data) => {
    read += data.length;
    pair.peer.pause();
    setImmediate(() => pair.peer.resume());
  });
  next();
  await soon('end', once(pair.peer, 'end'));
  assert.equal(read, 16 * MIB);
  assert.equal(most.queued, 0);
});

test('while paused nothing is heard; after resume everything is', async () => {
  let tell: (what: string) => void = () => undefined;
  const first = await pairOf(10_000, (what) => tell(what));
  const second = await pairOf(10_000, (what) => tell(what));
  first.ours.pause();
  first.peer.end('held back');
  const passed = new Promise<void>((resolve) => (tell = () => resolve()));
  second.peer.write('later');
  await soon('bytes on the second', passed);
  assert.deepEqual(first.heard, []);
  const eof = new Promise<void>((resolve) => (tell = (what) => what === 'eof' && resolve()));
  first.ours.resume();
  await soon('eof on the first', eof);
  assert.deepEqual(first.heard, ['bytes 9', 'eof']);
});

test('the last message is not lost to a peer that goes on writing', async () => {
  const { ours, heard, peer } = await pairOf();
  ours.pause();
  const flood = Buffer.alloc(4 * MIB);
  peer.write(flood);
  await soon('a flood in the kernel', new Promise((resolve) => setImmediate(resolve)));
  ours.send(Buffer.from('goodbye'));
  ours.end();
  // It reads only after all that it had to say was taken.
  await soon('flood taken', new Promise((resolve) => peer.write(flood, resolve)));
  assert.equal(String(await readAll(peer)), 'goodbye');
  assert.deepEqual(heard, []);
  const closed = soon('close', new Promise<void>((resolve) => ours.whenClosed(resolve)));
  peer.end();
  await closed;
});

test('a peer that neither reads nor closes is given up after a bound', async () => {
  const { ours, peer, socket } = await pairOf(20);
  peer.pause();
  ours.send(Buffer.alloc(64 * MIB));
  ours.end();
  await soon('close', new Promise<void>((resolve) => ours.whenClosed(resolve)));
  assert.ok(socket.destroyed);
});

test('what the peer said before its reset is read before our sends find the reset', async () => {
  let tell: (what: string) => void = () => undefined;
  const { ours, heard, peer } = await pairOf(10_000, (what) => tell(what));
  const reset = new Promise<void>((resolve) => (tell = (what) => what === 'reset' && resolve()));
  // All of this is in the kernel before the event loop turns.
  peer.write('last words');
  peer.resetAndDestroy();
  ours.send(Buffer.from('one'));
  ours.send(Buffer.from('two'));
  await soon('reset', reset);
  assert.equal(heard[0], 'bytes 10');
});
