/** Configurations and orders of the cluster contract: times, forms of UUIDs and addresses, and mistakes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../lib/contract.ts';
import { BadRequest } from '../contract/args.ts';
import { readDialect, readEndpoint, readOrder, readServerConfig, readVerb } from './contract-args.ts';
import { defaultServerOptions } from './defaults.ts';

const UUID = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf';
const config: JsonObject = { uuid: UUID, name: 'alpha' };

test('times that are missing are those of the page, others are in seconds', () => {
  assert.deepEqual(readServerConfig(config, 'as-deployed').timers, defaultServerOptions.timers);
  const timers = { reconnect: 0.5, status: 1, handshake: 2, read: 3 };
  const { timers: read } = readServerConfig({ ...config, timers }, 'seed-strict');
  assert.deepEqual(
    [read.reconnectUs, read.statusUs, read.handshakeUs, read.readUs],
    [500_000, 1_000_000, 2_000_000, 3_000_000],
  );
});

test('under test loopback is trusted, kernels run, and the power stays on', () => {
  const policy = { trusted: 'loopback', control: false, kernels: true, compilers: true };
  assert.deepEqual(readServerConfig(config, 'as-deployed').policy, policy);
});

test('a UUID is taken in every form of 32 digits', () => {
  for (const uuid of [
    UUID,
    UUID.toUpperCase(),
    'A0A1-A2A3-A4A5-A6A7-A8A9-AAAB-ACAD-AEAF',
    'a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf',
  ])
    assert.equal(readServerConfig({ ...config, uuid }, 'as-deployed').uuid, UUID);
});

test('every operation of a node is a command', () => {
  const at = { host: '127.0.0.1', port: 7 };
  const net = { uuid: UUID, name: 'lab' };
  assert.deepEqual(readOrder('create-net', { net, listen: at }), { kind: 'create-net', ...net, listen: at });
  assert.deepEqual(readOrder('open-net', {}), { kind: 'open-net' });
  assert.deepEqual(readOrder('close-net', {}), { kind: 'close-net' });
  assert.deepEqual(readOrder('allow-join', { allow: true }), { kind: 'allow-join', allow: true });
  assert.deepEqual(readOrder('set-tasks', { allow: false }), { kind: 'set-tasks', allow: false });
  assert.deepEqual(readOrder('join-net', { at, listen: at }), { kind: 'join-net', at, listen: at });
  for (const address of ['010000000002000a', '010000000002000A'])
    assert.deepEqual(readOrder('remove-node', { address }), { kind: 'remove-node', address: 0x0100_0000_0002_000an });
  assert.equal(readOrder('dance', {}), null);
});

const mistakes: readonly (readonly [name: RegExp, read: () => unknown])[] = [
  [/^dialect /, () => readDialect({ profile: { dialect: 'as-spoken' } })],
  [/^uuid: /, () => readServerConfig({ ...config, uuid: 'a0' }, 'as-deployed')],
  [/^address: /, () => readOrder('remove-node', { address: '0x10' })],
  [/^verb /, () => readVerb({})],
  [/^verb /, () => readVerb({ verb: 2 ** 32 })],
  [/^service /, () => readEndpoint({ config: { service: 'cook' } }, 'as-deployed')],
  [/^config.service: /, () => readEndpoint({ config: { service: { id: 'x', name: '' } } }, 'as-deployed')],
];

for (const [index, [name, read]] of mistakes.entries())
  test(`mistake ${index + 1} is a sentence that begins with ${name.source}`, () =>
    assert.throws(read, (error) => error instanceof BadRequest && name.test(error.message)));
