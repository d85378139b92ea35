/** That nothing of ours outlives us, however we end. Leaves out the adapter contract. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { fakeAdapter } from './fake-adapter.ts';

const deaf = `process.on('SIGTERM', () => 0); process.exit = () => 0; setInterval(() => 0, 1000)`;
const limits = { timeout: 240_000 };

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a program of ours that holds an adapter and then does `next`; `act` is called when the adapter lives. Resolves when the program has
 * ended and the adapter is gone, which a connection of the adapter's tells by its end. Rejects where the adapter never lived.
 */
async function run(before: string, endMs: number, next: string, act: (pid: number) => void): Promise<End> {
  const witness = createServer();
  await once(witness.listen(0, '127.0.0.1'), 'listening');
  const { port } = witness.address() as AddressInfo;
  const command = fakeAdapter({}, `${before}; require('node:net').connect(${port}, '127.0.0.1').on('error', () => 0)`);
  const adapterGone = once(witness, 'connection').then(([socket]) =>
    once(
      socket.resume().on('error', () => undefined),
      'close',
    ),
  );
  const loader = new URL('../../../ts-node.mjs', import.meta.url).href;
  const source = `
    import { startAdapter } from '${new URL('./adapter-process.ts', import.meta.url).href}';
    const adapter = startAdapter({ command: ${JSON.stringify(command)}, bounds: { endMs: ${endMs}, answerMs: 120_000 } });
    await adapter.request('hello', {});
    process.stdout.write('alive');
    ${next}`;
  const args = ['--import', loader, '--input-type=module', '-e', source];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let lived = false;
  child.stdout.once('data', () => {
    lived = true;
    act(child.pid ?? 0);
  });
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    assert.ok(lived, `the program ended with ${code ?? signal} before its adapter lived`);
    await adapterGone;
    return { code, signal };
  } finally {
    witness.close();
  }
}

test('a signal that ends us ends the adapter first, in good order', limits, async () => {
  const end = await run('', 30_000, '', (pid) => process.kill(pid, 'SIGTERM'));
  assert.deepEqual(end, { code: null, signal: 'SIGTERM' });
});

test('a deaf adapter is ended by force', limits, async () => {
  const end = await run(deaf, 100, '', (pid) => process.kill(pid, 'SIGINT'));
  assert.deepEqual(end, { code: null, signal: 'SIGINT' });
});

test('a second signal waits for nothing', limits, async () => {
  const again = `process.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))`;
  const end = await run(deaf, 600_000, again, (pid) => process.kill(pid, 'SIGINT'));
  assert.deepEqual(end, { code: null, signal: 'SIGINT' });
});

test('an exit of ours takes the adapter along', limits, async () => {
  assert.deepEqual(await run(deaf, 600_000, 'process.exit(5)', () => undefined), { code: 5, signal: null });
});
