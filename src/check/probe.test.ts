/** The probe over a toy world: what it writes on each axis, what it waits for, and how a failure names the first wrong octet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpectationFailed } from './failure.ts';
import { createJobDialect, type JobRole } from './job/dialect.ts';
import { readPhrase } from './job/phrase.ts';
import { type Player, saidOf, wantedOf } from './job/stage.ts';
import { type Axis, NotApplicable, Probe } from './probe.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const shown = (pieces: readonly Uint8Array[]): string[] => pieces.map((piece) => Buffer.from(piece).toString('hex'));

function playing(role: JobRole): ToyWorld & { readonly player: Player } {
  const toy = createToyWorld();
  const dialect = createJobDialect(role, { byteOrder: 'big', fileNaming: 'embedded' });
  return { ...toy, player: { dialect, probe: new Probe(toy.world, toy.link, dialect), taken: [] } };
}

function cut(axis: Axis, ...phrases: readonly string[]): Promise<string[]> {
  const { player, written } = playing('owner');
  const said = phrases.map((phrase) => saidOf(player, readPhrase(phrase)));
  return player.probe.sendCut(said, axis).then(() => shown(written));
}

/** What an expectation throws. */
async function shortfall(act: Promise<unknown>): Promise<ExpectationFailed['data']> {
  try {
    await act;
  } catch (error) {
    if (error instanceof ExpectationFailed) return error.data;
    throw error;
  }
  return assert.fail('nothing was thrown');
}

test('whole: a piece for each message', async () => {
  assert.deepEqual(await cut('whole', 'Ret "ab"', 'Status'), ['0c00026162', '05']);
});

test('single: every octet alone', async () => {
  assert.deepEqual(await cut('single', 'Ret "a"', 'Status'), ['0c', '00', '01', '61', '05']);
});

test('cut-header: inside the first length, or after the type where there is none', async () => {
  assert.deepEqual(await cut('cut-header', 'Ret "ab"', 'Status'), ['0c00', '026162', '05']);
  assert.deepEqual(await cut('cut-header', 'Reject "ab"'), ['020000', '00026162']);
  await assert.rejects(cut('cut-header', 'Status', 'Status'), NotApplicable);
});

test('cut-body: inside the first text', async () => {
  assert.deepEqual(await cut('cut-body', 'Run "abcd" into "ef"'), ['0b00046162', '636400026566']);
  await assert.rejects(cut('cut-body', 'Ret "a"', 'Status'), NotApplicable);
});

test('joined: both messages in one piece', async () => {
  assert.deepEqual(await cut('joined', 'Ret "a"', 'Status'), ['0c00016105']);
  await assert.rejects(cut('joined', 'Ret "a"'), NotApplicable);
});

test('a message is found however it arrives', async () => {
  const { player, arrive } = playing('owner');
  for (const [index, octet] of [...hex('02 00000002 6e6f 05 01')].entries()) arrive(index * 10, Uint8Array.of(octet));
  await player.probe.expect(wantedOf(player, readPhrase('Reject "no"')));
  const { atUs } = await player.probe.expect(wantedOf(player, readPhrase('Status idle')));
  assert.equal(atUs, 80);
});

test('the Accept of Start has a time, that of Ret has none', async () => {
  const { player, arrive } = playing('owner');
  await player.probe.send(saidOf(player, readPhrase('Ret "a"')));
  await player.probe.send(saidOf(player, readPhrase('Start')));
  arrive(1, hex('01 01 00000001 37'));
  await player.probe.expect({ title: 'Accept', value: {} });
  assert.deepEqual((await player.probe.expect({ title: 'Accept', value: {} })).value, { now: '7' });
});

test('nothing within the deadline is a failure', async () => {
  const { player, arrive } = playing('owner');
  arrive(5_000_001, hex('01'));
  const { expected, actual, code } = await shortfall(player.probe.expect({ title: 'Accept', value: {} }));
  assert.deepEqual([expected, actual, code], ['Accept within 5 s', 'nothing', 'missing-accept']);
});

test('the beginning of a message is told as such', async () => {
  const { player, arrive } = playing('owner');
  arrive(1, hex('02 0000'));
  const { actual } = await shortfall(player.probe.expect({ title: 'Reject', value: {} }));
  assert.equal(actual, 'only 3 octets of a message (octets 020000)');
});

test('another message is a failure with its type octet', async () => {
  const { player, arrive } = playing('owner');
  arrive(3_000, hex('01'));
  const { actual, code, wrongByte } = await shortfall(player.probe.expect({ title: 'Reject', value: {} }));
  assert.deepEqual(
    [actual, code, wrongByte],
    ['Accept at 3 ms', 'unexpected-accept', { offset: 0, seen: 1, wanted: 2 }],
  );
});

test('another field is a failure with the first octet that differs', async () => {
  const { player, arrive } = playing('owner');
  arrive(1, hex('11 00000003 616263'));
  const { code, wrongByte } = await shortfall(player.probe.expect(wantedOf(player, readPhrase('Result "abd"'))));
  assert.deepEqual([code, wrongByte], ['bad-field-bytes', { offset: 7, seen: 0x63, wanted: 0x64 }]);
});

test('octets that are no message are a failure', async () => {
  const { player, arrive } = playing('owner');
  arrive(1, hex('42'));
  const { code } = await shortfall(player.probe.expect({ title: 'Accept', value: {} }));
  assert.equal(code, 'garbled-unknown-message');
});

test('a played node answers Status by itself with the state that it plays', async () => {
  const { player, arrive, written } = playing('node');
  await player.probe.send(saidOf(player, readPhrase('Join "1"')));
  arrive(1, hex('01 05 0c 0001 61'));
  await player.probe.expect({ title: 'Accept', value: {} });
  await player.probe.expect(wantedOf(player, readPhrase('Ret "a"')));
  await player.probe.send(saidOf(player, readPhrase('Accept')));
  arrive(2, hex('05 07 05'));
  await player.probe.expect({ title: 'Wait', value: {} });
  await player.probe.expectNothing(1_000);
  assert.deepEqual(shown(written).slice(1), ['0501', '01', '0502', '0503']);
});

test('a Status that a scenario waits for is left to it, and none is answered after the octet that decides', async () => {
  const { player, arrive, written } = playing('node');
  await player.probe.send(saidOf(player, readPhrase('Join "1"')));
  arrive(1, hex('01 05 05 12 00000001 78'));
  arrive(2, 'eof');
  await player.probe.expect({ title: 'Accept', value: {} });
  await player.probe.expect({ title: 'Status', value: {} });
  await player.probe.expect({ title: 'Disconnect', value: {} });
  await player.probe.expectEnd();
  assert.equal(written.length, 1);
});

test('silence holds to its deadline, and an end breaks it', async () => {
  const { player, arrive } = playing('owner');
  arrive(2_000, 'reset');
  await player.probe.expectNothing(1_000);
  const { code } = await shortfall(player.probe.expectNothing(1_500));
  assert.equal(code, 'unexpected-end');
});

test('an end is waited for, past what may come before it and no further', async () => {
  const { player, arrive } = playing('owner');
  arrive(1, hex('12 00000001 78'));
  arrive(2, 'reset');
  await player.probe.expectEnd(['Disconnect']);
  const other = playing('owner');
  other.arrive(1, hex('12 00000001 78'));
  assert.equal((await shortfall(other.player.probe.expectEnd())).code, 'unexpected-disconnect');
});

test('an announced length stands alone', async () => {
  const { player, written } = playing('owner');
  await player.probe.announce(saidOf(player, readPhrase('File "a" with "b"')), 0xffff_ffff);
  assert.deepEqual(shown(written), ['0affffffff']);
});

test('the transcript has both directions, decoded', async () => {
  const { player, arrive } = playing('owner');
  await player.probe.send(saidOf(player, readPhrase('Ret "a"')));
  arrive(7, hex('02 00000002 6e6f 42'));
  await player.probe.expect({ title: 'Reject', value: {} });
  const lines = player.probe.transcript().map(({ direction, text, fault }) => [direction, text, fault]);
  assert.deepEqual(lines, [
    ['sent', 'Ret filename "a"', undefined],
    ['received', 'Reject reason "no"', undefined],
    ['received', 'octets 42', 'unknown-message'],
  ]);
});

test('a Reject without a reason is a failure, even of a subject that was to reject', async () => {
  const { player, arrive } = playing('owner');
  arrive(1, hex('02 00000000'));
  assert.equal((await shortfall(player.probe.expect({ title: 'Reject', value: {} }))).code, 'empty-reason');
});

test('what is passed over in a silence is not answered', async () => {
  const { player, arrive, written } = playing('node');
  await player.probe.send(saidOf(player, readPhrase('Join "1"')));
  arrive(1, hex('01 05 05'));
  await player.probe.expect({ title: 'Accept', value: {} });
  await player.probe.expectNothing(1_000, ['Status']);
  assert.equal(written.length, 1);
});
