/** Kernels and builds for real: a node over TCP, its tools as processes, clients of ours. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createMachineHost, type MachineHost } from '../host/machine-host.ts';
import type { Address, Machine } from '../lib/machine.ts';
import {
  createClusterClient,
  createClusterServer,
  createCompileClient,
  createJobClient,
} from '../node/cluster/index.ts';
import { defaultEndpointOptions, defaultServerOptions, type ServerCommand } from '../node/cluster/index.ts';
import { readPackage, writePackage } from '../protocols/cluster/index.ts';
import { packageRoot } from './suite.ts';
import { ownTools } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'cluster-tools-'));
const hosts: MachineHost<never>[] = [];
let at: Address;
/** Of everything here together; a loaded machine starts a process in seconds. */
const deadlineMs = 90_000;

interface Played<Command, Event> {
  readonly events: Event[];
  command(command: Command): void;
  /** The first event, past or to come, that fits. */
  heard(fits: (event: Event) => boolean): Promise<Event>;
}

function play<Command, Event>(name: string, machine: Machine<Command, Event>): Played<Command, Event> {
  const events: Event[] = [];
  const waiting = new Set<() => void>();
  const onEvent = (event: Event): void => {
    events.push(event);
    for (const look of [...waiting]) look();
  };
  const host = createMachineHost({ machine, folder: join(folder, name), onEvent, tools: ownTools(['/bin/sh']) });
  hosts.push(host as unknown as MachineHost<never>);
  const heard = (fits: (event: Event) => boolean): Promise<Event> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not heard; ${JSON.stringify(events, textOf)}`)), deadlineMs);
      const look = (): void => {
        const found = events.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { events, heard, command: (command) => host.command(command) };
}

const textOf = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString(16) : value);

before(async () => {
  const policy = { ...defaultServerOptions.policy, kernels: true, compilers: true };
  const server = createClusterServer({ ...defaultServerOptions, policy, uuid: '10'.repeat(16), name: 'alpha' });
  const node = play<ServerCommand, { kind: string; ticket?: number; listen?: Address }>('node', server);
  node.command({ kind: 'create-net', ticket: 1, uuid: 'a0'.repeat(16), name: 'lab', listen: { host: '::1', port: 0 } });
  await node.heard(({ ticket }) => ticket === 1);
  node.command({ kind: 'open-net', ticket: 2 });
  const opened = await node.heard(({ kind, ticket }) => kind === 'failed' || (kind === 'done' && ticket === 2));
  assert.ok(opened.listen !== undefined, JSON.stringify(node.events, textOf));
  at = opened.listen;
});
after(async () => {
  await Promise.all(hosts.map((host) => new Promise<void>((resolve) => host.close(resolve))));
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string) => ({ path: [name], content: new Uint8Array(Buffer.from(text)) });
const kernelOf = (text: string, ...files: readonly ReturnType<typeof file>[]): Uint8Array =>
  writePackage([{ words: ['node'], root: ['main.mjs'], files: [file('main.mjs', text), ...files] }]);

/** What a computation of that kernel came to. */
async function compute(name: string, octets: Uint8Array, input: string) {
  const client = play(name, createJobClient(defaultEndpointOptions));
  client.command({ kind: 'run', at, package: octets, input: new Uint8Array(Buffer.from(input)) });
  const end = await client.heard(({ kind }) => kind === 'success' || kind === 'failure');
  return end.kind === 'success' ? Buffer.from(end.output).toString() : end;
}

/** Waits until the node says that nothing runs on it. */
async function untilIdle(name: string): Promise<void> {
  const client = play(name, createClusterClient({ ...defaultEndpointOptions, service: 'client' }));
  client.command({ kind: 'connect', at });
  const connected = await client.heard(({ kind }) => kind === 'connected');
  assert.ok(connected.kind === 'connected');
  for (let ticket = 1; ; ticket += 1) {
    client.command({ kind: 'ask', ticket, query: { kind: 'status', node: connected.node } });
    const told = await client.heard((event) => 'ticket' in event && event.ticket === ticket);
    const answer = told.kind === 'answered' ? told.answer : null;
    if (answer?.kind === 'status' && answer.status.progressTotal === 0) return;
  }
}

/** Squares in parts on all hosts, summed where `Main` ran. */
const squares = `
import { square } from './square.mjs';
let [sum, missing, whole] = [0, 0, () => undefined];
export const tasks = {
  Init: () => { missing = 0; },
  Main: async (data, context) => {
    const numbers = String.fromCharCode(...data).split(',').map(Number);
    missing = numbers.length;
    const done = new Promise((resolve) => (whole = resolve));
    context.log('begins with ' + missing);
    for (const number of numbers) context.schedule('Part', Uint8Array.of(number));
    await done;
    context.progress(1, 1);
    context.result(new TextEncoder().encode(sum + ' on ' + context.hosts.length + ' ' + (context.self === context.primary)));
    context.terminate();
  },
  Part: (data, context) => context.schedule('Sum', Uint8Array.of(square(data[0])), 0, context.primary),
  Sum: (data) => { sum += data[0]; missing -= 1; if (missing === 0) whole(); },
};
`;

test('a kernel computes: launched by a job client, run in a process, its result comes back', async () => {
  const logger = play('logger', createClusterClient({ ...defaultEndpointOptions, service: 'logger' }));
  logger.command({ kind: 'connect', at });
  await logger.heard(({ kind }) => kind === 'connected');
  const octets = kernelOf(squares, file('square.mjs', 'export const square = (number) => number * number;'));
  assert.equal(await compute('job', octets, '1,2,3,4'), '30 on 1 true');
  const line = await logger.heard(({ kind }) => kind === 'line');
  assert.equal(line.kind === 'line' && line.text, 'begins with 4');
  await untilIdle('idle');
});

test('a kernel that cannot be loaded gives no host, and one without tasks neither', async () => {
  for (const [name, text] of [
    ['throws', "throw new Error('no tasks today');"],
    ['empty', 'export const other = 1;'],
    ['init', "export default { Init: () => { throw new Error('no'); } };"],
  ] as const) {
    const end = await compute(name, kernelOf(text), '');
    assert.ok(
      typeof end !== 'string' && end.kind === 'failure' && end.state === 'noNodes',
      JSON.stringify(end, textOf),
    );
  }
});

test('a task that fails is logged and ends the host', async () => {
  const logger = play('failure-logger', createClusterClient({ ...defaultEndpointOptions, service: 'logger' }));
  logger.command({ kind: 'connect', at });
  await logger.heard(({ kind }) => kind === 'connected');
  const client = play('failing', createJobClient(defaultEndpointOptions));
  const octets = kernelOf('export default { Main: (data, context) => context.schedule(1) };');
  client.command({ kind: 'run', at, package: octets, input: new Uint8Array(0) });
  const line = await logger.heard(({ kind }) => kind === 'line');
  assert.equal(line.kind === 'line' && line.text, 'task Main failed: className is a text without NUL');
  await untilIdle('idle-again');
});

test('the kernel of the README computes', async () => {
  const page = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const lines = /^ {4}let left[\s\S]*?^ {4}};$/m.exec(page)?.[0] ?? '';
  assert.equal(
    await compute(
      'readme',
      kernelOf(
        lines
          .split('\n')
          .map((line) => line.slice(4))
          .join('\n'),
      ),
      '1 2 3 4',
    ),
    '30',
  );
  await untilIdle('readme-idle');
});

test('sources are built by the configured command; its output is logged, what it wrote comes back', async () => {
  const logger = play('build-logger', createClusterClient({ ...defaultEndpointOptions, service: 'logger' }));
  logger.command({ kind: 'connect', at });
  await logger.heard(({ kind }) => kind === 'connected');
  const client = play('compile', createCompileClient(defaultEndpointOptions));
  const script =
    'echo builds for $WIREPROOF_WORDS\necho x > $WIREPROOF_OUTPUT/prog.dll\necho y > $WIREPROOF_OUTPUT/_scratch\n';
  const octets = writePackage([{ words: ['sources'], root: ['prog.sh'], files: [file('prog.sh', script)] }]);
  client.command({ kind: 'connect', at });
  await client.heard(({ kind }) => kind === 'connected');
  client.command({ kind: 'compile', words: 'x64-windows-release', package: octets, to: null });
  const end = await client.heard(({ kind }) => kind === 'compiled' || kind === 'failed');
  assert.ok(end.kind === 'compiled', JSON.stringify(end, textOf));
  const pack = readPackage(end.package);
  assert.ok(pack.kind === 'ok');
  assert.deepEqual(pack.value.assets, [{ words: ['windows', 'x64'], number: 1, root: 'prog.dll' }]);
  assert.deepEqual(
    pack.value.files.map(({ path }) => path.join('/')),
    ['prog.dll'],
  );
  const line = await logger.heard(({ kind }) => kind === 'line');
  assert.equal(line.kind === 'line' && line.text, 'builds for x64-windows-release');
});

test('a build that fails tells its exit code', async () => {
  const client = play('failing-build', createCompileClient(defaultEndpointOptions));
  const octets = writePackage([{ words: ['sources'], root: ['prog.sh'], files: [file('prog.sh', 'exit 7\n')] }]);
  client.command({ kind: 'connect', at });
  await client.heard(({ kind }) => kind === 'connected');
  client.command({ kind: 'compile', words: '', package: octets, to: null });
  const end = await client.heard(({ kind }) => kind === 'compiled' || kind === 'failed');
  assert.equal(end.kind === 'failed' && end.reason, '#7');
});

test('sources of a kernel are built and run', async () => {
  const script = `mkdir -p .output/node; cat > .output/node/main.mjs <<'END'
export const tasks = { Main: (data, context) => { context.result(data); context.terminate(); } };
END
`;
  const octets = writePackage([{ words: ['sources'], root: ['main.sh'], files: [file('main.sh', script)] }]);
  assert.equal(await compute('job-sources', octets, 'as it came'), 'as it came');
});
