/** The compile client against a node played by the test: answers of every form, the limit of silence, and giving up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../../../lib/hex.ts';
import { UsageError } from '../../../lib/errors.ts';
import { parseAddress } from '../../../protocols/cluster/index.ts';
import { PlayedNode } from '../endpoint/played-node.ts';
import { createCompileClient, defaultEndpointOptions } from '../index.ts';
import type { CompileCommand, CompileEvent } from './types.ts';

type Bench = PlayedNode<CompileCommand, CompileEvent>;

const AT = { host: '127.0.0.1', port: 10666 };
const SECOND_US = 1_000_000;
const NODE = '0100000000010000';
const SECOND = '0100000000020000';
const ORDER = { kind: 'compile', words: 'x64-windows-release', package: fromHex('aabb'), to: null } as const;

function connected(): Bench {
  const bench = new PlayedNode(createCompileClient(defaultEndpointOptions));
  bench.tell({ kind: 'connect', at: AT });
  const handshake = Buffer.from(bench.accept('0200000400010001'), 'hex').toString('latin1');
  assert.equal(handshake.slice(12), 'engine.cluster.compiler.clientCluster Compiler Client');
  bench.events.splice(0);
  return bench;
}

function compiling(): Bench {
  const bench = connected();
  bench.tell(ORDER);
  bench.lines();
  return bench;
}

const told = (bench: Bench): readonly string[] =>
  bench.events.map((event) => {
    if (event.kind === 'compiled') return `compiled ${toHex(event.package)}`;
    return event.kind === 'failed' ? `failed ${event.reason}` : event.kind;
  });

test('the request has the words, a zero octet and the package', () => {
  const bench = connected();
  bench.tell(ORDER);
  assert.deepEqual(bench.lines(), [`compile > ${NODE} ${toHex(Buffer.from('x64-windows-release'))}00aabb`]);
});

test('keep-alives, then what was built', () => {
  const bench = compiling();
  bench.packet('compileAnswer');
  bench.pass(9 * SECOND_US);
  bench.packet('compileAnswer');
  bench.pass(9 * SECOND_US);
  bench.packet('compileAnswer', fromHex('01 6563'));
  bench.packet('compileAnswer', fromHex('00'));
  bench.pass(60 * SECOND_US);
  assert.deepEqual(told(bench), ['compiled 6563']);
});

for (const [what, octets, outcome] of [
  ['a failing build', '00 2337', 'failed #7'],
  ['a failure without a text', '00', 'failed no reason was given'],
  ['an answer of no known form', '02 00', 'failed the answer cannot be read'],
] as const) {
  test(what, () => {
    const bench = compiling();
    bench.packet('compileAnswer', fromHex(octets));
    assert.deepEqual(told(bench), [outcome]);
    bench.tell(ORDER);
    assert.equal(bench.lines().length, 1);
  });
}

test('a node that says nothing for 10 s is given up', () => {
  const bench = compiling();
  bench.pass(5 * SECOND_US);
  bench.packet('compileAnswer');
  bench.packet('logClient');
  bench.pass(10 * SECOND_US - 1);
  assert.deepEqual(told(bench), []);
  bench.pass(1);
  assert.deepEqual(told(bench), ['failed the node has said nothing for 10 s']);
  assert.equal(bench.machine.wakeAtUs, null);
});

test('a compilation that is given up ends when its node says so', () => {
  const bench = connected();
  bench.tell({ kind: 'kill' });
  bench.tell({ ...ORDER, to: parseAddress(SECOND) });
  bench.lines();
  bench.tell({ kind: 'kill' });
  assert.deepEqual(bench.lines(), [`killCompiler > ${SECOND}`]);
  assert.deepEqual(told(bench), []);
  bench.packet('compileAnswer', fromHex('00'), SECOND);
  assert.equal(told(bench).length, 1);
});

test('a compilation ends with its connection, and needs one', () => {
  const bench = compiling();
  bench.eof();
  bench.tell(ORDER);
  assert.deepEqual(told(bench), ['failed the node ended the connection', 'closed', 'failed not connected']);
});

test('a second compilation at a time is a mistake of usage', () => {
  assert.throws(() => compiling().tell(ORDER), UsageError);
});
