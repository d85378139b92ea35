/** Remote compilation: requests, signs of life, notices, and every way to its one answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NewAsset, writePackage } from '../../../protocols/cluster/index.ts';
import { createFakeCore, fakeOptions } from '../fake-core.ts';
import { createServices } from '../services.ts';

const sources: NewAsset = {
  ...{ words: ['sources'], root: ['src', 'prog.cxx'] },
  files: [{ path: ['src', 'prog.cxx'], content: new Uint8Array([1]) }],
};
const built = writePackage([{ words: ['node'], root: ['a.mjs'], files: [] }]);
const one = '0200000400010001';

const scene = (compilers = true) => {
  const fake = createFakeCore(fakeOptions({ policy: { ...fakeOptions().policy, compilers } }));
  const { parts } = createServices(fake.core);
  const link = fake.link('endpoint', one);
  const request = (words = 'x64-release', octets = writePackage([sources]), from = link): void => {
    fake.packet(parts, 'compile', from, new Uint8Array(Buffer.concat([Buffer.from(`${words}\0`), octets])));
  };
  const notice = (
    first: string,
    second: string,
    requester = one,
    from = fake.link('endpoint', '0200000500010001'),
  ): void => {
    const head = Buffer.alloc(12);
    head.writeBigUInt64LE(BigInt(`0x${requester}`));
    const texts = first === '' && second === '' ? '' : `${first}\0${second}`;
    fake.packet(parts, 'compileNotice', from, new Uint8Array(Buffer.concat([head, Buffer.from(texts)])));
  };
  /** The last answer: its text where it is a failure. */
  const failure = (): string | undefined => {
    const last = fake.routed.splice(0).at(-1);
    return last?.payload[0] === 0 ? Buffer.from(last.payload.subarray(1)).toString() : undefined;
  };
  return { fake, parts, link, request, notice, failure };
};
const alive = `compileAnswer > ${one}`;

test('alive at once and every second, then the package; and the compile host goes', () => {
  const { fake, request, notice } = scene();
  request();
  assert.deepEqual(fake.programs[0]?.program, {
    ...{ folder: 'compile/prog', program: 'src/prog.cxx', log: '.program.log' },
    tool: { kind: 'compile-host', node: { host: 'alpha', port: 10_666 }, requester: one, words: 'x64-release' },
  });
  assert.deepEqual([...fake.files.keys()], ['compile/prog/src/prog.cxx']);
  fake.pass(2_000_000);
  assert.deepEqual(fake.said(), [alive, alive, alive]);
  fake.files.set('compile/prog/out/built.eipf', built);
  notice('out/built.eipf', '/somewhere/out');
  assert.deepEqual(fake.said(), [`${alive} 01${Buffer.from(built).toString('hex')}`]);
  assert.equal(fake.programs[0]?.isKilled, true);
  fake.programs[0]?.exit({ how: 'signal', signal: 9 });
  fake.pass(30_000_000);
  assert.deepEqual(fake.said(), []);
});

test('unknown words do not reach the command line', () => {
  const { fake, request } = scene();
  request('--import=x-debug-windows');
  const tool = fake.programs[0]?.program.tool;
  assert.equal(tool?.kind === 'compile-host' && tool.words, 'windows-debug');
});

test('a failure has the text of the compile host, and never none', () => {
  for (const [text, answer] of [
    ['#7', '#7'],
    ['', 'the compile host tells no reason'],
  ] as const) {
    const { request, notice, failure } = scene();
    request();
    notice(text, '');
    assert.equal(failure(), answer);
  }
});

test('outputs that are not there, no package, or outside are failures', () => {
  const { fake, request, notice, failure } = scene();
  fake.files.set('secret', built);
  const failures = ['gone', 'bad', '../../secret', '/secret', 'a/../b'].map((path) => {
    request();
    fake.files.set('compile/prog/bad', new Uint8Array([1]));
    notice(path, 'root');
    fake.programs.at(-1)?.exit({ how: 'code', code: 0 });
    return failure();
  });
  const outside = 'the output is not among the sources';
  assert.deepEqual(failures, ['the output is not there', 'the output is no package', outside, outside, outside]);
});

test('a request without its zero octet is dropped; one without sources or a package fails', () => {
  const { fake, parts, link, request, failure } = scene();
  fake.packet(parts, 'compile', link, new Uint8Array(Buffer.from('x64')));
  assert.deepEqual([fake.said(), fake.notices.length], [[], 1]);
  request('', new Uint8Array([1]));
  assert.match(failure() ?? '', /^the package cannot be read/);
  request('', built);
  assert.match(failure() ?? '', /no sources/);
  fake.pass(5_000_000);
  assert.deepEqual([fake.said(), fake.programs.length], [[], 0]);
});

test('where compiling is not allowed the failure says so', () => {
  const { fake, request, failure } = scene(false);
  request();
  assert.deepEqual([failure(), fake.files.size], ['this node compiles nothing', 0]);
});

test('00000414 ends the job of its sender and no other', () => {
  const { fake, parts, link, request, failure } = scene();
  request();
  fake.packet(parts, 'killCompiler', fake.link('endpoint', '0200000400010002'));
  assert.equal(fake.programs[0]?.isKilled, false);
  fake.packet(parts, 'killCompiler', link);
  assert.deepEqual([failure(), fake.programs[0]?.isKilled], ['killed', true]);
  fake.pass(5_000_000);
  assert.deepEqual(fake.said(), []);
});

test('a notice may come up to 10 s after the compile host has ended', () => {
  const { fake, request, notice, failure } = scene();
  request();
  fake.programs[0]?.exit({ how: 'code', code: 0 });
  fake.pass(9_900_000);
  fake.files.set('compile/prog/out', built);
  notice('out', 'root');
  assert.equal(fake.routed.at(-1)?.payload[0], 1);
  request();
  fake.programs[1]?.exit({ how: 'code', code: 0 });
  fake.pass(9_999_999);
  assert.equal(failure(), undefined);
  fake.pass(1);
  assert.equal(failure(), 'the compile host ended without a word');
});

test('a notice is the last word, however long its package takes to be read', () => {
  const { fake, request, notice } = scene();
  request();
  fake.programs[0]?.exit({ how: 'code', code: 0 });
  fake.files.set('compile/prog/out', built);
  fake.isDiskFast = false;
  notice('out', 'root');
  notice('#1', '');
  fake.pass(11_000_000);
  assert.deepEqual(fake.said(), Array<string>(12).fill(alive));
  fake.settle();
  assert.deepEqual(fake.said(), [`${alive} 01${Buffer.from(built).toString('hex')}`]);
});

test('a compile host that cannot be started is told at once', () => {
  const { fake, request, failure } = scene();
  request();
  fake.programs[0]?.exit({ how: 'failed', reason: 'no such tool' });
  assert.equal(failure(), 'the compile host cannot be started: no such tool');
});

test('notices count from endpoints of this node, for jobs that wait', () => {
  const { fake, request, notice } = scene();
  request();
  fake.said();
  notice('#1', '', one, fake.link('node', '0100000000020000'));
  notice('#1', '', '0200000400010009');
  fake.packet(createServices(fake.core).parts, 'compileNotice', fake.link('endpoint', one), new Uint8Array(11));
  assert.deepEqual(fake.said(), []);
  notice('#1', '');
  notice('#2', '');
  assert.equal(fake.said().length, 1);
});

test('a second request of the same requester is refused, the first goes on', () => {
  const { fake, request, notice, failure } = scene();
  request();
  request();
  assert.equal(failure(), 'one compilation at a time');
  fake.pass(1_000_000);
  assert.deepEqual(fake.said(), [alive]);
  notice('#3', '');
  assert.equal(failure(), '#3');
});

test('jobs run side by side, but those of one folder one after the other', () => {
  const { fake, request, notice } = scene();
  const two = fake.link('endpoint', '0200000400010002');
  const three = fake.link('endpoint', '0200000400010003');
  request();
  request('', writePackage([{ ...sources, root: ['prog.ts'], files: [] }]), two);
  request('', writePackage([{ ...sources, root: ['other.ts'], files: [] }]), three);
  const folders = (): readonly string[] => fake.programs.map(({ program }) => program.program);
  assert.deepEqual(folders(), ['src/prog.cxx', 'other.ts']);
  fake.said();
  fake.pass(1_000_000);
  assert.equal(fake.said().length, 3, 'the one that waits is alive too');
  notice('#1', '');
  assert.deepEqual(folders(), ['src/prog.cxx', 'other.ts'], 'its program is not gone yet');
  fake.programs[0]?.exit({ how: 'signal', signal: 9 });
  assert.deepEqual(folders(), ['src/prog.cxx', 'other.ts', 'prog.ts']);
});

test('who is gone gets no answer, and its job ends', () => {
  const { fake, parts, link, request } = scene();
  request();
  fake.said();
  parts.forEach((part) => part.ended?.(link, 'endpoint'));
  fake.pass(5_000_000);
  assert.deepEqual([fake.said(), fake.programs[0]?.isKilled], [[], true]);
});

test('deactivation ends all jobs without a word', () => {
  const { fake, parts, request } = scene();
  fake.isDiskFast = false;
  request();
  fake.said();
  parts.forEach((part) => part.offline?.());
  fake.settle();
  fake.pass(5_000_000);
  assert.deepEqual([fake.said(), fake.programs.length], [[], 0]);
});
