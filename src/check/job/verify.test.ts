/** What scenarios demand of results, parts, times and reports: each demand is met once and missed in each way there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../lib/contract.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { createJobDialect } from './dialect.ts';
import { octets, type Part, readParts } from './phrase.ts';
import { createJobStage, type JobStage, type Player } from './stage.ts';
import * as verify from './verify.ts';
import { Probe } from '../probe.ts';
import { createToyWorld, type ToyWorld } from '../toy-world.ts';
import type { ContractEvent } from '../world.ts';

interface Toy extends ToyWorld {
  readonly stage: JobStage;
  readonly node: Player;
}

/** A stage on which the owner has said what `events` tell; the suite plays one joined node. */
function toyStage(parts: readonly Part[] = [], events: readonly JsonObject[] = []): Toy {
  const toy = createToyWorld();
  const seen = events.map((fields): ContractEvent => ({ event: String(fields['event']), fields, atUs: 0 }));
  const world = { ...toy.world, subject: { events: seen } } as unknown as ToyWorld['world'];
  const stage = createJobStage(world, 'whole', {}, []);
  stage.jobs.push({ id: 7, parts, atUs: 0 });
  const dialect = createJobDialect('node', stage.profile);
  return { ...toy, stage, node: { dialect, probe: new Probe(world, toy.link, dialect), taken: [] } };
}

/** The code of the failure that `act` ends in; undefined where it ends well. */
async function codeOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof ExpectationFailed) return error.data.code;
    throw error;
  }
}

const heard = (title: string, value: Heard['value']): Heard => ({ title, value }) as unknown as Heard;
const hex = (text: string): string => Buffer.from(text).toString('hex');

test('results: content, order and count', async () => {
  const { stage } = toyStage();
  stage.results = [octets('one'), octets('two')];
  const check = (...texts: string[]) => codeOf(() => verify.verifyResults(stage, texts.map(octets)));
  assert.equal(await check('one', 'two'), undefined);
  assert.equal(await check('two', 'one'), 'wrong-result');
  assert.equal(await check('one'), 'wrong-result-count');
  assert.equal(await check('one', 'two', 'three'), 'wrong-result');
});

test('a log of lines in any order, and one at the end', async () => {
  const { stage } = toyStage();
  const check = (log: string) => {
    stage.results = [octets(log)];
    return codeOf(() => verify.verifyLogLines(stage, ['a', 'b'], 'exit 0'));
  };
  assert.equal(await check('b\na\nexit 0\n'), undefined);
  for (const log of ['a\nexit 0\n', 'a\nb\nexit 1\n', 'exit 0\na\nb\n', 'a\nb\nexit 0', 'a\nb\nc\nexit 0\n'])
    assert.equal(await check(log), 'wrong-log', JSON.stringify(log));
});

test('the last line of a log', async () => {
  const { stage } = toyStage();
  const check = (log: string) => {
    stage.results = [octets(log)];
    return codeOf(() => verify.verifyLogEnd(stage, 'exit 126'));
  };
  for (const log of ['exit 126\n', 'no such thing\nexit 126\n']) assert.equal(await check(log), undefined);
  for (const log of ['exit 126', 'not exit 126\n', 'exit 126\nmore\n', '']) assert.equal(await check(log), 'wrong-log');
});

test('a time in UTC with milliseconds', async () => {
  const check = (now: string) => codeOf(() => verify.verifyTime(heard('Accept', { now })));
  for (const now of ['2026-01-31T12:00:00.000Z', '1999-12-31T23:59:60.999Z']) assert.equal(await check(now), undefined);
  const bad = [
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00.000',
    '2026-01-31T12:00:00.000+00:00',
    '',
    '2026-13-01T00:00:00.000Z',
  ];
  for (const now of [...bad, '2026-01-31 12:00:00.000Z', '2026-01-31T24:00:00.000Z', ' 2026-01-31T12:00:00.000Z'])
    assert.equal(await check(now), 'bad-time', now);
});

test('the present time: from before the last message sent to after the answer, five seconds of slack', async () => {
  const { stage, node, world, link } = toyStage();
  await link.write([octets('Start')]);
  await world.until(() => undefined, 20_000_000);
  const check = (now: string, atUs = 10_000_000) =>
    codeOf(() => verify.verifyPresent(stage, node, { ...heard('Accept', { now }), atUs }));
  for (const seconds of ['1969-12-31T23:59:55', '1970-01-01T00:00:00', '1970-01-01T00:00:15'])
    assert.equal(await check(`${seconds}.000Z`), undefined, seconds);
  assert.equal(await check('1969-12-31T23:59:60.500Z'), undefined, 'a leap second');
  for (const now of ['1969-12-31T23:59:54.999Z', '1970-01-01T00:00:15.001Z', '1970-01-01T01:00:05.000Z'])
    assert.equal(await check(now), 'wrong-time', now);
  assert.equal(await check('1970-01-01T00:00:15.000Z', 9_000_000), 'wrong-time');
  assert.equal(await check('1970-02-31T00:00:00.000Z'), 'wrong-time', 'a day that there is not');
  assert.equal(await check('today'), 'bad-time');
});

test('the starts of jobs in turn', async () => {
  const check = (...times: string[]) => {
    const { stage } = toyStage();
    for (const second of times) stage.starts.push(heard('Accept', { now: `2026-01-31T12:00:${second}Z` }));
    return codeOf(() => verify.verifyStartsInTurn(stage));
  };
  assert.equal(await check('00.000', '00.000', '00.001'), undefined);
  assert.equal(await check('00.000', '00.002', '00.001'), 'time-goes-back');
  assert.equal(await check('00.000', '01'), 'bad-time');
});

test('the text of a Join', async () => {
  const check = (text: string, ...modules: string[]) =>
    codeOf(() => verify.verifyJoin(heard('Join', { text }), '1.0', modules));
  for (const text of ['1.0', '1.0;']) assert.equal(await check(text), undefined);
  assert.equal(await check('1.0;ld;cc', 'cc', 'ld'), undefined);
  for (const text of ['1.0;cc', '1.0;cc,ld', '2.0;cc;ld', '1.0;cc;ld;cc', 'cc;ld;1.0'])
    assert.equal(await check(text, 'cc', 'ld'), 'wrong-join-text', text);
});

test('the parts of a job: files in any order, controls in theirs', async () => {
  const parts = readParts([
    ['File', 'a', '1'],
    ['File', 'b', '2'],
    ['Run', 'a', 'log'],
    ['Ret', 'x'],
    ['Ret', 'y'],
  ]);
  const { stage, node } = toyStage(parts);
  const check = (order: readonly number[]) => {
    node.taken.splice(0, Infinity, ...order.map((index) => parts[index] as Part));
    return codeOf(() => verify.verifyParts(stage, node));
  };
  assert.equal(await check([0, 1, 2, 3, 4]), undefined);
  assert.equal(await check([1, 0, 3, 2, 4]), undefined);
  for (const order of [
    [0, 1, 2, 4, 3],
    [0, 2, 3, 4],
    [0, 1, 2, 3, 4, 4],
  ])
    assert.equal(await check(order), 'wrong-parts');
});

test('no file after a control', async () => {
  const { node } = toyStage();
  node.taken.push(
    ...readParts([
      ['File', 'a', ''],
      ['Ret', 'x'],
    ]),
  );
  assert.equal(await codeOf(() => verify.verifyFilesFirst(node)), undefined);
  node.taken.push(...readParts([['File', 'b', '']]));
  assert.equal(await codeOf(() => verify.verifyFilesFirst(node)), 'file-after-control');
});

test('reported results: names, contents, count, and no report at all', async () => {
  const report = (...results: JsonObject[]): JsonObject => ({ event: 'job-finished', job: 7, results });
  const wanted = [['one', octets('1')]] as const;
  const check = (...events: JsonObject[]) => codeOf(() => verify.expectResults(toyStage([], events).stage, wanted));
  assert.equal(await check(report({ name: 'one', bytes: hex('1') })), undefined);
  assert.equal(await check(report({ name: 'two', bytes: hex('1') })), 'wrong-results');
  assert.equal(await check(report({ name: 'one', bytes: hex('2') })), 'wrong-results');
  assert.equal(
    await check(report({ name: 'one', bytes: hex('1') }, { name: 'one', bytes: hex('1') })),
    'wrong-results',
  );
  assert.equal(await check({ event: 'job-finished', job: 8, results: [] }), 'missing-event-job-finished');
});

test('the number of outcomes', async () => {
  const done: JsonObject = { event: 'job-finished', job: 7, results: [] };
  const check = (wanted: number, ...events: JsonObject[]) =>
    codeOf(() => verify.verifyOutcomes(toyStage([], events).stage, wanted));
  assert.equal(await check(1, done), undefined);
  assert.equal(await check(0), undefined);
  assert.equal(await check(1, done, { event: 'job-failed', job: 7 }), 'wrong-outcome-count');
  assert.equal(await check(0, done), 'wrong-outcome-count');
});

test('many outcomes, each with its own content', async () => {
  const done = (text: string): JsonObject => ({
    event: 'job-finished',
    job: 7,
    results: [{ name: 'one', bytes: hex(text) }],
  });
  const check = (text: string) => codeOf(() => verify.verifyManyOutcomes(toyStage([], [done(text)]).stage, 1, String));
  assert.equal(await check('1'), undefined);
  assert.equal(await check('2'), 'wrong-results');
});

const octet = (...values: number[]): Uint8Array => Uint8Array.from(values);

test('a query before the first part, or since the last job', async () => {
  const asked = toyStage();
  asked.arrive(1, octet(0x05));
  assert.equal(await codeOf(() => verify.expectAsked(asked.node)), undefined);
  const unasked = toyStage();
  unasked.arrive(1, octet(0x0c, 0, 1, 0x61));
  assert.equal(await codeOf(() => verify.expectAsked(unasked.node)), 'missing-status');
});

test('two queries before Disconnect', async () => {
  const check = (...octets: number[]) => {
    const { node, arrive } = toyStage();
    arrive(1, octet(...octets, 0x12, 0, 0, 0, 1, 0x78));
    return codeOf(() => verify.expectQueries(node, 2));
  };
  assert.equal(await check(0x05, 0x05), undefined);
  assert.equal(await check(0x05), 'too-few-queries');
});
