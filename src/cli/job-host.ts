/**
 * `wireproof job-host`: the program that a node starts to run a kernel. It loads the kernel in a thread, connects as a job host, and
 * carries tasks and their wishes between the two, until the computation is over or the node is gone.
 *
 * Exit codes are those of the original's host: 0 done, 2 the module cannot be loaded, 3 it has no tasks or `Init` threw, 5 it failed later.
 * Leaves out the host's protocol (src/node/cluster/host). Source: spec/cluster.md section 7.8 and Appendix D.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import { createMachineHost, type MachineHost } from '../host/machine-host.ts';
import { createJobHost, defaultEndpointOptions } from '../node/cluster/index.ts';
import type { JobHostCommand, JobHostEvent } from '../node/cluster/index.ts';
import type { Address } from '../lib/machine.ts';
import { addressText, type ClusterAddress, parseAddress } from '../protocols/cluster/index.ts';
import type { FromKernel, KernelRequest, ToKernel } from './kernel-messages.ts';

/** As the original's host ends. Source: Appendix D. */
const exitCodes = { done: 0, failed: 5 } as const;
/** A task that waits for others must not keep them from running, so there are two places at least. */
const WORKERS_MIN = 2;

interface Loaded {
  readonly worker: Worker;
  readonly classes: readonly string[];
}

/** The subcommand; nodes start it, people do not. */
export function jobHostCommand(): Command {
  return new Command('job-host')
    .description('run a kernel for a cluster node, which starts this program')
    .argument('<file>', 'the kernel, an ES module')
    .argument('<port>', 'port of the node')
    .argument('<employer>', 'for whom, 16 hexadecimal digits')
    .requiredOption('--node <host>', 'host of the node')
    .action(async (file: string, port: string, employer: string, { node }: { readonly node: string }) => {
      const loaded = await loadKernel(file);
      if (typeof loaded === 'number') process.exitCode = loaded;
      else process.exitCode = await serve(loaded, { host: node, port: Number(port) }, parseAddress(employer));
    });
}

/** The kernel in a thread of its own, or the exit code where it cannot be had. */
function loadKernel(file: string): Promise<Loaded | number> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./kernel-worker.${extension}`, import.meta.url), { workerData: file });
  return new Promise((resolve) => {
    const fail = (code: number, reason: string): void => {
      process.stderr.write(`job-host: ${reason}\n`);
      void worker.terminate().then(() => resolve(code));
    };
    worker.once('message', (first: FromKernel) => {
      if (first.kind === 'loaded') resolve({ worker, classes: first.classes });
      else fail(first.kind === 'unloadable' ? first.code : exitCodes.failed, saidBy(first));
    });
    worker.once('error', (error) => fail(exitCodes.failed, error.message));
  });
}

function saidBy(message: FromKernel): string {
  return 'reason' in message ? message.reason : `it said ${message.kind} before it was loaded`;
}

/** Runs the computation to its end; gives the exit code. */
async function serve({ worker, classes }: Loaded, at: Address, employer: ClusterAddress): Promise<number> {
  const workers = Math.max(WORKERS_MIN, availableParallelism());
  const machine = createJobHost({ ...defaultEndpointOptions, employer, classes, workers });
  let code: number = exitCodes.done;
  let over: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => (over = resolve));
  const fail = (reason: string): void => {
    process.stderr.write(`job-host: ${reason}\n`);
    code = exitCodes.failed;
  };
  const host: MachineHost<JobHostCommand> = createMachineHost({
    machine,
    folder: process.cwd(),
    onEvent: (event) => {
      if (event.kind === 'refused') fail(event.reason);
      if (event.kind === 'refused' || event.kind === 'over') over();
      else tellKernel(worker, event);
    },
  });
  const breakDown = (reason: string): void => {
    fail(reason);
    host.command({ kind: 'log', text: `${reason}\n` });
    host.command({ kind: 'terminate' });
  };
  worker.on('message', (message: FromKernel) => hear(host, message, breakDown));
  worker.on('error', (error) => breakDown(`the kernel broke: ${error.message}`));
  host.command({ kind: 'connect', at });
  await isOver;
  await new Promise<void>((resolve) => host.close(resolve));
  await worker.terminate();
  return code;
}

function tellKernel(worker: Worker, event: JobHostEvent): void {
  const tell = (message: ToKernel): void => worker.postMessage(message);
  if (event.kind === 'connected') tell({ kind: 'self', self: addressText(event.self) });
  else if (event.kind === 'task')
    tell({ kind: 'task', task: event.task, className: event.className, data: event.data });
  else if (event.kind === 'notice') process.stderr.write(`job-host: ${event.text}\n`);
  else if (event.kind === 'hosts')
    tell({ kind: 'hosts', primary: addressText(event.primary), hosts: event.hosts.map(addressText) });
}

/** Ambiguity: what becomes of a computation whose task fails is not told to anybody (row 37); ours logs it and ends all hosts. */
function hear(host: MachineHost<JobHostCommand>, message: FromKernel, breakDown: (reason: string) => void): void {
  if (message.kind === 'done') host.command({ kind: 'task-done', task: message.task });
  else if (message.kind === 'failed') breakDown(`task ${message.className} failed: ${message.reason}`);
  else if (message.kind === 'request') host.command(commandOf(message.request));
}

function commandOf(request: KernelRequest): JobHostCommand {
  if (request.kind !== 'schedule') return request;
  const { to, ...rest } = request;
  return to === undefined ? rest : { ...rest, to: parseAddress(to) };
}
