/** The sim world with a toy contract: operations, events, links, waiting, death. Leaves out every real protocol. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotClaimed, SubjectBroke } from '../src/check/world.ts';
import type { ContractEventLine, ContractServer } from '../src/lib/contract.ts';
import type { Address } from '../src/lib/machine.ts';
import type { Hosted, Hosting } from '../src/node/hosting.ts';
import { simWorldSource } from './sim-world.ts';
import { createToy, type ToyCommand, type ToyEvent } from './toys.ts';

/** A contract server over the echo toy: start, connect, crash, stop, write, break, hang. */
const toyContract = (hosting: Hosting, emit: (event: ContractEventLine) => void): ContractServer => {
  let toy: Hosted<ToyCommand> | null = null;
  let answerStart: ((address: Address) => void) | null = null;
  const hear = (event: ToyEvent): void => {
    if (event.what === 'listening') answerStart?.({ host: '127.0.0.1', port: Number(event.text) });
    else emit({ event: event.what, text: event.text });
  };
  return {
    handle: ({ op, args }, answer) => {
      const ok = (): void => answer({ ok: {} });
      if (op === 'hello')
        answer({ ok: { name: 'toy', version: '1', roles: ['echo'], claims: [String(args['protocol'])] } });
      else if (op === 'start') {
        toy = hosting.start('toy', createToy(true), hear);
        answerStart = ({ host, port }) => answer({ ok: { listen: { host, port } } });
        toy.command({ kind: 'listen', at: { host: '127.0.0.1', port: 0 } });
      } else if (op === 'connect') {
        toy?.command({ kind: 'connect', at: args['at'] as unknown as Address });
        ok();
      } else if (op === 'store') {
        toy?.command({ kind: 'store', path: 'kept', text: 'before' });
        ok();
      } else if (op === 'read')
        toy?.read('kept', (data) => answer({ ok: { size: data === null ? null : data.length } }));
      else if (op === 'crash') {
        toy?.crash();
        ok();
      } else if (op === 'stop') toy?.close(ok);
      else if (op === 'reset') hosting.forget(ok);
      else if (op === 'break') {
        toy?.command({ kind: 'throw' });
        ok();
      } else if (op !== 'hang') answer({ error: { code: 'unsupported', message: op } });
    },
  };
};

const source = simWorldSource({ contract: toyContract, protocol: 'toy', profile: {} });
const openWorld = (seed = 1) => source.open({ id: 'toy/000/a-scenario', seed });
const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets);
const listenOf = (answer: unknown): Address => (answer as { ok: { listen: Address } }).ok.listen;

test('hello is asked at open', async () => {
  const { subject } = await openWorld();
  assert.deepEqual(subject.hello, { name: 'toy', version: '1', roles: ['echo'], claims: ['toy'] });
});

test('every piece written arrives as an input of its own', async () => {
  const world = await openWorld();
  const at = listenOf(await world.subject.request('start', {}));
  const link = (await world.dial(at))!;
  await link.write([bytes(1), bytes(2, 3), bytes(4)]);
  const count = await world.until(() => (link.received.length === 3 ? 3 : undefined), 1_000_000);
  assert.equal(count, 3);
  assert.deepEqual(
    link.received.map((each) => [...each.data]),
    [[1], [2, 3], [4]],
  );
  const times = world.subject.events.filter((each) => each.event === 'bytes').map((each) => each.atUs);
  assert.equal(new Set(times).size, 3, `inputs at ${times.join(' ')}`);
  link.end();
  assert.equal(await world.until(() => link.ended?.how, 1_000_000), 'eof');
});

test('the subject dials the suite', async () => {
  const world = await openWorld();
  await world.subject.request('start', {});
  const listener = await world.listen();
  await world.subject.request('connect', { at: { host: listener.address.host, port: listener.address.port } });
  const link = await world.until(() => listener.links[0], 1_000_000);
  await link!.write([bytes(7)]);
  assert.deepEqual(await world.until(() => link!.received[0]?.data, 1_000_000), bytes(7));
  link!.abort();
  assert.equal(
    await world.until(() => world.subject.events.find((each) => each.event === 'reset')?.event, 1_000_000),
    'reset',
  );
  listener.close();
  assert.equal(await world.dial(listener.address), null, 'a closed listener refuses');
});

test('silence takes the whole time and no longer', async () => {
  const world = await openWorld();
  const beforeUs = world.nowUs();
  assert.equal(await world.until(() => undefined, 60_000_000), undefined);
  assert.equal(world.nowUs() - beforeUs, 60_000_000);
});

test('a crash ends links and keeps the folder, reset forgets it', async () => {
  const world = await openWorld();
  const link = (await world.dial(listenOf(await world.subject.request('start', {}))))!;
  await world.subject.request('store', {});
  await world.until(() => world.subject.events.find((each) => each.event === 'stored'), 1_000_000);
  await world.subject.request('crash', {});
  assert.ok(await world.until(() => link.ended ?? undefined, 1_000_000));
  await world.subject.request('start', {});
  assert.deepEqual(await world.subject.request('read', {}), { ok: { size: 6 } });
  await world.subject.request('reset', {});
  await world.subject.request('start', {});
  assert.deepEqual(await world.subject.request('read', {}), { ok: { size: null } });
});

test('stop lets its links end', async () => {
  const world = await openWorld();
  const link = (await world.dial(listenOf(await world.subject.request('start', {}))))!;
  assert.deepEqual(await world.subject.request('stop', {}), { ok: {} });
  assert.equal(await world.until(() => link.ended?.how, 1_000_000), 'eof');
});

test('a subject that throws is dead, with its words', async () => {
  const world = await openWorld();
  await world.subject.request('start', {});
  await world.subject.request('break', {});
  await assert.rejects(
    world.until(() => undefined, 1_000_000),
    SubjectBroke,
  );
  assert.match(world.subject.death!, /toy broke/);
  assert.match(world.subject.stderr(), /toy broke/);
  await assert.rejects(world.subject.request('start', {}), SubjectBroke);
});

test('no answer and an unknown operation', async () => {
  const world = await openWorld();
  await assert.rejects(world.subject.request('fly', {}), NotClaimed);
  await assert.rejects(world.subject.request('hang', {}), SubjectBroke);
});

test('the same seed and scenario give the same hash, another seed another', async () => {
  const play = async (seed: number): Promise<string> => {
    const world = await openWorld(seed);
    const link = (await world.dial(listenOf(await world.subject.request('start', {}))))!;
    await link.write([bytes(1, 2, 3)]);
    await world.until(() => link.received[0], 1_000_000);
    return world.traceHash;
  };
  assert.equal(await play(1), await play(1));
  assert.notEqual(await play(1), await play(2));
});

test('the wall clock goes with virtual time', async () => {
  const world = await openWorld();
  const before = world.wallMs();
  await world.until(() => undefined, 3_000_000);
  assert.equal(world.wallMs() - before, 3_000);
  assert.equal(new Date(before).toISOString().slice(0, 10), '2026-01-31');
});
