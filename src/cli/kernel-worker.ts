/**
 * The thread of a kernel: loads its module and runs its tasks, so that a task that computes for long does not keep its host from
 * telling that it lives. Leaves out the host (job-host.ts). Source: spec/cluster.md section 7.8.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { type KernelContext, type KernelTasks, tasksOf } from './kernel.ts';
import type { FromKernel, KernelRequest, ToKernel } from './kernel-messages.ts';

/** Movable and counted: what the original gives a task that nothing is said of. Source: 5.7, B.5. */
const DEFAULT_FLAGS = 5;

let place: Pick<KernelContext, 'self' | 'primary' | 'hosts'> = { self: '', primary: '', hosts: [] };
const context: KernelContext = {
  get self() {
    return place.self;
  },
  get primary() {
    return place.primary;
  },
  get hosts() {
    return place.hosts;
  },
  schedule: (className, data, flags = DEFAULT_FLAGS, to) => {
    demand(typeof className === 'string' && !className.includes('\0'), 'className is a text without NUL');
    demand(data instanceof Uint8Array, 'data is a Uint8Array');
    demand(isWord(flags), 'flags are 32 bits');
    demand(to === undefined || /^[0-9a-fA-F]{16}$/.test(to), 'to is an address of sixteen hexadecimal digits');
    ask({ kind: 'schedule', className, data, flags, ...(to === undefined ? {} : { to }) });
  },
  result: (output) => {
    demand(output instanceof Uint8Array, 'output is a Uint8Array');
    ask({ kind: 'result', output });
  },
  log: (line) => ask({ kind: 'log', text: `${line}\n` }),
  progress: (complete, total) => {
    demand(isWord(complete) && isWord(total), 'complete and total are whole numbers of 32 bits');
    ask({ kind: 'progress', complete, total });
  },
  terminate: () => ask({ kind: 'terminate' }),
};

/** A kernel's mistake is its task's failure. */
function demand(condition: boolean, sentence: string): void {
  if (!condition) throw new TypeError(sentence);
}

function isWord(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function tell(message: FromKernel): void {
  parentPort?.postMessage(message);
}

function ask(request: KernelRequest): void {
  tell({ kind: 'request', request });
}

const tasks = await load(String(workerData));
if (tasks !== null) {
  parentPort?.on('message', (message: ToKernel) => {
    if (message.kind === 'task') void run(tasks, message);
    else place = { ...place, ...message };
  });
  tell({ kind: 'loaded', classes: Object.keys(tasks) });
}

/** Null where it cannot be had; that is told. */
async function load(file: string): Promise<KernelTasks | null> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return unloadable(2, textOf(error));
  }
  const found = tasksOf(module);
  if (found === null) return unloadable(3, 'the module exports no tasks');
  try {
    await found['Init']?.(new Uint8Array(0), context);
  } catch (error) {
    return unloadable(3, textOf(error));
  }
  return found;
}

function unloadable(code: 2 | 3, reason: string): null {
  tell({ kind: 'unloadable', code, reason });
  return null;
}

async function run(all: KernelTasks, { task, className, data }: Extract<ToKernel, { kind: 'task' }>): Promise<void> {
  try {
    await all[className]?.(data, context);
    tell({ kind: 'done', task });
  } catch (error) {
    tell({ kind: 'failed', className, reason: textOf(error) });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
