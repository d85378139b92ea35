/** That nothing of ours outlives us, however we end. Leaves out the adapter contract. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fakeAdapter } from './fake-adapter.ts';
import { markedProcesses } from '../process-table.ts';
import { markName } from './process-group.ts';

const deaf = `process.on('SIGTERM', () => 0); process.exit = () => 0; setInterval(() => 0, 1000)`;
const program = (command: readonly string[], endMs: number, then: string): string => `
  import { startAdapter } from '${new URL('./adapter-process.ts', import.meta.url).href}';
  const adapter = startAdapter({ command: ${JSON.stringify(command)}, bounds: { endMs: ${endMs} } });
  const answer = await adapter.request('mark', {});
  process.stdout.write(answer.ok.mark);
  ${then}`;

interface End {
  readonly marks: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a program of ours that holds an adapter, does `act` when the adapter lives, and gives how the program ended. */
async function run(source: string, act: (pid: number) => void): Promise<End> {
  const loader = new URL('../../../ts-node.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let marks = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    marks += text;
    if (child.pid !== undefined) act(child.pid);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { marks: `${markName}=${marks}`, code, signal };
}

const operations = { mark: `ok({ mark: process.env.${markName} })` };

test('a signal that ends us ends the adapter first, in good order', async () => {
  const { marks, signal } = await run(program(fakeAdapter(operations), 5_000, ''), (pid) =>
    process.kill(pid, 'SIGTERM'),
  );
  assert.equal(signal, 'SIGTERM');
  assert.deepEqual(markedProcesses(marks), []);
});

test('a deaf adapter is ended by force, also by the second signal at once', async () => {
  const bounded = await run(program(fakeAdapter(operations, deaf), 100, ''), (pid) => process.kill(pid, 'SIGINT'));
  assert.equal(bounded.signal, 'SIGINT');
  assert.deepEqual(markedProcesses(bounded.marks), []);
  const again = `process.on('SIGUSR2', () => 0); process.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))`;
  const twice = await run(program(fakeAdapter(operations, deaf), 60_000, again), (pid) => process.kill(pid, 'SIGINT'));
  assert.equal(twice.signal, 'SIGINT');
  assert.deepEqual(markedProcesses(twice.marks), []);
});

test('an exit of ours takes the adapter along', async () => {
  const { marks, code } = await run(program(fakeAdapter(operations, deaf), 60_000, 'process.exit(5)'), () => undefined);
  assert.equal(code, 5);
  assert.deepEqual(markedProcesses(marks), []);
});
