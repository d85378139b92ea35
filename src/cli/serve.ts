/**
 * `wireproof serve --config FILE`: the reference as a server of its own: a job owner, a job node, a cluster node; events as JSON lines on
 * standard output.
 *
 * SIGTERM and SIGINT end it in good order with exit code 0; what it cannot do (a taken port, a rejected Join) ends it with 4.
 * Leaves out the protocol (src/node/job) and what the roles do (serve-roles.ts). Source: DESIGN "Command line".
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { Command } from 'commander';
import { faultSentence } from '../host/fault-sentence.ts';
import { lockFolder } from '../host/folder-lock.ts';
import { createJsonWriter, readJsonLines } from '../host/json-lines.ts';
import { watchLeaving } from '../host/leaving.ts';
import { createMachineHost } from '../host/machine-host.ts';
import { killLeft } from '../host/process-groups.ts';
import type { JsonObject } from '../lib/contract.ts';
import { HostError, UsageError } from '../lib/errors.ts';
import { createJobNode, createJobOwner } from '../node/job/index.ts';
import { type ServeConfig, loadServeConfig, readJobEntry } from './serve-config.ts';
import { serveCluster } from './serve-cluster.ts';
import { type Launch, type ServeSink, type Serving, serveNode, serveOwner } from './serve-roles.ts';
import { ownTools } from './tools.ts';

interface ServeOptions {
  readonly config: string;
  readonly printConfig?: true;
  readonly stdin?: true;
}

const exitBroke = 4;
/** How long the end in good order may take. */
const endMs = 8_000;
const lineOctets = 16 * 1024 * 1024;

/** The subcommand; it ends by a signal, or by what it cannot do. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run a reference owner or node of a protocol; its events are JSON lines on standard output')
    .requiredOption('--config <file>', 'its configuration, JSON')
    .option('--print-config', 'print the configuration with all defaults, and end')
    .option('--stdin', 'an owner takes jobs as JSON lines from standard input: {"submit": {...}} or {"stop-job": "ID"}')
    .action(async (options: ServeOptions) => {
      const config = loadServeConfig(options.config);
      if (options.printConfig) process.stdout.write(`${JSON.stringify(config, plainValue, 2)}\n`);
      else process.exitCode = await serve(config, options.stdin ?? false);
    });
}

/** Memory and clocks are counted in 64 bits, which JSON has no numbers for; none is so large that octets of it would be lost. */
function plainValue(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Serves until a signal comes or it cannot go on; gives the exit code. Throws UsageError and HostError before it has begun. */
async function serve(given: ServeConfig, fromStdin: boolean): Promise<number> {
  if (fromStdin && given.role !== 'owner')
    throw new UsageError('--stdin brings jobs, which only an owner takes; leave it out');
  const config = { ...given, folder: makeFolder(given.folder) };
  const unlock = lockFolder(config.folder);
  const atOnce = (): void => {
    killLeft(config.folder);
    unlock();
  };
  const end = createEnd();
  const sink = createSink(end);
  const serving = await begin(config, sink).catch((error: unknown) => {
    unlock();
    throw error;
  });
  const inOrder = once(() => new Promise<void>((resolve) => serving.stop(resolve)));
  const unwatch = watchLeaving({ inOrder, atOnce }, endMs, 0);
  void submitAll(config, serving, sink).then(() => (fromStdin ? takeJobs(serving, sink) : undefined));
  await end.reached;
  await withBound(inOrder(), endMs);
  process.stdin.destroy();
  unwatch();
  atOnce();
  return end.code;
}

/** Throws HostError. */
function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return realpathSync(folder);
  } catch (error) {
    throw new HostError(`cannot make the folder ${folder}: ${faultSentence(error)}`);
  }
}

/** The end that is not asked for by a signal. */
interface End {
  readonly reached: Promise<void>;
  code: number;
  reach(code: number): void;
}

function createEnd(): End {
  let resolve: () => void = () => undefined;
  const reached = new Promise<void>((settle) => (resolve = settle));
  const end: End = {
    reached,
    code: 0,
    reach: (code) => {
      end.code = Math.max(end.code, code);
      resolve();
    },
  };
  return end;
}

function createSink(end: End): ServeSink {
  const writer = createJsonWriter(process.stdout, () => end.reach(0));
  return {
    log: ({ kind, ...rest }) => writer.write({ time: new Date().toISOString(), event: kind, ...rest }),
    fail: (reason) => {
      process.stderr.write(`wireproof: ${reason}\n`);
      end.reach(exitBroke);
    },
    end: () => end.reach(0),
  };
}

async function begin(config: ServeConfig, sink: ServeSink): Promise<Serving> {
  const { folder } = config;
  const tools = config.role === 'cluster-node' ? ownTools(config.compiler) : {};
  const launch: Launch = (machine, onEvent) => createMachineHost({ machine, folder, onEvent, tools });
  if (config.role === 'cluster-node') return serveCluster(config, launch, sink);
  if (config.role === 'owner') return serveOwner(config, createJobOwner(config.options), launch, sink);
  return serveNode(config, createJobNode(config.options), launch, sink);
}

/** The jobs of the configuration. */
async function submitAll(config: ServeConfig, serving: Serving, sink: ServeSink): Promise<void> {
  if (config.role !== 'owner') return;
  for (const entry of config.submit) await serving.submit(entry).catch((error: Error) => sink.fail(error.message));
}

/** Jobs from standard input, until it ends; a line that is no good is told in the log. */
async function takeJobs(serving: Serving, sink: ServeSink): Promise<void> {
  for await (const line of readJsonLines(process.stdin, lineOctets)) {
    try {
      if (line.kind === 'bad') throw new UsageError(`this line ${line.reason}`);
      await takeLine(line.value, serving);
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof HostError)) throw error;
      sink.log({ kind: 'bad-request', reason: error.message });
    }
  }
}

async function takeLine(line: JsonObject, serving: Serving): Promise<void> {
  const { submit, 'stop-job': job } = line;
  if (submit !== undefined) return serving.submit(readJobEntry(submit, process.cwd()));
  if (typeof job === 'string') return serving.stopJob(job);
  throw new UsageError('this line has neither "submit" with a job nor "stop-job" with the id of one');
}

/** `act` at its first call; later calls give what the first one gave. */
function once<T>(act: () => T): () => T {
  let given: { readonly value: T } | null = null;
  return () => (given ??= { value: act() }).value;
}

async function withBound(done: Promise<void>, boundMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([done, new Promise<void>((resolve) => (timer = setTimeout(resolve, boundMs)))]);
  clearTimeout(timer);
}
