/** `run` on the toy suite, in real processes: every exit code, verdict and report. Leaves out the protocols' own suites. */
import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { schemaFaults, summarySchema } from './toy/json-schema.ts';
import { openShell, type Ran, type Shell } from './toy/wireproof.ts';

const shells: Shell[] = [];
after(() => shells.forEach((shell) => shell.remove()));

function shell(): Shell {
  const opened = openShell();
  shells.push(opened);
  return opened;
}

function toy(behaviour: string, ...args: readonly string[]): Promise<Ran> {
  return shell().wireproof('run', '--world', 'sim', '--profile', `behaviour=${behaviour}`, '--format', 'json', ...args);
}

describe('exit codes', { concurrency: 2 }, () => {
  const cases: readonly (readonly [
    behaviour: string,
    exit: number,
    verdict: string,
    counts: Readonly<Record<string, number>>,
  ])[] = [
    ['good', 0, 'conformant', { total: 11, passed: 8, skipped: 3, notApplicable: 1 }],
    ['late', 0, 'conformant', { failed: 1, warned: 1 }],
    ['wrong', 1, 'non-conformant', { passed: 0, failed: 8, warned: 1, skipped: 3 }],
    ['dies', 1, 'non-conformant', { failed: 8, broke: 0 }],
    ['unsupported', 1, 'non-conformant', { failed: 1 }],
    ['dies-early', 4, 'subject broke', { broke: 9, skipped: 3 }],
    ['dies-in-reset', 4, 'subject broke', { broke: 8, skipped: 3 }],
    ['unopenable', 4, 'subject broke', { broke: 12 }],
    ['silent', 6, 'inconclusive', { inconclusive: 9, failed: 0 }],
    ['speechless', 6, 'inconclusive', { skipped: 12 }],
  ];
  for (const [behaviour, exit, verdict, counts] of cases) {
    test(`a subject that is ${behaviour}: ${exit}, ${verdict}`, async () => {
      const ran = await toy(behaviour, '--seed', '7');
      const summary = ran.summary();
      assert.deepEqual(
        [ran.code, summary['exit'], summary['verdict'], summary['seed']],
        [exit, exit, verdict, 7],
        ran.out + ran.err,
      );
      for (const [name, count] of Object.entries(counts)) assert.equal(summary[name], count, name);
      assert.equal(
        ran.lines().length,
        Number(summary['total']) + 1,
        'a line for each run that counts, and the summary',
      );
      assert.equal(ran.err, '');
    });
  }

  test('a fault of ours: 5', async () => {
    const ran = await toy('good', '--protocol', 'faulty');
    assert.equal(ran.code, 5, ran.err);
    const reasons = ran.lines().map((line) => line['reason']);
    assert.match(String(reasons[0]), /TypeError: undefined is not a <function>/);
    assert.match(String(reasons[1]), /undefined step "nobody wrote this step"/);
  });

  test('a part of the set is never called conformant', async () => {
    const ran = await toy('good', 'TOY-SAY-001');
    assert.deepEqual([ran.code, ran.summary()['verdict']], [0, 'partial']);
    assert.ok(!ran.out.includes('conformant'));
    const { ran: some, canonical } = ran.summary()['digest'] as { ran: string; canonical: string };
    assert.notEqual(some, canonical);
  });

  test('an address alone shows only a part', async () => {
    const ran = await shell().wireproof('run', '--target', '127.0.0.1:9', '--format', 'json');
    assert.deepEqual([ran.code, ran.summary()['verdict']], [0, 'partial'], ran.err);
    assert.ok(ran.lines().some((line) => line['reason'] === 'needs an adapter' && line['verdict'] === 'skipped'));
  });
});

describe('expectations', { concurrency: 2 }, () => {
  const late = { scenario: 'toy/010-say/node-says-seven-at-once', outcome: 'fail', reason: 'slow' };
  const cases: readonly (readonly [name: string, behaviour: string, entries: readonly object[], exit: number])[] = [
    [
      'a known failure is no failure',
      'unsupported',
      [{ scenario: 'toy/020-options/node-honours-its-timers', outcome: 'fail', reason: 'r' }],
      0,
    ],
    ['an entry that passes is stale', 'good', [late], 3],
    ['an entry that fails otherwise is stale', 'late', [{ ...late, signature: 'early' }], 3],
    ['an entry that names nothing is stale', 'good', [{ ...late, scenario: 'toy/010-say/nobody' }], 3],
    ['an entry past its day is stale', 'late', [{ ...late, until: '2020-01-01' }], 3],
    ['a file that is no list is a usage error', 'good', [], 2],
  ];
  for (const [name, behaviour, entries, exit] of cases) {
    test(`${name}: ${exit}`, async () => {
      const own = shell();
      writeFileSync(join(own.folder, 'wireproof-expectations.json'), exit === 2 ? '{' : JSON.stringify(entries));
      const ran = await own.wireproof('run', '--world', 'sim', '--profile', `behaviour=${behaviour}`);
      assert.equal(ran.code, exit, ran.out + ran.err);
      assert.equal(/^STALE/m.test(ran.out), exit === 3);
    });
  }
});

describe('reports', () => {
  test('a run of both worlds writes everything into one folder, with a link to the last', async () => {
    const own = shell();
    const ran = await own.wireproof('run', '--profile', 'behaviour=wrong-in-tcp', '--seed', '9');
    assert.equal(ran.code, 1, ran.err);
    assert.match(ran.out, /^sim: .* 8 passed, 3 skipped$/m);
    assert.match(
      ran.out,
      /^CHANGED {2}toy\/010-say\/node-says-seven-at-once \[whole\]: passed in sim, failed in tcp$/m,
    );
    assert.match(ran.out, /seed 9, exit code 1, reports in reports\/\d{8}T\d{6}Z-9\n$/);
    assert.ok(lstatSync(join(own.folder, 'reports/last')).isSymbolicLink());
    assert.match(readlinkSync(join(own.folder, 'reports/last')), /^\d{8}T\d{6}Z-9$/);
    assert.deepEqual(readdirSync(join(own.folder, 'reports/last')).sort(), [
      'failures',
      'index.html',
      'junit.xml',
      'messages.ndjson',
      'results.jsonl',
      'summary.json',
    ]);
    const failures = readdirSync(join(own.folder, 'reports/last/failures'));
    assert.equal(failures.length, 8);
    for (const name of failures) {
      assert.deepEqual(readdirSync(join(own.folder, 'reports/last/failures', name)).sort(), [
        'exchange.json',
        'exchange.txt',
        'failure.txt',
        'stderr.txt',
      ]);
    }
    assert.match(
      own.read('reports/last/failures/toy-010-say-node-says-seven-when-asked-single-tcp/exchange.txt'),
      /> 01\n.*< 08/,
    );
    assert.match(
      own.read('reports/last/failures/toy-010-say-node-says-seven-when-asked-single-tcp/stderr.txt'),
      /nothing to say/,
    );
    assert.match(
      own.read('reports/last/junit.xml'),
      /<testsuites name="wireproof" tests="22" failures="7" errors="0" skipped="7"/,
    );
    const summary: unknown = JSON.parse(own.read('reports/last/summary.json'));
    assert.deepEqual(schemaFaults(summarySchema(), summary), []);
    assert.equal((summary as { exit: number }).exit, 1);
  });

  test('the messages are one run of Cucumber, and every test case has its pickle', async () => {
    const own = shell();
    await own.wireproof('run');
    const messages = own
      .read('reports/last/messages.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, Record<string, string>>);
    assert.equal(messages.filter((message) => message['testRunStarted'] !== undefined).length, 1);
    const pickles = new Set(messages.map((message) => message['pickle']?.['id']));
    const cases = messages.flatMap((message) => message['testCase']?.['pickleId'] ?? []);
    assert.equal(cases.length, 24);
    assert.ok(cases.every((id) => pickles.has(id)));
    const statuses = messages.flatMap(
      (message) =>
        (message['testStepFinished'] as { testStepResult?: { status: string } } | undefined)?.testStepResult?.status ??
        [],
    );
    assert.deepEqual(
      new Set(statuses),
      new Set(['PASSED', 'SKIPPED']),
      'what is skipped or has no place is no failure there either',
    );
  });

  test('a failure replays offline with the same verdict and the same first wrong byte', async () => {
    const own = shell();
    await own.wireproof(
      'run',
      'toy/010-say/node-says-seven-when-asked',
      '--axis',
      'single',
      '--world',
      'tcp',
      '--profile',
      'behaviour=wrong',
    );
    const replayed = await own.wireproof('replay', 'reports/last');
    assert.equal(replayed.code, 1, replayed.err);
    assert.match(
      replayed.out,
      /^failed: replayed what .* in world tcp\nthe same verdict .* and the same first wrong byte: offset 0, 0x08, wanted 0x07\n$/m,
    );
  });

  test('a failure in the simulator is run again from its seed', async () => {
    const own = shell();
    await own.wireproof(
      'run',
      'toy/010-say/node-says-seven-at-once',
      '--world',
      'sim',
      '--profile',
      'behaviour=late',
      '--seed',
      '3',
    );
    const replayed = await own.wireproof(
      'replay',
      'reports/last/failures/toy-010-say-node-says-seven-at-once-whole-sim/exchange.json',
      '--format',
      'json',
    );
    assert.equal(replayed.code, 0, 'a SHOULD');
    assert.deepEqual([replayed.lines()[0]?.['verdict'], replayed.lines()[0]?.['world']], ['failed', 'sim']);
  });

  test('a damaged replay file is a usage error', async () => {
    const own = shell();
    writeFileSync(join(own.folder, 'exchange.json'), '{"version": 1');
    const ran = await own.wireproof('replay', 'exchange.json');
    assert.equal(ran.code, 2);
    assert.match(ran.err, /^wireproof: exchange.json is no JSON: .*\n$/);
  });
});
