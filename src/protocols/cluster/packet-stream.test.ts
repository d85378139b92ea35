/** Packets are found where they lie, however the stream is cut. Leaves out what they mean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../../wire/index.ts';
import { clusterMessages, packetOffsets, PacketStream, setU32At, u32At } from './index.ts';

const limits = { payload: 1000 };
const { packet } = clusterMessages(limits);
const verb = 0x8000_0f00;
const packetOf = (size: number) =>
  encode(packet, { verb, destination: 0x0200_0004_0001_0002n, origin: 1n, payload: new Uint8Array(size).fill(size) });

/** A stream with what it found: of each packet a copy, and whether it lay in what was pushed last. */
function listen(max = limits.payload) {
  const found: { readonly octets: Uint8Array; readonly isInPlace: boolean }[] = [];
  const faults: unknown[] = [];
  let pushed: Uint8Array | null = null;
  const stream = new PacketStream(
    { payload: max },
    {
      packet: (octets, start, end) =>
        found.push({ octets: octets.slice(start, end), isInPlace: octets.buffer === pushed?.buffer }),
      fault: (fault) => faults.push(fault),
    },
  );
  const push = (data: Uint8Array): void => stream.push((pushed = data.slice()));
  return { stream, push, found, faults };
}

test('fields stand where the page draws them', () => {
  assert.deepEqual(packetOffsets, { verb: 0, payloadSize: 4, destination: 8, origin: 16, payload: 24 });
});

test('whole packets are found in place, at any offset', () => {
  const { push, found, stream } = listen();
  const sizes = [0, 3, 200, 1000];
  const octets = Buffer.concat(sizes.map(packetOf));
  push(octets);
  assert.deepEqual(
    found.map((each) => [each.octets.length - packetOffsets.payload, each.isInPlace]),
    sizes.map((size) => [size, true]),
  );
  assert.deepEqual(Buffer.concat(found.map((each) => each.octets)), octets);
  assert.deepEqual([stream.count, stream.partialOctets], [4, 0]);
});

test('every cut of two packets gives the same two packets', () => {
  const octets = Buffer.concat([packetOf(40), packetOf(7)]);
  for (let cut = 1; cut < octets.length; cut += 1) {
    const { push, found, stream } = listen();
    push(octets.subarray(0, cut));
    push(octets.subarray(cut));
    assert.deepEqual(Buffer.concat(found.map((each) => each.octets)), octets, `cut at ${cut}`);
    assert.deepEqual([found.length, stream.partialOctets], [2, 0], `cut at ${cut}`);
  }
});

test('single octets are counted until a packet is whole', () => {
  const { push, found, stream } = listen();
  const octets = packetOf(5);
  octets.forEach((octet, index) => {
    assert.equal(stream.partialOctets, index);
    push(Uint8Array.of(octet));
  });
  assert.deepEqual([found.length, stream.partialOctets], [1, 0]);
});

test('a size over the limit is a fault as soon as it is read', () => {
  const octets = packetOf(0);
  setU32At(octets, packetOffsets.payloadSize, 1001);
  for (const cut of [7, 8, 24]) {
    const { push, faults, stream } = listen();
    push(octets.subarray(0, Math.min(cut, 4)));
    push(octets.subarray(4, cut));
    const fault = {
      code: 'size-over-limit',
      message: 'packet',
      field: 'payloadSize',
      offset: 4,
      seen: 1001,
      wanted: 1000,
    };
    assert.deepEqual(faults, cut < 8 ? [] : [fault], `${cut} octets`);
    push(packetOf(1));
    assert.equal(stream.count, 0);
  }
});

test('a size over the limit ends the stream behind a good packet of the same chunk', () => {
  const { push, faults, found } = listen(10);
  push(Buffer.concat([packetOf(10), packetOf(11), packetOf(1)]));
  assert.deepEqual([found.length, faults.length], [1, 1]);
});

test('memory is held for what arrived, not for what was claimed', () => {
  const limit = 2 ** 31;
  const stream = new PacketStream({ payload: limit }, { packet: () => assert.fail(), fault: () => assert.fail() });
  const head = packetOf(0);
  setU32At(head, packetOffsets.payloadSize, limit);
  const before = process.memoryUsage().arrayBuffers;
  stream.push(head);
  stream.push(new Uint8Array(100_000));
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  assert.equal(stream.partialOctets, 100_024);
});

test('memory of a large packet is let go when it is whole', () => {
  const sizes: number[] = [];
  const stream = new PacketStream(
    { payload: 100_000 },
    { packet: (octets) => sizes.push(octets.buffer.byteLength), fault: () => assert.fail() },
  );
  for (const size of [100_000, 10]) {
    const octets = encode(clusterMessages({ payload: 100_000 }).packet, {
      ...{ verb, destination: 1n, origin: 1n, payload: new Uint8Array(size) },
    });
    stream.push(octets.subarray(0, size));
    stream.push(octets.subarray(size));
  }
  assert.ok((sizes[0] as number) > 100_000 && (sizes[1] as number) <= 1024, `held in ${sizes.join(' and ')} octets`);
});

test('a stopped stream says nothing more, not even of the chunk under way', () => {
  const found: number[] = [];
  const stream = new PacketStream(limits, {
    packet: (octets, start) => {
      found.push(u32At(octets, start));
      stream.stop();
    },
    fault: () => assert.fail(),
  });
  stream.push(Buffer.concat([packetOf(1), packetOf(1)]));
  stream.push(packetOf(1));
  assert.deepEqual([found, stream.partialOctets], [[verb], 0]);
});
