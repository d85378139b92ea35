/** An exchange, recorded over real sockets and replayed offline. Leaves out the simulator. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Exchange, exchangeText } from '../../check/exchange.ts';
import { ExpectationFailed } from '../../check/failure.ts';
import { replayWorldSource } from '../../check/replay-world.ts';
import type { World } from '../../check/world.ts';
import type { FakeOperations } from './fake-adapter.ts';
import { closeFakes, fakeWorlds, heard, octets, second, startOwner } from './fake-scenario.ts';
import { recordWorld } from './recording-world.ts';

after(closeFakes);

type Scenario = (world: World) => Promise<unknown>;

/** Runs a scenario against a fake adapter, recorded; gives how it ended and the exchange as it would be read from a file. */
async function record(
  scenario: Scenario,
  operations: FakeOperations = {},
): Promise<{ outcome: unknown; exchange: Exchange; text: string }> {
  const worlds = fakeWorlds(operations);
  const world = recordWorld(await worlds.open({ id: 'test/replay/whole', seed: 7 }), {
    id: 'test/replay/whole',
    seed: 7,
  });
  const outcome = await outcomeOf(scenario, world);
  const exchange = JSON.parse(JSON.stringify(world.exchange())) as Exchange;
  await world.close();
  await worlds.close();
  const times = exchange.entries.map(({ atUs }) => atUs);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  return { outcome, exchange, text: exchangeText(exchange) };
}

async function replay(scenario: Scenario, exchange: Exchange): Promise<unknown> {
  const world = await replayWorldSource(exchange).open(exchange.scenario);
  const outcome = await outcomeOf(scenario, world);
  await world.close();
  return outcome;
}

async function outcomeOf(scenario: Scenario, world: World): Promise<unknown> {
  try {
    return { passed: await scenario(world) };
  } catch (error) {
    if (error instanceof ExpectationFailed) return { failed: error.data };
    return { threw: String(error) };
  }
}

/** Fails: the fake gives back what it gets, and this wants something else. */
async function wantsAnotherEcho(world: World): Promise<void> {
  const link = await world.dial(await startOwner(world));
  await world.until(() => (heard(link) === 'hi' ? true : undefined), second);
  const written = link?.write([octets('a'), octets('b')]);
  const endUs = world.nowUs() + 5 * second;
  // The clock goes on between the two readings, and not in the same way in a replay.
  await world.until(
    () => (heard(link) === 'hiab' ? true : undefined),
    endUs - world.nowUs() - (world.name === 'replay' ? 3 : 0),
  );
  const seen = await world.until(() => (heard(link) === 'hiabc' ? true : undefined), 400_000);
  await written;
  if (seen) return;
  const last = link?.received.at(-1);
  const waitedUs = world.nowUs() - (link?.sent[0]?.atUs ?? 0);
  throw new ExpectationFailed({
    expected: 'hiabc within 0.4 s',
    actual: `${heard(link)}, the last at ${last?.atUs ?? 0} us, ${waitedUs >= 400_000 ? 'in time' : 'early'}`,
    wrongByte: { offset: 4, seen: 0x62, wanted: 0x63 },
    code: 'other-echo',
  });
}

test('a failing exchange replays to the same failure, at once and offline', async (context) => {
  const { outcome, exchange } = await record(wantsAnotherEcho);
  assert.ok(JSON.stringify(outcome).includes('hiab, the last at'));
  for (const timer of ['setTimeout', 'setInterval', 'setImmediate'] as const)
    context.mock.method(globalThis, timer, () => assert.fail('the replay waits for real'));
  assert.deepEqual(await replay(wantsAnotherEcho, exchange), outcome);
  assert.deepEqual(await replay(wantsAnotherEcho, exchange), outcome);
});

test('a request that goes on while the suite plays the other side replays too', async () => {
  const operations = {
    connect: `const s = net.connect(r.at.port, r.at.host, () => s.write('J'));
      s.once('data', (d) => { ok({ got: String(d) }); s.end('bye'); })`,
  };
  const scenario = async (world: World): Promise<unknown> => {
    const listener = await world.listen();
    const connecting = world.subject.request('connect', { at: { ...listener.address } });
    const link = (await world.until(() => listener.links[0], 5 * second)) ?? null;
    await world.until(() => (heard(link) === 'J' ? true : undefined), 5 * second);
    await link?.write([octets('A')]);
    const answer = await connecting;
    await world.until(() => link?.ended ?? undefined, 5 * second);
    listener.close();
    link?.abort();
    return { answer, text: heard(link), ended: link?.ended, now: world.nowUs() };
  };
  const { outcome, exchange } = await record(scenario, operations);
  assert.ok(JSON.stringify(outcome).includes('Jbye'), JSON.stringify(outcome));
  const again = (await replay(scenario, exchange)) as { passed: { now: number } };
  const first = outcome as { passed: { now: number } };
  assert.deepEqual({ ...again.passed, now: 0 }, { ...first.passed, now: 0 });
});

test('a wait for nothing in the middle replays as nothing', async () => {
  const scenario = async (world: World): Promise<unknown> => {
    const first = await world.until(() => undefined, 20_000);
    await world.subject.request('tell', { what: 1 });
    const second = await world.until(() => (world.subject.events.length > 1 ? true : undefined), 30_000);
    return { first: first ?? 'nothing', second: second ?? 'nothing', events: world.subject.events };
  };
  const { outcome, exchange } = await record(scenario);
  assert.deepEqual(await replay(scenario, exchange), outcome);
});

test('a death replays as a death, unsupported as unsupported, a refused dial as refused', async () => {
  const scenario = async (world: World): Promise<unknown> => {
    const at = await startOwner(world);
    await world.subject.request('stop', { role: 'owner' });
    const refused = await world.dial(at);
    const unsupported = await world.subject.request('fly', {}).catch((error: unknown) => String(error));
    void world.subject.request('die', {});
    const waited = await world.until(() => undefined, 5 * second).catch((error: unknown) => String(error));
    await assert.rejects(world.until(() => undefined, 6 * second));
    return { refused, unsupported, waited, death: world.subject.death };
  };
  const { outcome, exchange } = await record(scenario, { die: 'process.exit(9)' });
  assert.ok(JSON.stringify(outcome).includes('SubjectBroke: the adapter exited with code 9'), JSON.stringify(outcome));
  assert.deepEqual(await replay(scenario, exchange), outcome);
});

test('a suite that does something else than it did is told so', async () => {
  const { exchange } = await record(wantsAnotherEcho);
  const other = (world: World): Promise<unknown> => world.subject.request('start', { role: 'node' });
  assert.match(JSON.stringify(await replay(other, exchange)), /ReplayDiverged: the record has no request/);
  const otherOctets = async (world: World): Promise<void> => {
    const link = await world.dial(await startOwner(world));
    await world.until(() => (heard(link) === 'hi' ? true : undefined), second);
    await link?.write([octets('a'), octets('X')]);
  };
  assert.match(
    JSON.stringify(await replay(otherOctets, exchange)),
    /ReplayDiverged: the record has no write of these 1,1 octets/,
  );
  const patient = async (world: World): Promise<void> => {
    const link = await world.dial(await startOwner(world));
    await world.until(() => (heard(link) === 'ha' ? true : undefined), second);
  };
  assert.match(JSON.stringify(await replay(patient, exchange)), /ReplayDiverged: the suite waits for something/);
});

test('a look at the clock replays as what was seen', async () => {
  const scenario = async (world: World): Promise<unknown> => {
    const before = world.wallMs();
    await world.until(() => undefined, 20_000);
    return { before, after: world.wallMs() };
  };
  const { outcome, exchange } = await record(scenario);
  const { before, after } = (outcome as { passed: { before: number; after: number } }).passed;
  assert.ok(Math.abs(Date.now() - before) < 60_000, String(before));
  assert.ok(after - before >= 15, `${after} after ${before}`);
  assert.deepEqual(await replay(scenario, exchange), outcome);
  const silent = { ...exchange, entries: exchange.entries.filter((entry) => !('wallMs' in entry)) };
  assert.match(JSON.stringify(await replay(scenario, silent)), /ReplayDiverged: the record has no look at the clock/);
});

test('the raw octets as text', async () => {
  const { text: lines } = await record(wantsAnotherEcho);
  assert.match(lines, /^connection 1, dialled to 127\.0\.0\.1:\d+\n( +\d+\.\d{3} ms {2}[<>] [0-9a-f]+\n){4,5}$/);
  assert.match(lines, /< 6869\n.*> 61\n.*> 62\n|> 61\n.*< 61\n/s);
});
