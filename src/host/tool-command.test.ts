/** Programs that are given to a tool: the command line, and what happens without a command. */
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, realpathSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Exit, ProgramTool } from '../lib/machine.ts';
import { createProcesses } from './processes.ts';
import type { ToolCommands } from './tool-command.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tools-')));
  mkdirSync(join(root, 'binary', 'main'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const node = { host: '::1', port: 10_666 };
const jobHost: ProgramTool = { kind: 'job-host', node, employer: '0200000100010001' };
const compileHost: ProgramTool = { kind: 'compile-host', node, requester: '0200000400010001', words: '' };
const printer = ['/bin/sh', '-c', 'printf "<%s>" "$@"', 'printer'];

function run(tools: ToolCommands, tool: ProgramTool): Promise<Exit> {
  const processes = createProcesses(root, tools);
  processes.expect(1);
  const program = { folder: 'binary/main', program: 'main.mjs', log: 'log', tool };
  return new Promise((resolve) => void processes.run(1, program, resolve));
}
const printed = (): string => readFileSync(join(root, 'binary/main/log'), 'utf8');

test('a job host gets its module, port, employer and node; the module need not be there', async () => {
  assert.deepEqual(await run({ 'job-host': printer }, jobHost), { how: 'code', code: 0 });
  assert.equal(printed(), `<${root}/binary/main/main.mjs><10666><0200000100010001><--node><::1>`);
});

test('a compile host gets its root file, requester, words, port and node', async () => {
  await run({ 'compile-host': printer }, compileHost);
  assert.equal(printed(), `<${root}/binary/main/main.mjs><0200000400010001><><10666><--node><::1>`);
});

test('without a command for it a tool cannot be started', async () => {
  for (const tools of [{}, { 'job-host': printer }, { 'compile-host': [] }]) {
    const exit = await run(tools, compileHost);
    assert.deepEqual(exit, { how: 'failed', reason: 'cannot start "main.mjs": no command for a compile-host' });
  }
});
