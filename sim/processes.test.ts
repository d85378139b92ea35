/** Simulated programs: what scripts do, how they end, who ends them. Leaves out machines but for the toy that starts them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToy } from './toys.ts';
import { createToyScene } from './toy-scene.ts';

const createScene = (script: string) => {
  const scene = createToyScene({ seed: 1 });
  const node = scene.host('node');
  node.start(createToy());
  node.tell({ kind: 'store', path: 'job/main', text: script });
  scene.run(10_000);
  node.said.length = 0;
  node.tell({ kind: 'run', program: 'main' });
  const read = (path: string): string | null => {
    const data = node.host.disk.read(`job/${path}`);
    return data === null ? null : new TextDecoder().decode(data);
  };
  return { scene, node, read };
};

/** Runs a script to its end: its exit and its log. */
const play = (lines: string, forUs = 100_000_000) => {
  const { scene, node, read } = createScene(`#!/bin/sh\n${lines}\n`);
  scene.run(forUs);
  return { said: node.said, log: read('log'), read, running: scene.processes.count() };
};
const exit = (code: number): string => `exited {"how":"code","code":${code}}`;
const signal = (number: number): string => `exited {"how":"signal","signal":${number}}`;

const LOGS: readonly (readonly [string, string, number?])[] = [
  ['echo hello', 'hello\n'],
  [`echo 'a  b' "c  d" e   f\\ g`, 'a  b c  d e f g\n'],
  ['echo -n x; echo err >&2', 'xerr\n'],
  [`printf '%s-%d\\n' a 1 b 2`, 'a-1\nb-2\n'],
  [`printf '\\101\\102%%'`, 'AB%'],
  ['echo one > f; echo two >> f; cat f', 'one\ntwo\n'],
  ['echo a > f; echo b > f; cat f', 'b\n'],
  ['cat missing; echo $?', 'cat: missing: No such file or directory\n1\n'],
  ['mkdir -p a/b; echo x > a/b/c; ln -s a/b/c l; cat l', 'x\n'],
  ['rm -rf main; [ -f main ] || echo gone', 'gone\n'],
  ['true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n'],
  ['X=5; Y="$X 6"; echo $Y "${X}7" \'$X\'', '5 6 57 $X\n'],
  ['if read x; then echo got; else echo "none:$x"; fi', 'none:\n'],
  ['for i in 1 2 3; do echo $i; done # end', '1\n2\n3\n'],
  ['if test -d nowhere; then echo a; elif [ 2 -gt 1 ]; then echo b; else echo c; fi', 'b\n'],
  ['{ echo in; echo err >&2; } > f 2>&1; cat f', 'in\nerr\n'],
  ['exit 7', '', 7],
  ['false', '', 1],
  ['echo a; exit 300; echo b', 'a\n', 44],
  ['frobnicate --all; echo on', 'main: frobnicate: not found\n', 127],
  ['echo a | cat', 'main: pipes are not known\n', 127],
  ['echo $(date)', 'main: substitution is not known: $(date)\n', 127],
  ['echo x > no/such/file; echo $?', 'main: cannot open a redirection\n2\n'],
  ['head -c 3 /dev/zero > z; [ -s z ] && echo big', 'big\n'],
];
for (const [script, log, code = 0] of LOGS) {
  test(`script: ${script}`, () => {
    const result = play(script);
    assert.deepEqual([result.log, result.said], [log, [exit(code)]]);
  });
}

test('sleep takes virtual time', () => {
  const { scene, node } = createScene('#!/bin/sh\nsleep 0.5; sleep 2\n');
  scene.run(2_400_000);
  assert.deepEqual(node.said, []);
  scene.run(200_000);
  assert.deepEqual(node.said, [exit(0)]);
});

test('a process that ends itself by a signal does nothing more', () => {
  const result = play('kill -TERM $$; echo after');
  assert.deepEqual([result.said, result.log], [[signal(15)], '']);
});

test('the program ends with its first process, and its group with it', () => {
  const result = play('while :; do echo tick; sleep 1; done &\nsleep 2.5; echo main');
  assert.deepEqual([result.said, result.log, result.running], [[exit(0)], 'tick\ntick\ntick\nmain\n', 0]);
});

test('wait waits for the background', () => {
  assert.equal(play('(sleep 1; echo child) & wait; echo main').log, 'child\nmain\n');
});

test('kill ends a whole group that never sleeps', () => {
  const { scene, node, read } = createScene('#!/bin/sh\nsleep 100 & while :; do echo x >> f; done\n');
  scene.run(1_000_000);
  node.tell({ kind: 'kill' });
  scene.run(10_000);
  const written = read('f');
  scene.run(1_000_000);
  assert.deepEqual([node.said, scene.processes.count(), read('f')], [[signal(9)], 0, written]);
});

test('what is no script cannot be started', () => {
  for (const content of ['echo hello\n', '#!/bin/perl\n', '']) {
    const { scene, node } = createScene(content);
    scene.run(1_000_000);
    assert.match(node.said[0] ?? '', /^exited \{"how":"failed"/, content);
  }
});

test('programs outlive a crash and end by sweep, which removes the folder', () => {
  const { scene, node, read } = createScene('#!/bin/sh\nwhile :; do echo x >> f; sleep 1; done\n');
  scene.run(1_500_000);
  node.host.crash('rst');
  scene.run(2_000_000);
  assert.equal(read('f'), 'x\nx\nx\nx\n');
  node.start(createToy());
  node.said.length = 0;
  node.tell({ kind: 'sweep' });
  scene.run(2_000_000);
  assert.deepEqual([scene.processes.count(), node.host.disk.list()], [0, []]);
  assert.deepEqual(node.said, ['start', 'stored ok'], 'the old life hears its exits no more');
});
