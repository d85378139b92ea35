/** Log records on their way through one node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeCore } from './fake-core.ts';
import { createLoggingPart } from './logging.ts';

const scene = () => {
  const fake = createFakeCore();
  return { fake, parts: [createLoggingPart(fake.core)] };
};

test('00000301 goes to all other nodes and to own loggers, one copy for all', () => {
  const { fake, parts } = scene();
  const payload = new Uint8Array([1, 2, 3]);
  fake.packet(parts, 'logPrimary', fake.link('endpoint', '0200000400010001'), payload);
  payload.fill(0);
  assert.equal(fake.routed[0]?.payload, fake.routed[1]?.payload);
  assert.deepEqual(fake.said(), ['logBroadcast > 0100000000000000 010203', 'logClient > 0200000300010000 010203']);
});

test('00000302 goes to own loggers only, 00000303 nowhere', () => {
  const { fake, parts } = scene();
  const node = fake.link('node', '0100000000020000');
  fake.packet(parts, 'logBroadcast', node, new Uint8Array([7]));
  fake.packet(parts, 'logClient', node, new Uint8Array([8]));
  assert.deepEqual(fake.said(), ['logClient > 0200000300010000 07']);
});
