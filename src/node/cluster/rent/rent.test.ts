/** Launching a host: every status in its order, signs of life, ready, progress, and all ways to its end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeStatusStruct, type NewAsset, writePackage } from '../../../protocols/cluster/index.ts';
import { addEndpoint, createFakeCore, fakeOptions } from '../fake-core.ts';
import { createServices } from '../services.ts';
import type { ServerOptions } from '../types.ts';

const client = '0200000100020007';
const file = (...path: string[]) => ({ path, content: new Uint8Array(Buffer.from(path.join('/'))) });
const kernel: NewAsset = { words: ['node'], root: ['main.mjs'], files: [file('main.mjs'), file('lib', 'part.mjs')] };
const sources: NewAsset = { words: ['sources'], root: ['main.ts'], files: [file('main.ts')] };
const foreign: NewAsset = { words: ['windows', 'x64'], root: ['a.dll'], files: [file('a.dll')] };

const scene = (over: Partial<ServerOptions> = {}) => {
  const fake = createFakeCore(fakeOptions(over));
  const services = createServices(fake.core);
  const far = fake.link('node', '0100000000020000');
  const parts = services.parts;
  const launch = (assets: readonly NewAsset[] = [kernel], origin = client): void =>
    fake.packet(parts, 'launchHost', far, writePackage(assets), origin);
  /** The last status that anyone was told. */
  const progress = (): readonly number[] => {
    fake.packet(parts, 'statusRequest', far);
    const status = nodeStatusStruct.read(fake.routed.pop()?.payload ?? new Uint8Array(0));
    assert.ok(status.kind === 'ok');
    return [status.value.progressComplete, status.value.progressTotal];
  };
  const ready = (address = '0200000200010001') => {
    const link = addEndpoint(fake, address);
    fake.packet(parts, 'launchAnswer', link);
    return link;
  };
  return { fake, services, parts, far, launch, progress, ready };
};
const told = (status: string, to = client): string => `launchAnswer > ${to} ${status}`;
const policyOf = (over: Partial<ServerOptions['policy']>) => ({ policy: { ...fakeOptions().policy, ...over } });
const starting = '01000000';
const started = '0000000001000100020000' + '02';

test('a kernel is extracted, started and ready; then nothing more is said', () => {
  const { fake, launch, progress, ready } = scene();
  assert.deepEqual(progress(), [0, 0]);
  launch();
  assert.deepEqual([...fake.files.keys()], ['binary/main/main.mjs', 'binary/main/lib/part.mjs']);
  assert.deepEqual(fake.programs[0]?.program, {
    ...{ folder: 'binary/main', program: 'main.mjs', log: '.program.log' },
    tool: { kind: 'job-host', node: { host: 'alpha', port: 10_666 }, employer: client },
  });
  assert.deepEqual([fake.said(), progress()], [[told(starting)], [0, 0xffff_ffff]]);
  fake.pass(2_500_000);
  assert.deepEqual(fake.said(), [told(starting), told(starting)]);
  ready();
  fake.pass(100_000_000);
  assert.deepEqual(fake.said(), [told(started)]);
});

test('progress is that of the own host, and 0 of 0 when its program has ended', () => {
  const { fake, parts, launch, progress, ready } = scene();
  const other = addEndpoint(fake, '0200000200010009');
  launch();
  const host = ready();
  const status = new Uint8Array([4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0]);
  fake.packet(parts, 'queueStatus', host, status);
  fake.packet(parts, 'queueStatus', other, new Uint8Array(16));
  fake.packet(parts, 'queueStatus', host, status.subarray(0, 15));
  assert.deepEqual(progress(), [3, 8]);
  fake.programs[0]?.exit({ how: 'code', code: 0 });
  fake.said();
  assert.deepEqual([progress(), fake.said()], [[0, 0], []]);
  launch();
  assert.deepEqual(fake.said(), [told(starting)], 'idle again');
});

test('8002 while a host starts or runs', () => {
  const { fake, launch, ready } = scene();
  launch();
  fake.said();
  launch([kernel], '0200000100010002');
  ready();
  launch([kernel], '0200000100010002');
  const busy = told('02800000', '0200000100010002');
  assert.deepEqual(fake.said(), [busy, told(started), busy]);
});

test('8003 while tasks are disallowed, after busy; allowed again at activation', () => {
  const { fake, services, parts, far, launch } = scene();
  const allow = (...octets: number[]): void => fake.packet(parts, 'allowTasks', far, new Uint8Array(octets));
  allow(0);
  allow();
  assert.equal(services.tasksAllowed, false);
  launch();
  allow(2);
  launch();
  allow(0, 1);
  launch();
  assert.deepEqual(fake.said(), [told('03800000'), told(starting), told('02800000')]);
  parts.forEach((part) => part.online?.());
  assert.equal(services.tasksAllowed, true);
});

test('set-tasks is a command', () => {
  const { fake, services, parts } = scene();
  const taken = parts.map((part) => part.command?.({ kind: 'set-tasks', ticket: 4, allow: false }) ?? false);
  assert.deepEqual([taken.filter(Boolean).length, services.tasksAllowed], [1, false]);
  assert.deepEqual(fake.events, [{ kind: 'done', ticket: 4 }]);
});

test('8003 where kernels are not run', () => {
  const { fake, launch } = scene(policyOf({ kernels: false }));
  launch();
  assert.deepEqual([fake.said(), fake.files.size], [[told('03800000')], 0]);
});

test('8005 for what is no package, and for names that lead out', () => {
  const { fake, parts, far, launch } = scene();
  fake.packet(parts, 'launchHost', far, new Uint8Array([1, 2, 3]), client);
  const octets = writePackage([kernel]);
  const at = Buffer.from(octets).lastIndexOf(Buffer.from('lib\\part', 'utf16le'));
  const evil = octets.slice();
  evil.set(Buffer.from('..\\\\part', 'utf16le').subarray(0, 8), at);
  fake.packet(parts, 'launchHost', far, evil, client);
  launch([{ ...kernel, root: ['..mjs'] }]);
  assert.deepEqual([fake.said(), fake.files.size], [[told('05800000'), told('05800000'), told('05800000')], 0]);
  assert.equal(fake.programs.length, 0);
});

test('8005 where the disk refuses', () => {
  const { fake, launch } = scene();
  fake.storeError = 'no room';
  launch();
  fake.storeError = null;
  launch();
  assert.deepEqual(fake.said(), [told('05800000'), told(starting)]);
});

test('8004 without an asset for us', () => {
  const { fake, launch } = scene();
  launch([foreign]);
  assert.deepEqual(fake.said(), [told('04800000')]);
});

test('8007 where the program cannot be started', () => {
  const { fake, launch } = scene();
  launch();
  fake.programs[0]?.exit({ how: 'failed', reason: 'no such tool' });
  fake.pass(5_000_000);
  assert.deepEqual(fake.said(), [told(starting), told('07800000')]);
});

test('8008 where the program ends before it is ready', () => {
  const { fake, launch, ready } = scene();
  launch();
  fake.programs[0]?.exit({ how: 'code', code: 2 });
  ready();
  fake.pass(5_000_000);
  assert.deepEqual(fake.said(), [told(starting), told('08800000')]);
});

test('8008 after 60 s of neither, and the program is killed', () => {
  const { fake, launch } = scene();
  launch();
  fake.pass(59_999_999);
  assert.deepEqual([fake.said().length, fake.programs[0]?.isKilled], [60, false]);
  fake.pass(1);
  assert.equal(fake.said().at(-1), told('08800000'));
  assert.equal(fake.programs[0]?.isKilled, true);
  fake.programs[0]?.exit({ how: 'signal', signal: 9 });
  fake.pass(60_000_000);
  assert.deepEqual(fake.said(), []);
});

test('only an empty 00010411 of a job host of this node counts, and of none that was there before', () => {
  const { fake, parts, far, launch, ready } = scene();
  const before = addEndpoint(fake, '0200000200010001');
  launch();
  fake.said();
  fake.packet(parts, 'launchAnswer', before);
  fake.packet(parts, 'launchAnswer', far, undefined, '0200000200020001');
  fake.packet(parts, 'launchAnswer', addEndpoint(fake, '0200000300010001'));
  const host = fake.link('endpoint', '0200000200010002');
  fake.packet(parts, 'launchAnswer', host, new Uint8Array(4));
  assert.deepEqual(fake.said(), []);
  ready('0200000200010003');
  assert.deepEqual(fake.said(), [told('000000000300010002000002')]);
});

test('00000412 kills a running host: from an endpoint everywhere, from a node here', () => {
  for (const [origin, said] of [
    ['0200000400010001', ['killHost > 0100000000000000']],
    ['0000000000000000', ['killHost > 0100000000000000']],
    ['0100000000020000', []],
  ] as const) {
    const { fake, parts, far, launch, progress, ready } = scene();
    launch();
    ready();
    fake.said();
    fake.packet(parts, 'killHost', far, new Uint8Array([1]), origin);
    assert.deepEqual([fake.said(), fake.programs[0]?.isKilled, progress()], [said, true, [0, 0]]);
    launch();
    fake.programs[0]?.exit({ how: 'signal', signal: 9 });
    assert.deepEqual(
      [fake.said(), progress()],
      [[told(starting)], [0, 0xffff_ffff]],
      'the old end is no end of the new',
    );
  }
});

test('00000412 of an endpoint stays here in seed-strict', () => {
  const { fake, parts, far, launch, ready } = scene({ dialect: 'seed-strict' });
  launch();
  ready();
  fake.said();
  fake.packet(parts, 'killHost', far, undefined, client);
  assert.deepEqual([fake.said(), fake.programs[0]?.isKilled], [[], true]);
});

test('00000412 ends a host that starts, also while it is extracted, with a final status', () => {
  const { fake, parts, far, launch } = scene();
  fake.isDiskFast = false;
  launch();
  fake.packet(parts, 'killHost', far);
  fake.settle();
  fake.pass(5_000_000);
  assert.deepEqual([fake.said(), fake.programs.length], [[told('08800000')], 0]);
  launch();
  fake.settle();
  fake.packet(parts, 'killHost', far);
  assert.deepEqual([fake.said(), fake.programs[0]?.isKilled], [[told(starting), told('08800000')], true]);
});

test('signs of life come also while a package is extracted', () => {
  const { fake, launch } = scene();
  fake.isDiskFast = false;
  launch();
  fake.pass(2_000_000);
  assert.deepEqual([fake.said(), fake.programs.length], [[told(starting), told(starting)], 0]);
});

test('deactivation ends the host without a word', () => {
  const { fake, parts, launch, ready } = scene();
  launch();
  ready();
  fake.said();
  parts.forEach((part) => part.offline?.());
  fake.pass(60_000_000);
  assert.deepEqual([fake.said(), fake.programs[0]?.isKilled], [[], true]);
});

const notice = (first: string, second: string): Uint8Array =>
  new Uint8Array(
    Buffer.concat([Buffer.from('0000010000000001' + '00000000', 'hex'), Buffer.from(`${first}\0${second}`)]),
  );

test('sources are compiled for the word node, and what comes out is started', () => {
  const { fake, parts, launch, ready } = scene();
  launch([foreign, sources]);
  assert.deepEqual(fake.programs[0]?.program.tool, {
    ...{ kind: 'compile-host', node: { host: 'alpha', port: 10_666 }, requester: '0100000000010000', words: 'node' },
  });
  fake.pass(1_000_000);
  fake.files.set('compile/main/out.eipf', writePackage([kernel]));
  fake.packet(parts, 'compileNotice', fake.link('endpoint', '0200000400010001'), notice('out.eipf', '/out/node'));
  assert.equal(fake.programs[1]?.program.folder, 'binary/main');
  ready();
  assert.deepEqual(fake.said(), [told(starting), told(starting), told(started)]);
});

test('8006 for a build that says why, 8005 for one that does not, 8004 for the wrong output', () => {
  for (const [first, second, status] of [
    ['#7', '', '06800000'],
    ['', '', '05800000'],
    ['out.eipf', '/out', '04800000'],
  ] as const) {
    const { fake, parts, launch } = scene();
    launch([sources]);
    fake.files.set('compile/main/out.eipf', writePackage([foreign]));
    fake.packet(parts, 'compileNotice', fake.link('endpoint', '0200000400010001'), notice(first, second));
    fake.pass(5_000_000);
    assert.deepEqual(fake.said(), [told(status)]);
  }
  const { fake, launch } = scene(policyOf({ compilers: false }));
  launch([sources]);
  assert.deepEqual([fake.said(), fake.programs.length], [[told('06800000')], 0]);
});

test('00000412 ends a compilation for a launch', () => {
  const { fake, parts, far, launch } = scene();
  launch([sources]);
  fake.packet(parts, 'killHost', far);
  assert.deepEqual([fake.said(), fake.programs[0]?.isKilled], [[told('08800000')], true]);
});
