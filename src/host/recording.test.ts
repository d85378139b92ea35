/** What a host recorded of a machine's inputs replays the machine exactly: the same outputs in the same order, and the same wakes. */
import { strict as assert } from 'node:assert';
import { connect } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import type { Env, Input, Machine, Out } from '../lib/machine.ts';
import { createPrng } from '../lib/prng.ts';
import {
  type NodeCommand,
  type NodeEvent,
  type OwnerCommand,
  type OwnerEvent,
  createJobNode,
  createJobOwner,
  defaultNodeOptions,
} from '../node/job/index.ts';
import { createMachineHost } from './machine-host.ts';
import { type Bench, createBench, soon } from './toy-machine.ts';

let bench: Bench;
beforeEach(() => void (bench = createBench()));
afterEach(() => bench.undo());

interface Recorded<Command> {
  readonly env: Env;
  readonly input: Input<Command>;
}

/** The machine with each of its outputs and wakes written down. */
function traced<Command, Event>(machine: Machine<Command, Event>, trace: string[]): Machine<Command, Event> {
  return {
    get wakeAtUs() {
      return machine.wakeAtUs;
    },
    step: (input, env, out) => {
      trace.push(`${env.nowUs} ${input.kind}`);
      machine.step(input, env, tracedOut(out, trace));
      trace.push(`wake ${machine.wakeAtUs}`);
    },
  };
}

function tracedOut<Event>(out: Out<Event>, trace: string[]): Out<Event> {
  return new Proxy(out, {
    get: (target, name) => {
      const output = target[name as keyof Out<Event>] as (...args: readonly unknown[]) => void;
      return (...args: readonly unknown[]) => {
        trace.push(`${String(name)} ${args.map(textOf).join(' ')}`);
        output.apply(target, [...args]);
      };
    },
  });
}

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : JSON.stringify(value);

/** Hosts `machine` and gives what was recorded and traced. */
function record<Command, Event>(name: string, machine: Machine<Command, Event>, onEvent: (event: Event) => void) {
  const inputs: Recorded<Command>[] = [];
  const trace: string[] = [];
  const host = createMachineHost<Command, Event>({
    machine: traced(machine, trace),
    folder: `${bench.folder}/${name}`,
    onEvent,
    record: (nowUs, wallMs, input) => {
      const copy = 'data' in input && input.data !== null ? { ...input, data: input.data.slice() } : input;
      inputs.push({ env: { nowUs, wallMs }, input: copy });
    },
  });
  bench.later(() => host.crash());
  return { host, inputs, trace };
}

/** The trace of a machine that is given the recorded inputs, with no host at all. */
function replayed<Command, Event>(
  machine: Machine<Command, Event>,
  inputs: readonly Recorded<Command>[],
): readonly string[] {
  const trace: string[] = [];
  const nowhere = new Proxy({} as Out<Event>, { get: () => () => undefined });
  const again = traced(machine, trace);
  for (const { env, input } of inputs) again.step(input, env, nowhere);
  return trace;
}

/** A machine that uses all it is given: seed, times, bytes. */
function dice(): Machine<'listen', string> {
  let prng = createPrng(0);
  let wakeAtUs: number | null = null;
  const react = (input: Input<'listen'>, env: Env, out: Out<string>): void => {
    if (input.kind === 'start') prng = createPrng(input.seed);
    if (input.kind === 'command') out.listen(1, { host: '127.0.0.1', port: 0 });
    if (input.kind === 'listening') out.event(JSON.stringify(input.address));
    if (input.kind === 'bytes') wakeAtUs = env.nowUs + prng.below(5_000);
    if (input.kind === 'wake') wakeAtUs = null;
    if (input.kind === 'wake') out.send(1, Buffer.from(`${env.wallMs} ${prng.u32()}\n`));
    if (input.kind === 'eof') out.end(1);
  };
  return {
    get wakeAtUs() {
      return wakeAtUs;
    },
    step: react,
  };
}

test('a machine of dice and clocks', async () => {
  let listening: (address: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => (listening = resolve));
  const { host, inputs, trace } = record('dice', dice(), listening);
  host.command('listen');
  const { port } = JSON.parse(await soon('listening', address)) as { readonly port: number };
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answers = 0;
  socket.write('?');
  socket.on('data', () => (++answers < 3 ? socket.write('?') : socket.end()));
  await soon('close', new Promise((resolve) => socket.on('close', resolve)));
  assert.ok(trace.filter((line) => line.startsWith('send')).length >= 3);
  assert.deepEqual(replayed(dice(), inputs), trace);
});

test('the job node, with a program', async () => {
  const options = { ...defaultNodeOptions, programs: true };
  let finished: (job: OwnerEvent) => void = () => undefined;
  const done = new Promise<OwnerEvent>((resolve) => (finished = resolve));
  const node = record<NodeCommand, NodeEvent>('node', createJobNode(options), () => undefined);
  const owner = record<OwnerCommand, OwnerEvent>('owner', createJobOwner(options), (event) => {
    if (event.kind === 'listening') node.host.command({ kind: 'connect', at: event.address });
    if (event.kind === 'job-finished' || event.kind === 'job-failed') finished(event);
  });
  owner.host.command({ kind: 'listen', at: { host: '127.0.0.1', port: 0 } });
  const order = {
    files: [{ name: 'run', bytes: Buffer.from('#!/bin/sh\necho ran\n') }],
    runs: [{ file: 'run', log: 'log' }],
    rets: ['log'],
  };
  owner.host.command({ kind: 'submit', ticket: 1, order });
  assert.equal((await soon('job', done)).kind, 'job-finished');
  assert.ok(node.trace.some((line) => line.startsWith('run ')));
  assert.deepEqual(replayed(createJobNode(options), node.inputs), node.trace);
  assert.deepEqual(replayed(createJobOwner(options), owner.inputs), owner.trace);
});
