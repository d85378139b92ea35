/** The configuration of `wireproof serve`: defaults, and a sentence for each mistake. */
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '../lib/contract.ts';
import { defaultNodeOptions } from '../node/job/index.ts';
import { loadServeConfig, readJobEntry, readServeConfig } from './serve-config.ts';

const at = { host: '127.0.0.1', port: 4711 };
const owner = { protocol: 'job', role: 'owner', listen: at };
const node = { protocol: 'job', role: 'node', connect: at };
const read = (value: Json) => readServeConfig(value, '/base', 'FILE');

/** The sentences that a configuration is refused with. */
function faultsOf(value: Json): readonly string[] {
  try {
    read(value);
  } catch (error) {
    assert.equal((error as Error).name, 'UsageError');
    return (error as Error).message.replaceAll('wireproof: ', '').replaceAll('FILE: ', '').split('\n');
  }
  return [];
}

test('a node needs little; programs are off', () => {
  assert.deepEqual(read(node), {
    role: 'node',
    folder: '/base/wireproof-node',
    connect: at,
    options: defaultNodeOptions,
  });
  assert.equal(defaultNodeOptions.programs, false);
});

test('everything can be set; seconds become microseconds, paths start at the file', () => {
  const config = read({
    ...node,
    folder: 'f',
    version: '2',
    modules: ['a.b'],
    programs: true,
    profile: { byteOrder: 'little', fileNaming: 'positional' },
    timers: { answer: 0.5, silence: 2, askAgain: 0.1 },
    limits: { text: 1, file: 2, name: 3, files: 4, controls: 5 },
  });
  assert.deepEqual(config, {
    role: 'node',
    folder: '/base/f',
    connect: at,
    options: {
      version: '2',
      modules: ['a.b'],
      programs: true,
      profile: { byteOrder: 'little', fileNaming: 'positional' },
      timers: { answerUs: 500_000, silenceUs: 2_000_000, askAgainUs: 100_000 },
      limits: { text: 1, file: 2, name: 3, files: 4, controls: 5 },
    },
  });
  const submit = [{ files: [{ name: 'x', path: 'dir/x' }], runs: [{ file: 'x', log: 'l' }], rets: ['l'] }];
  const [job] = (read({ ...owner, submit }) as { readonly submit: readonly object[] }).submit;
  assert.deepEqual(job, { files: [{ name: 'x', path: '/base/dir/x' }], runs: [{ file: 'x', log: 'l' }], rets: ['l'] });
});

const mistakes: readonly (readonly [string, Json, readonly string[]])[] = [
  [
    'no object',
    [],
    ['the configuration: it is []; write an object, {...}', 'role: it is missing; write "owner" or "node"'],
  ],
  ['no role', {}, ['role: it is missing; write "owner" or "node"']],
  ['another role', { role: 'boss' }, ['role: it is "boss"; write "owner" or "node"']],
  ['another protocol', { ...owner, protocol: 'post' }, ['protocol: it is "post"; write "job" or "cluster"']],
  [
    'no address',
    { protocol: 'job', role: 'owner' },
    ['listen: it is missing; write {"host": "127.0.0.1", "port": 4711} with your own values'],
  ],
  [
    'port',
    { ...owner, listen: { host: 'h', port: 65_536 } },
    ['listen.port: it is 65536; write a whole number from 0 to 65535'],
  ],
  [
    'port 0 to connect',
    { ...node, connect: { host: 'h', port: 0 } },
    ['connect.port: it is 0; write a whole number from 1 to 65535'],
  ],
  ['empty host', { ...owner, listen: { host: '', port: 1 } }, ['listen.host: it is ""; write a text']],
  ['version', { ...node, version: '1;2' }, ['version: it is "1;2"; write a text without ";"']],
  [
    'module',
    { ...node, modules: ['ok', 'a b'] },
    ['modules[1]: it is "a b"; write a name of 1 to 64 of A-Z a-z 0-9 . _ -'],
  ],
  ['programs', { ...node, programs: 'yes' }, ['programs: it is "yes"; write true or false']],
  [
    'several',
    { ...owner, timers: { answer: -1 }, limits: { file: 1.5 } },
    [
      'timers.answer: it is -1; write a number of seconds from 0.001 to 86400',
      'limits.file: it is 1.5; write a whole number from 0 to 4294967295',
    ],
  ],
  [
    'submit',
    { ...owner, submit: [{ files: [{ name: 'x' }] }] },
    ['submit[0].files[0].path: it is missing; write a text'],
  ],
  ['list', { ...owner, submit: {} }, ['submit: it is {}; write a list, [...]']],
];

for (const [name, value, want] of mistakes) test(`mistake: ${name}`, () => assert.deepEqual(faultsOf(value), want));

test('a setting that there is not, or not for this role, is told with those that there are', () => {
  assert.match(
    faultsOf({ ...owner, programs: true }).join(),
    /^programs: there is no such setting here; take it out, or write one of protocol, role/,
  );
  assert.match(faultsOf({ ...owner, __proto__x: 1 }).join(), /^__proto__x: there is no such setting/);
});

test('a file that is not there, and one that is no JSON', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, 'c.json');
  assert.throws(() => loadServeConfig(file), {
    name: 'UsageError',
    message: /^cannot read the configuration .*ENOENT/,
  });
  writeFileSync(file, '{"a":');
  assert.throws(() => loadServeConfig(file), {
    name: 'UsageError',
    message: /^the configuration .*c\.json is no JSON: /,
  });
  rmSync(folder, { recursive: true });
});

test('a job that came later has its mistakes in one sentence', () => {
  const message = 'submit.rets: it is 1; write a list, [...]; submit.runs[0].log: it is missing; write a text';
  assert.throws(() => readJobEntry({ runs: [{ file: 'x' }], rets: 1 }, '/'), {
    name: 'UsageError',
    message: new RegExp('submit.runs\\[0\\].log'),
  });
  assert.ok(message.includes('; '));
});
