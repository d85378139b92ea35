/** `run` on the toy suite, in real processes: every exit code, verdict and report. Leaves out the protocols' own suites. */
import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
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

describe('usage', { concurrency: 2 }, () => {
  const cases: readonly (readonly [args: readonly string[], exit: number, sentence: RegExp])[] = [
    [['run', 'toy/099'], 6, /^wireproof: no scenario of protocol toy matches "toy\/099"; .*\n$/],
    [['run', '--level', 'may', '--role', 'owner'], 6, /^wireproof: no scenario of protocol toy is selected; .*\n$/],
    [['run', '--moon'], 2, /^wireproof: unknown option '--moon'\n$/],
    [['moon'], 2, /^wireproof: unknown command 'moon'\n$/],
    [['run', '--seed', '-1'], 2, /^wireproof: .*whole number from 0/],
    [['run', '--repeat', '0'], 2, /^wireproof: .*whole number from 1/],
    [['run', '--world', 'sim', '--adapter', 'x'], 2, /^wireproof: .*cannot be used with/],
    [['run', '--target', 'localhost'], 2, /^wireproof: .*must be HOST:PORT/],
    [
      ['run', '--target', 'localhost:1', '--role', 'owner'],
      2,
      /^wireproof: a owner does not listen|^wireproof: .*does not listen/,
    ],
    [['run', '--role', 'king'], 2, /^wireproof: there is no role "king", only owner, node\n$/],
    [['run', '--profile', 'x=y'], 2, /^wireproof: there is no profile option "x", only behaviour, naming\n$/],
    [
      ['run', '--profile', 'naming=odd'],
      2,
      /^wireproof: profile option naming is embedded or positional, not "odd"\n$/,
    ],
    [['run', '--protocol', 'moon'], 2, /^wireproof: there is no protocol "moon", only toy, faulty\n$/],
    [['run', '--format', 'xml'], 2, /^wireproof: .*Allowed choices are text, json/],
    [['run', '--expectations', 'none.json'], 2, /^wireproof: there is no expectations file none.json\n$/],
    [
      ['run', '--reports', '/proc/none/here'],
      2,
      /^wireproof: the reports folder \/proc\/none\/here cannot be written: .*\n$/,
    ],
    [['show', 'toy/099'], 6, /^wireproof: there is no scenario or requirement "toy\/099" in protocol toy\n$/],
    [['list', 'TOY-NONE'], 6, /^wireproof: no scenario of protocol toy matches "TOY-NONE"\n$/],
    [['replay', 'nowhere'], 2, /^wireproof: there is no nowhere\n$/],
    [['replay', '.'], 2, /^wireproof: there is no exchange.json in \.\n$/],
  ];
  for (const [args, exit, sentence] of cases) {
    test(args.join(' '), async () => {
      const ran = await shell().wireproof(...args);
      assert.equal(ran.code, exit, ran.err);
      assert.match(ran.err, sentence);
      assert.equal(ran.out, '');
    });
  }

  test('help and version are no errors', async () => {
    const help = await shell().wireproof('help', 'run');
    assert.equal(help.code, 0, help.err);
    assert.match(help.out, /--adapter <command>[\s\S]*WIREPROOF_ADAPTER/);
    const version = await shell().wireproof('--version');
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
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
    assert.equal((JSON.parse(own.read('reports/last/summary.json')) as { exit: number }).exit, 1);
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
      /^failed: replayed what was recorded in world tcp\nthe same verdict as recorded and the same first wrong byte: offset 0, 0x08, wanted 0x07\n$/m,
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

describe('ways to ask', { concurrency: 2 }, () => {
  test('--repeat gives a distribution and hides no change', async () => {
    const ran = await shell().wireproof(
      'run',
      'TOY-SAY-002',
      '--world',
      'sim',
      '--profile',
      'behaviour=changing',
      '--repeat',
      '4',
    );
    assert.match(ran.out, /^CHANGED {2}toy\/010-say\/node-says-seven-at-once \[whole, sim\]: passed 2x, failed 2x$/m);
    assert.match(ran.out, /^4 repetitions, 1 verdicts changed$/m);
    const steady = await shell().wireproof('run', 'TOY-SAY-002', '--world', 'sim', '--repeat', '3');
    assert.match(steady.out, /^3 repetitions, no verdict changed$/m);
  });

  test('options have twins in the environment, and the command line wins', async () => {
    const own = shell();
    Object.assign(process.env, { WIREPROOF_SEED: '21', WIREPROOF_WORLD: 'sim', WIREPROOF_FORMAT: 'json' });
    try {
      assert.equal((await own.wireproof('run', 'TOY-SAY-002')).summary()['seed'], 21);
      assert.equal((await own.wireproof('run', 'TOY-SAY-002', '--seed', '22')).summary()['seed'], 22);
    } finally {
      for (const name of ['WIREPROOF_SEED', 'WIREPROOF_WORLD', 'WIREPROOF_FORMAT'])
        Reflect.deleteProperty(process.env, name);
    }
  });

  test('--dry-run runs nothing and counts the tags', async () => {
    const own = shell();
    const ran = await own.wireproof('run', '--dry-run', '--world', 'sim');
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /^toy\/010-say\/node-says-seven-when-asked \[joined, sim\]$/m);
    assert.match(ran.out, /^ +6 @must$/m);
    assert.deepEqual(readdirSync(own.folder), []);
  });

  test('quick runs the quick ones', async () => {
    const ran = await shell().wireproof('quick', '--format', 'json');
    assert.deepEqual(
      new Set(
        ran
          .lines()
          .slice(0, -1)
          .map((line) => line['scenario']),
      ),
      new Set(['toy/010-say/node-says-seven-when-asked']),
    );
  });

  test('list and show tell what there is', async () => {
    const list = await shell().wireproof('list', 'TOY-SAY-001', '--json');
    assert.deepEqual(
      list.lines().map((line) => line['scenario']),
      [
        'toy/010-say/node-says-seven-when-asked',
        'toy/010-say/node-says-seven-when-asked-times-times/1',
        'toy/010-say/node-says-seven-when-asked-times-times/2',
      ],
    );
    const show = await shell().wireproof('show', 'toy/020-options/node-honours-its-timers');
    for (const part of [
      'TOY-OPT-001, for the node: "A node honours its timers."',
      'the toy page',
      'role node, claim timers',
      'axes     whole',
      'features/toy/020-options.feature:4',
      'its timers are set',
    ]) {
      assert.ok(show.out.includes(part), part);
    }
  });

  test('text and JSON at once go to two streams', async () => {
    const ran = await toy('late', '--format', 'text', 'TOY-SAY-002');
    assert.equal(ran.lines().length, 2);
    assert.match(ran.err, /^WARN {2}toy/m);
  });
});
