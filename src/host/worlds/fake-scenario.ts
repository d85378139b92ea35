/**
 * Scenarios over a fake adapter, for tests of worlds. Never part of a run.
 */
import assert from 'node:assert/strict';
import type { Link, World, WorldSource } from '../../check/world.ts';
import type { Address } from '../../lib/machine.ts';
import { adapterWorldSource } from './adapter-world.ts';
import { type FakeOperations, fakeAdapter } from './fake-adapter.ts';

/** Microseconds. */
export const second = 1_000_000;

const opened: WorldSource[] = [];

/** Worlds over the fake adapter. */
export function fakeWorlds(operations: FakeOperations = {}, before = ''): WorldSource {
  const bounds = { endMs: 30_000, answerMs: 30_000 };
  const command = fakeAdapter(operations, before);
  const worlds = adapterWorldSource({ name: 'adapter', command, protocol: 'job', profile: {}, bounds });
  opened.push(worlds);
  return worlds;
}

/** For `after`: a test that fails must not leave an adapter that keeps the process alive. */
export async function closeFakes(): Promise<void> {
  await Promise.all(opened.splice(0).map((worlds) => worlds.close()));
}

/** Runs `use` in one scenario's world and closes everything. */
export async function inWorld(use: (world: World) => Promise<void>, operations: FakeOperations = {}): Promise<void> {
  const worlds = fakeWorlds(operations);
  const world = await worlds.open({ id: 'test/one', seed: 1 });
  try {
    await use(world);
  } finally {
    await world.close();
    await worlds.close();
  }
}

/** Starts the fake's owner; gives where it listens. */
export async function startOwner(world: World): Promise<Address> {
  const answer = await world.subject.request('start', { role: 'owner' });
  assert.ok('ok' in answer);
  return answer.ok['listen'] as unknown as Address;
}

/** A link to `address`, which must not refuse. */
export async function dialled(world: World, address: Address): Promise<Link> {
  const link = await world.dial(address);
  assert.ok(link !== null);
  return link;
}

/** Text as octets. */
export function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What arrived, as text. */
export function heard(link: Link | null): string {
  return Buffer.concat((link?.received ?? []).map(({ data }) => data)).toString();
}
