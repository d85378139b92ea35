/** Ports that are nobody else's: not of another process, not of the system. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { nextPort, portsToTry } from './port-block.ts';
import { createScene } from './pulse.ts';
import { listenTcp } from './tcp-listener.ts';

const never = (): never => {
  throw new Error('nobody dials');
};

test('all ports of a block come in turn, below those of the system', async () => {
  const ports = new Set<number>();
  for (let count = 0; count < 2 * portsToTry; count += 1) ports.add(await nextPort());
  assert.equal(ports.size, portsToTry);
  assert.ok([...ports].every((port) => port > 12_288 && port < 32_768));
});

test('another process has other ports', async () => {
  const module = JSON.stringify(new URL('./port-block.ts', import.meta.url).href);
  // Where it looks first hangs on its number: with ours it wants our block.
  const script = `
    Object.defineProperty(process, 'pid', { value: ${process.pid} });
    const { nextPort } = await import(${module});
    console.log(await nextPort());`;
  const args = [...process.execArgv.filter((word) => word !== '--test'), '--input-type=module', '--eval', script];
  const own = await nextPort();
  // It is no test file, whatever it inherits, and says nothing but its port.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const other = Number(stdout);
  assert.ok(other > 12_288 && other < 32_768);
  assert.notEqual(Math.floor(other / 128), Math.floor(own / 128));
});

test('a port that somebody listens on is passed over', async () => {
  const taken = (await nextPort()) + 1;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: taken }, resolve));
  const listener = await listenTcp(createScene(), never);
  assert.equal(listener.address.port, taken + 1);
  listener.close();
  server.close();
});
