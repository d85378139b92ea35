/** `adapter check` on fake adapters. Leaves out the command's place under `wireproof`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeAdapter } from '../host/worlds/fake-adapter.ts';
import { adapterCheckCommand, checkAdapter } from './adapter-check.ts';

async function check(
  operations: Record<string, string> = {},
  before = '',
  { command = fakeAdapter(operations, before) as string | readonly string[], endMs = 30_000, protocol = 'job' } = {},
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const bounds = { answerMs: 30_000, endMs };
  const code = await checkAdapter({ command, protocol, profile: {}, bounds }, (line) => lines.push(line));
  return { code, lines };
}

const findings = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('finding'));

test('a good adapter: no finding, a whole transcript', async () => {
  const { code, lines } = await check({
    state: `r.role === 'owner' || r.role === 'node' ? ok({}) : bad('bad-request', 'no such role')`,
  });
  assert.deepEqual(findings(lines), []);
  assert.equal(code, 0);
  assert.ok(lines.includes('  > {"id":2,"op":"no-such-operation"}'));
  assert.ok(lines.some((line) => line.startsWith('  < {"id":1,"ok":{"name":"fake"')));
  assert.equal(lines.at(-1), 'the adapter keeps the contract');
});

test('each breach is a finding', async () => {
  const { code, lines } = await check({
    hello: `ok({ name: 'f', version: '1', roles: ['owner', 'boss'], claims: ['wings'] })`,
    'no-such-operation': `ok({})`,
    start: `r.role === 'owner' ? ok({ listen: { host: '127.0.0.1', port: 1 } }) : bad('bad-request', 'no')`,
    stop: `bad('failed', 'will not')`,
  });
  assert.equal(code, 1);
  const text = findings(lines).join('\n');
  for (const part of [
    'gives a role that job has not: boss',
    'claims what job has not: wings',
    'an unknown operation was answered ok',
    '"state" of an unknown role was answered ok',
    'gave an address where it does not listen: nothing listens at 127.0.0.1:1',
    '"stop" of owner was answered failed: will not',
  ]) {
    assert.ok(text.includes(part), `${part}\n${text}`);
  }
});

test('a role that goes on listening after crash and reset is found', async () => {
  const { lines } = await check({ crash: 'ok({})', reset: 'ok({})', stop: 'ok({})' });
  assert.equal(findings(lines).filter((line) => line.includes('somebody still listens')).length, 2);
});

test('a cluster node listens when its net is opened', async () => {
  const hello = `ok({ name: 'f', version: '1', roles: ['node'], claims: ['timers', 'limits'] })`;
  const start = `r.role === 'node' ? ok({}) : bad('bad-request', 'no such role')`;
  const node = { hello, start, state: `bad('unsupported', 'no')`, 'create-net': 'ok({})' };
  const silent = await check({ ...node, 'open-net': 'ok({})' }, '', { protocol: 'cluster' });
  assert.deepEqual(
    [silent.code, findings(silent.lines)[0]],
    [1, 'finding  "hello" claims what cluster has not: limits'],
  );
  assert.equal(findings(silent.lines)[1], 'finding  "open-net" of node gave no "listen" with a host and a port: {}');
  const wrong = `ok({ listen: { host: '127.0.0.1', port: 1 } })`;
  const { lines } = await check({ ...node, 'open-net': wrong }, '', { protocol: 'cluster' });
  assert.match(
    findings(lines)[1] ?? '',
    /"open-net" of node gave an address where it does not listen: nothing listens/,
  );
});

test('one that does not end with its input is found', async () => {
  const { code, lines } = await check({}, `process.exit = () => 0; setInterval(() => 0, 1000)`, { endMs: 1_000 });
  assert.equal(code, 1);
  assert.ok(
    findings(lines).some((line) => line.includes('did not end when its standard input was closed (SIGTERM ended it)')),
  );
});

test('one that breaks is told as broken, with its standard error', async () => {
  const { code, lines } = await check({ start: `console.error('oh no\\u0007'); process.exit(1)` });
  assert.equal(code, 4);
  assert.equal(lines.at(-1), 'broke    the adapter exited with code 1 before it answered "start"');
  assert.ok(lines.includes('  ! oh no\\u0007'));
  assert.equal((await check({}, '', { command: '/nowhere/x' })).code, 4);
});

test('the command line', async () => {
  const refuse = (args: readonly string[]): Promise<unknown> =>
    adapterCheckCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync([...args], { from: 'user' });
  await assert.rejects(refuse([]), { code: 'commander.missingMandatoryOptionValue' });
  await assert.rejects(refuse(['--adapter', 'x', '--protocol', 'mail']), { code: 'commander.invalidArgument' });
  await assert.rejects(refuse(['--adapter', 'x', '--profile', 'big']), { name: 'UsageError' });
});
