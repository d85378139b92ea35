/** The command line on the toy suite, in real processes: what is refused and how, and the ways to ask. Leaves out running (run.test.ts). */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { openShell, type Shell, toySuite } from './toy/wireproof.ts';

const shells: Shell[] = [];
after(() => shells.forEach((shell) => shell.remove()));

function shell(extra: Readonly<Record<string, string>> = toySuite): Shell {
  const opened = openShell(extra);
  shells.push(opened);
  return opened;
}

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
    [['list', '--tag', 'hardning'], 6, /^wireproof: no scenario of protocol toy has the tag "hardning"\n$/],
    [['run', '--without', 'hardning'], 6, /^wireproof: no scenario of protocol toy has the tag "hardning"; .*\n$/],
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
    const own = shell({ ...toySuite, WIREPROOF_SEED: '21', WIREPROOF_WORLD: 'sim', WIREPROOF_FORMAT: 'json' });
    assert.equal((await own.wireproof('run', 'TOY-SAY-002')).summary()['seed'], 21);
    assert.equal((await own.wireproof('run', 'TOY-SAY-002', '--seed', '22')).summary()['seed'], 22);
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

  test('--tag and --without choose, and so do their twins', async () => {
    const chosen = async (extra: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<number> =>
      (await shell({ ...toySuite, ...extra }).wireproof('list', ...args)).out.split('\n').length - 1;
    const [all, framing] = [await chosen({}), await chosen({}, '--tag', 'framing')];
    assert.ok(framing > 0 && framing < all);
    assert.equal(await chosen({}, '--without', 'framing'), all - framing);
    assert.equal(await chosen({ WIREPROOF_TAG: 'framing' }), framing);
    assert.equal(await chosen({ WIREPROOF_WITHOUT: 'must,should,may' }), 0);
    const dry = await shell().wireproof('run', '--dry-run', '--world', 'sim', '--without', 'framing');
    assert.match(dry.out, new RegExp(`^${all - framing} scenarios, `, 'm'));
  });

  test('without a protocol, list and show look at all of them', async () => {
    const { WIREPROOF_SUITE } = toySuite;
    const own = shell({ WIREPROOF_SUITE });
    const list = (await own.wireproof('list')).out.split('\n');
    assert.deepEqual(new Set(list.map((line) => line.split('/')[0])), new Set(['toy', 'faulty', '']));
    assert.match((await own.wireproof('show', 'TOY-SAY-002')).out, /^toy\/010-say\/node-says-seven-at-once$/m);
    const none = await own.wireproof('show', 'MOON-001');
    assert.deepEqual([none.code, none.err], [6, 'wireproof: there is no scenario or requirement "MOON-001"\n']);
    assert.equal((await own.wireproof('list', 'moon')).err, 'wireproof: no scenario matches "moon"\n');
  });

  test('text and JSON at once go to two streams', async () => {
    const ran = await shell().wireproof(
      'run',
      'TOY-SAY-002',
      '--world',
      'sim',
      '--profile',
      'behaviour=late',
      '--format',
      'json',
      '--format',
      'text',
    );
    assert.equal(ran.lines().length, 2);
    assert.match(ran.err, /^WARN {2}toy/m);
  });
});
