/** What a TCP user sees: order, cuts, joins, half-close, reset, refusal, backpressure, silence. Leaves out worlds and faults. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../src/lib/machine.ts';
import { quietLink, type Cutting, type LinkOptions, type Rule } from './link.ts';
import { Network } from './network.ts';
import { Simulation } from './simulation.ts';
import type { Socket, SocketUser } from './socket.ts';

const AT: Address = { host: 'b', port: 9 };

/** One raw end: what it heard, and its socket. */
class End implements SocketUser {
  readonly heard: string[] = [];
  readonly octets: number[] = [];
  readonly reads: number[] = [];
  socket!: Socket;
  accepted(socket: Socket): void {
    this.socket = socket;
    this.heard.push('accepted');
  }
  connected(): void {
    this.heard.push('connected');
  }
  refused(_socket: Socket, reason: string): void {
    this.heard.push(reason);
  }
  bytes(_socket: Socket, data: Uint8Array): void {
    this.reads.push(data.length);
    this.octets.push(...data);
  }
  writable(): void {
    this.heard.push('writable');
  }
  eof(): void {
    this.heard.push('eof');
  }
  reset(): void {
    this.heard.push('reset');
  }
}

const createPair = (link: Partial<LinkOptions> = {}, seed = 1) => {
  const sim = new Simulation({ seed });
  const network = new Network(sim, () => ({ ...quietLink, ...link }));
  const [a, b] = [new End(), new End()];
  const hosts = [network.addHost('a'), network.addHost('b')] as const;
  network.listen(hosts[1], b, 0, AT);
  a.socket = network.dial(hosts[0], a, AT);
  const run = (forUs = 10_000_000): void => sim.runUntil(sim.nowUs + forUs);
  return { sim, network, streams: network.streams, hosts, a, b, run };
};
const joined = (link: Partial<LinkOptions> = {}, seed = 1) => {
  const pair = createPair(link, seed);
  pair.run();
  assert.deepEqual([pair.a.heard, pair.b.heard], [['connected'], ['accepted']]);
  pair.a.heard.pop();
  pair.b.heard.pop();
  return pair;
};
const count = (size: number, from = 0): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (from + index) & 255);

test('any link gives the octets that were written, in order, then the end', () => {
  const cutting = fc.constantFrom<Cutting[]>('whole', 'random', 'single', 'trickle');
  const link = fc.record({
    cutting,
    delayUs: fc.nat(3000),
    jitterUs: fc.nat(5000),
    flushUs: fc.nat(500),
    readUs: fc.nat(500),
    sendOctets: fc.integer({ min: 1, max: 200 }),
    receiveOctets: fc.integer({ min: 1, max: 200 }),
  });
  const writes = fc.array(fc.record({ size: fc.nat(300), isExact: fc.boolean(), waitUs: fc.nat(400) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(link, writes, fc.nat(1000), (options, plan, seed) => {
      const { sim, streams, a, b, run } = joined(options, seed);
      const wanted: number[] = [];
      for (const { size, isExact, waitUs } of plan) {
        const data = count(size, wanted.length);
        wanted.push(...data);
        streams.send(a.socket, data, isExact);
        sim.runUntil(sim.nowUs + waitUs);
      }
      streams.shutdown(a.socket);
      run(100_000_000);
      assert.deepEqual(b.octets, wanted);
      assert.deepEqual(b.heard, ['eof']);
    }),
    { numRuns: 150 },
  );
});

test('write boundaries are not kept unless asked for', () => {
  const loose = joined({ jitterUs: 0 });
  for (let index = 0; index < 3; index += 1) loose.streams.send(loose.a.socket, count(2));
  loose.run();
  assert.deepEqual(loose.b.reads, [6]);
  const exact = joined({ readUs: 400 });
  for (const size of [1, 5, 2]) exact.streams.send(exact.a.socket, count(size), true);
  exact.run();
  assert.deepEqual(exact.b.reads, [1, 5, 2]);
});

test('half-close: the other direction lives on', () => {
  const { streams, a, b, run } = joined();
  streams.shutdown(a.socket);
  run();
  assert.deepEqual(b.heard, ['eof']);
  streams.send(b.socket, count(4));
  streams.shutdown(b.socket);
  run();
  assert.deepEqual([a.octets.length, a.heard], [4, ['eof']]);
  assert.deepEqual([a.socket.state, b.socket.state], ['closed', 'closed']);
});

test('a reset discards what was not read', () => {
  const { streams, a, b, run } = joined();
  streams.pause(b.socket);
  streams.send(a.socket, count(5));
  run();
  streams.abort(a.socket);
  run();
  streams.resume(b.socket);
  run();
  assert.deepEqual([b.octets, b.heard], [[], ['reset']]);
});

test('octets for a closed end are answered with a reset', () => {
  const { streams, a, b, run } = joined();
  streams.orphan(b.socket);
  run();
  assert.deepEqual(a.heard, ['eof']);
  streams.send(a.socket, count(1));
  run();
  assert.deepEqual(a.heard, ['eof', 'reset']);
});

test('an end whose peer never ends is reset after the lingering time', () => {
  const { streams, a, b, run } = joined();
  streams.close(a.socket);
  run(4_000_000);
  assert.deepEqual(b.heard, ['eof']);
  streams.send(b.socket, count(9));
  run(4_000_000);
  assert.deepEqual([b.heard, a.octets, a.heard], [['eof', 'reset'], [], []], 'a closed user hears nothing');
});

test('full buffers stop the writer until the reader reads', () => {
  const { streams, a, b, run } = joined({ sendOctets: 10, receiveOctets: 20 });
  streams.pause(b.socket);
  streams.send(a.socket, count(100));
  streams.drain(a.socket);
  run();
  assert.deepEqual([a.heard, b.octets.length], [[], 0]);
  assert.equal(a.socket.queuedOctets, 80, 'the receive buffer holds 20');
  streams.resume(b.socket);
  run();
  assert.deepEqual([a.heard, b.octets.length], [['writable'], 100]);
});

test('each drain is answered when what was sent before it has left', () => {
  const { streams, a, b, run } = joined({ sendOctets: 10, receiveOctets: 20 });
  streams.pause(b.socket);
  for (let piece = 0; piece < 10; piece += 1) {
    streams.send(a.socket, count(10));
    streams.drain(a.socket);
  }
  run();
  assert.deepEqual(a.heard, ['writable', 'writable', 'writable'], '20 are on the other side, 10 in the send buffer');
  streams.resume(b.socket);
  run();
  assert.equal(a.heard.length, 10);
});

test('drain with nothing queued is answered too', () => {
  const { streams, a, run } = joined();
  streams.drain(a.socket);
  run();
  assert.deepEqual(a.heard, ['writable']);
});

test('a partition is silence, then everything arrives', () => {
  const { network, streams, hosts, a, b, run } = joined();
  const rule: Rule = { blocks: (from) => from === hosts[0] };
  network.install(rule);
  streams.send(a.socket, count(3));
  streams.shutdown(a.socket);
  streams.send(b.socket, count(2));
  run();
  assert.deepEqual([b.octets, b.heard, a.octets], [[], [], [0, 1]], 'one direction only');
  network.remove(rule);
  run();
  assert.deepEqual([b.octets, b.heard], [[0, 1, 2], ['eof']]);
});

test('a dial into a partition hangs and heals, or times out', () => {
  const rule: Rule = { blocks: () => true };
  const healed = createPair();
  healed.network.install(rule);
  healed.run();
  assert.deepEqual(healed.a.heard, []);
  healed.network.remove(rule);
  healed.run();
  assert.deepEqual(healed.a.heard, ['connected']);
  const late = createPair();
  late.network.install(rule);
  late.run(200_000_000);
  assert.deepEqual(late.a.heard, ['connection timed out']);
});

test('refused: nobody listens, or a rule says so', () => {
  const { network, hosts, run } = createPair();
  const [alone, ruled] = [new End(), new End()];
  network.dial(hosts[0], alone, { host: 'b', port: 10 });
  run();
  network.install({ refuses: (to) => to === hosts[1] });
  network.dial(hosts[0], ruled, AT);
  run();
  assert.deepEqual([alone.heard, ruled.heard], [['connection refused'], ['connection refused']]);
});

test('a switched-off host is silent, and knows no connection when it is back', () => {
  const { network, streams, hosts, a, b, run } = joined();
  network.switchOff(hosts[1]);
  streams.send(a.socket, count(3));
  const dialler = new End();
  network.dial(hosts[0], dialler, AT);
  run();
  assert.deepEqual([a.heard, b.heard, dialler.heard], [[], [], []]);
  network.switchOn(hosts[1]);
  run();
  assert.deepEqual([a.heard, dialler.heard], [['reset'], ['connection refused']]);
});

test('a direction that somebody cuts ends there; writing on is answered with a reset', () => {
  const { streams, a, b, run } = joined();
  streams.cut(a.socket);
  run();
  assert.deepEqual([a.heard, b.heard], [[], ['eof']]);
  streams.send(a.socket, count(1));
  run();
  assert.deepEqual([a.heard, b.heard], [['reset'], ['eof', 'reset']]);
});

test('octets are the user’s only during the call', () => {
  const { streams, a, b, run } = joined();
  let kept: Uint8Array = new Uint8Array(0);
  b.bytes = (_socket, data) => void (kept = data);
  streams.send(a.socket, count(3));
  run();
  assert.deepEqual([...kept], [0xa5, 0xa5, 0xa5]);
});
