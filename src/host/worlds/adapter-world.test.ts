/** The subject of a world: its death, fresh starts, hello, reset. Leaves out the reference (own-adapter.test.ts). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { NotClaimed, SubjectBroke } from '../../check/world.ts';
import { markedProcesses } from '../process-table.ts';
import { closeFakes, dialled, fakeWorlds, heard, inWorld, second, startOwner } from './fake-scenario.ts';
import { markName } from './process-group.ts';

after(closeFakes);

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
      assert.equal(await world.until(() => (heard(link).endsWith('farewell') ? true : undefined), 5 * second), true);
      await assert.rejects(dying, SubjectBroke);
      const from = world.nowUs();
      await assert.rejects(
        world.until(() => undefined, 60 * second),
        { name: 'SubjectBroke', message: 'the adapter was ended by SIGKILL before it answered "die"' },
      );
      assert.ok(world.nowUs() - from < 60 * second);
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
      return heard(link).endsWith('farewell') ? true : undefined;
    }, 60 * second);
    assert.equal(await last, true);
    await assert.rejects(
      world.until(() => undefined, 60 * second),
      { name: 'SubjectBroke', message: 'the adapter exited with code 4' },
    );
  }, operations);
});

test('after a death the next scenario has a fresh process; at most three starts', async () => {
  const worlds = fakeWorlds({ die: `process.exit(1)` });
  const first = await worlds.open({ id: 'a', seed: 1 });
  await assert.rejects(first.subject.request('die', {}), SubjectBroke);
  await first.close();
  const next = await worlds.open({ id: 'b', seed: 1 });
  assert.equal(next.subject.death, null);
  await startOwner(next);
  await next.close();
  await worlds.close();

  const started: string[] = [];
  const hopeless = fakeWorlds({}, `console.error('no module named x'); process.exit(2)`);
  await hopeless.hello().catch((error: Error) => started.push(error.message));
  assert.deepEqual(started, [
    'the adapter exited with code 2 before it answered "hello"; its standard error ends "no module named x"',
  ]);
  await assert.rejects(hopeless.open({ id: 'c', seed: 1 }), SubjectBroke);
});

test('hello: what it says, what it does not support, what it gets wrong', async () => {
  const good = fakeWorlds();
  assert.deepEqual(await good.hello(), { name: 'fake', version: '1.0', roles: ['owner', 'node'], claims: ['timers'] });
  await good.close();
  const unsupported = fakeWorlds({ hello: `bad('unsupported', 'only big')` });
  await assert.rejects(unsupported.hello(), {
    name: 'NotClaimed',
    message: 'the adapter does not support protocol job: only big',
  });
  const wrong = fakeWorlds({ hello: `ok({ name: 'x', version: '1', roles: 'owner' })` });
  await assert.rejects(wrong.hello(), { name: 'SubjectBroke', message: /"roles" is no list/ });
});

test('a scenario is forgotten by the next, and a reset that fails costs the process', async () => {
  const worlds = fakeWorlds({
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
