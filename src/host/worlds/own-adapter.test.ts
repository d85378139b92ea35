/** The `tcp` world: the reference behind `wireproof adapter` in its own process. Leaves out what the suite demands of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Link, SubjectBroke, type World } from '../../check/world.ts';
import { fromHex, toHex } from '../../lib/hex.ts';
import type { Address } from '../../lib/machine.ts';
import { adapterWorldSource } from './adapter-world.ts';

const loader = new URL('../../../ts-node.mjs', import.meta.url).href;
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const command = [process.execPath, '--import', loader, main, 'adapter', '--protocol', 'job'];
const second = 1_000_000;
const join = fromHex('03 00000003 312e30');

const hex = (link: Link | undefined): string => toHex(Buffer.concat((link?.received ?? []).map(({ data }) => data)));

function heard(world: World, link: Link | undefined, wanted: string): Promise<true | undefined> {
  return world.until(() => (hex(link) === wanted ? true : undefined), 10 * second);
}

test('the reference in its own process, three scenarios in one process', async (context) => {
  const profile = { byteOrder: 'big' };
  const bounds = { answerMs: 60_000 };
  const worlds = adapterWorldSource({ name: 'tcp', command, protocol: 'job', profile, bounds });
  context.after(() => worlds.close());
  assert.deepEqual((await worlds.hello()).roles, ['owner', 'node']);

  const first = await worlds.open({ id: 'join', seed: 1 });
  const started = await first.subject.request('start', { role: 'owner', config: {} });
  assert.ok('ok' in started);
  const link = (await first.dial(started.ok['listen'] as unknown as Address)) ?? undefined;
  await link?.write([...join].map((octet) => Uint8Array.of(octet)));
  assert.equal(await heard(first, link, '01'), true, hex(link));
  assert.ok(await first.until(() => first.subject.events.find(({ event }) => event === 'node-joined'), 5 * second));
  await first.close();
  assert.equal(first.subject.death, null);

  const next = await worlds.open({ id: 'connect', seed: 1 });
  const listener = await next.listen();
  await next.subject.request('start', { role: 'node', config: { version: '1.0', modules: [] } });
  const connecting = next.subject.request('connect', { at: { ...listener.address } });
  await next.until(() => listener.links[0], 5 * second);
  assert.equal(await heard(next, listener.links[0], toHex(join)), true, hex(listener.links[0]));
  await listener.links[0]?.write([Uint8Array.of(1)]);
  assert.deepEqual(await connecting, { ok: {} });
  assert.deepEqual(await next.subject.request('state', { role: 'node' }), { ok: { status: 1 } });
  await next.close();
  assert.equal(next.subject.death, null);

  const last = await worlds.open({ id: 'dead', seed: 1 });
  assert.deepEqual(last.subject.events, []);
  await worlds.close();
  await assert.rejects(last.subject.request('state', { role: 'node' }), SubjectBroke);
  await last.close();
});
