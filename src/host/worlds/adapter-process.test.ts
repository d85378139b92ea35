/** One adapter process, good and faulty. Leaves out worlds and fresh starts (live-world.test.ts). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SubjectBroke } from '../../check/world.ts';
import { type AdapterBounds, type AdapterProcess, startAdapter } from './adapter-process.ts';
import { type FakeOperations, fakeAdapter } from './fake-adapter.ts';
import { markedProcesses } from '../process-table.ts';
import { markName } from './process-group.ts';

interface Heard {
  readonly adapter: AdapterProcess;
  readonly events: string[];
  readonly deaths: string[];
  readonly lines: string[];
}

const started: AdapterProcess[] = [];

/** A test that fails must not leave an adapter that keeps the process alive. */
after(() => Promise.all(started.map((adapter) => adapter.end())));

function begin(command: string | readonly string[], bounds: Partial<AdapterBounds> = {}): Heard {
  const heard = { events: [] as string[], deaths: [] as string[], lines: [] as string[] };
  const adapter = startAdapter({
    command,
    bounds: { endMs: 30_000, ...bounds },
    onEvent: (event, fields) => heard.events.push(`${event} ${JSON.stringify(fields)}`),
    onDeath: (sentence) => heard.deaths.push(sentence),
    onLine: (direction, text) => heard.lines.push(direction + text),
  });
  started.push(adapter);
  return { adapter, ...heard };
}

/** Asks `op` of an adapter with a fault and gives the sentence that it ended with. */
async function brokenBy(operations: FakeOperations, bounds: Partial<AdapterBounds> = {}, op = 'go'): Promise<string> {
  const { adapter, deaths } = begin(fakeAdapter(operations), bounds);
  await assert.rejects(adapter.request(op, {}), SubjectBroke);
  await adapter.end();
  assert.equal(deaths.length, 1);
  assert.equal(adapter.death, deaths[0]);
  await assert.rejects(adapter.request('reset', {}), { message: adapter.death ?? '' });
  return adapter.death ?? '';
}

test('answers come to their requests, one at a time, and events by themselves', async () => {
  const { adapter, events, lines } = begin(fakeAdapter({ late: `setImmediate(() => ok({ late: true }))` }));
  const answers = await Promise.all([
    adapter.request('late', {}),
    adapter.request('tell', { what: 'é' }),
    adapter.request('none', {}),
  ]);
  assert.deepEqual(answers[0], { ok: { late: true } });
  assert.deepEqual(answers[2], { error: { code: 'unsupported', message: 'no operation none' } });
  assert.deepEqual(events, ['told {"what":"é"}']);
  assert.deepEqual(lines.map((line) => line.charAt(0)).join(''), '><><<><');
  assert.equal(await adapter.end(), 'input');
});

test('a line that is no JSON ends it', async () => {
  assert.equal(
    await brokenBy({ go: `console.log('hello world')` }),
    'the adapter printed a line that is no JSON: "hello world"',
  );
  assert.match(await brokenBy({ go: `console.log('[1]')` }), /no JSON object/);
  assert.match(await brokenBy({ go: `console.log('')` }), /no JSON: ""/);
  assert.match(await brokenBy({ go: `process.stdout.write(Buffer.from([0x7b, 0xff, 0x7d, 10]))` }), /no UTF-8: 7bff7d/);
});

test('an answer with a wrong id or shape ends it', async () => {
  assert.equal(
    await brokenBy({ go: `say({ id: 99, ok: {} })` }),
    'the adapter answered with id 99 where 1 ("go") was asked',
  );
  assert.match(await brokenBy({ go: `say({ id: r.id })` }), /wrong shape/);
  assert.match(await brokenBy({ go: `say({ id: r.id, ok: true })` }), /wrong shape/);
  assert.match(await brokenBy({ go: `say({ id: r.id, error: { code: 'nope', message: 'x' } })` }), /wrong shape/);
  assert.match(await brokenBy({ go: `say({ ok: {} })` }), /neither an answer/);
});

test('a second answer to one request ends it', async () => {
  const { adapter } = begin(fakeAdapter({ go: `ok({}); ok({})` }));
  await adapter.request('go', {});
  await adapter.end();
  assert.equal(adapter.death, 'the adapter answered with id 1 where nothing was asked');
});

test('no answer in time ends it', async () => {
  assert.equal(await brokenBy({ go: '' }, { answerMs: 50 }), 'the adapter gave no answer to "go" within 0.05 s');
  assert.equal(
    await brokenBy({ scan: '' }, { answerMs: 1, scanMs: 60 }, 'scan'),
    'the adapter gave no answer to "scan" within 0.06 s',
  );
});

test('an exit in the middle of a request says how', async () => {
  assert.equal(await brokenBy({ go: `process.exit(3)` }), 'the adapter exited with code 3 before it answered "go"');
  assert.equal(
    await brokenBy({ go: `process.kill(process.pid, 'SIGSEGV')` }),
    'the adapter was ended by SIGSEGV before it answered "go"',
  );
  assert.match(
    await brokenBy({ go: `process.stdout.write('{"id"', () => process.exit(0))` }),
    /code 0 before it answered "go", in the middle of a line/,
  );
});

test('what it said before its exit is heard', async () => {
  const { adapter, events } = begin(fakeAdapter({ go: `say({ event: 'last' }); ok({ word: 1 }); process.exit(0)` }));
  assert.deepEqual(await adapter.request('go', {}), { ok: { word: 1 } });
  assert.deepEqual(events, ['last {}']);
  await adapter.end();
  assert.equal(adapter.death, 'the adapter exited with code 0');
});

test('closed pipes end it', async () => {
  assert.match(
    await brokenBy({ go: `require('node:fs').closeSync(1)` }),
    /closed its standard output before it answered "go"/,
  );
});

test('a command that is not there, not executable, not splittable', async () => {
  const missing = begin('/nowhere/at-all --x');
  await assert.rejects(missing.adapter.request('hello', {}), {
    message: 'the adapter cannot be started: there is no command "/nowhere/at-all"',
  });
  assert.equal(missing.adapter.unstartable, true);
  await missing.adapter.end();
  const folder = begin(['/etc']);
  await assert.rejects(folder.adapter.request('hello', {}), /"\/etc" is not executable/);
  assert.throws(() => begin('node "x'), { name: 'UsageError' });
});

test('a huge line and a flood of events are bounded', async () => {
  assert.match(
    await brokenBy({ go: `say({ event: 'x'.repeat(5000) })` }, { lineOctets: 4096 }),
    /line of more than 4096 octets/,
  );
  assert.match(
    await brokenBy({ go: `for (let i = 0; i < 20; i++) say({ event: 'e' })` }, { events: 10 }),
    /more than 10 events/,
  );
});

test('standard error is kept to its last 64 KiB, from the beginning of a scenario', async () => {
  const { adapter } = begin(fakeAdapter({ go: `process.stderr.write('a'.repeat(70000) + 'end', () => ok({}))` }));
  await adapter.request('go', {});
  await adapter.request('reset', {});
  await adapter.end();
  assert.ok(adapter.stderr().endsWith('aend'));
  assert.equal(adapter.stderr().length, 64 * 1024 + 1);
  adapter.begin();
  assert.equal(adapter.stderr(), '');
});

test('one that ignores the end of its input is ended by a signal, and everything it started with it', async () => {
  const idle = `['-e', 'setInterval(() => 0, 1000)'], { detached: true, stdio: 'inherit' }`;
  const child = `require('node:child_process').spawn(process.execPath, ${idle})`;
  const deaf = `process.on('SIGTERM', () => 0); process.exit = () => 0; setInterval(() => 0, 1000)`;
  const { adapter } = begin(fakeAdapter({ go: `${child}; ok({ mark: process.env.${markName} })` }, deaf), {
    endMs: 100,
  });
  const answer = await adapter.request('go', {});
  const mark = `${markName}=${'ok' in answer ? String(answer.ok['mark']) : ''}`;
  assert.ok(markedProcesses(mark).length >= 2);
  assert.equal(await adapter.end(), 'SIGKILL');
  assert.equal(adapter.death, 'the adapter was ended by SIGKILL');
  assert.deepEqual(markedProcesses(mark), []);
});

test('a process that got away with the pipes is not waited for', async () => {
  const options = `{ detached: true, stdio: 'inherit', env: {} }`;
  const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], ${options})`;
  const { adapter } = begin(fakeAdapter({ go: `ok({ pid: ${child}.pid })` }));
  const answer = await adapter.request('go', {});
  const pid = 'ok' in answer ? Number(answer.ok['pid']) : 0;
  try {
    assert.equal(await adapter.end(), 'input');
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});

test('requests that were not sent yet can be dropped', async () => {
  const { adapter } = begin(fakeAdapter({ go: `setImmediate(() => ok({}))` }));
  const first = adapter.request('go', {});
  const second = adapter.request('go', {});
  adapter.dropQueue();
  await assert.rejects(second, /never asked/);
  assert.deepEqual(await first, { ok: {} });
  await adapter.end();
});
