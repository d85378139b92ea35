/**
 * The tools of a simulated cluster: kernels that scenarios name in the first line of their modules, and the compile host that tells a
 * node what sources that are scripts have built. A kernel does in virtual time what its module does on a real host.
 *
 * Leaves out how programs start and end (processes.ts) and the protocol (src/node/cluster). Source: spec/cluster.md sections 7.8 and 7.9.
 */
import { buildFailure, compileHostService, createClusterEndpoint, createJobHost } from '../src/node/cluster/index.ts';
import { defaultEndpointOptions, isPacked, OUTPUT_FOLDER, OUTPUT_PACKAGE } from '../src/node/cluster/index.ts';
import { type EndpointEvent, type JobHostEvent, outputName, packOutput } from '../src/node/cluster/index.ts';
import { clusterLimits, clusterMessages, parseAddress, verbs } from '../src/protocols/cluster/index.ts';
import { encode } from '../src/wire/index.ts';
import type { Machine } from '../src/lib/machine.ts';
import type { BuildEnd, KernelStart, MachineProgram, ProgramHandle, SimTools } from './tools.ts';

/** A task of a simulated kernel: what it yields are microseconds that it takes. */
type SimTask = (data: Uint8Array, handle: ProgramHandle) => Generator<number, void> | undefined;

interface SimKernel {
  /** From its start until it is loaded. */
  readonly loadUs: number;
  /** The exit code of one that cannot be loaded; else its tasks by class. */
  readonly tasks: number | Readonly<Record<string, SimTask>>;
}

const LOAD_US = 50_000;
const LONG_US = 60_000_000;
const WORKERS = 2;
/** How a host ends whose module cannot be loaded, and one that failed later. Source: Appendix D. */
const NOT_LOADED = 2;
const FAILED = 5;

function* waits(): Generator<number, void> {
  for (;;) yield LONG_US;
}

const givesBack: SimTask = (data, { command }) => {
  command({ kind: 'result', output: data });
  command({ kind: 'terminate' });
  return undefined;
};

const kernels: Readonly<Record<string, SimKernel>> = {
  'gives-back': { loadUs: LOAD_US, tasks: { Main: givesBack } },
  waits: { loadUs: LOAD_US, tasks: { Main: waits } },
  'starts-slowly': { loadUs: 2_500_000, tasks: { Main: waits } },
  'ends-early': { loadUs: LOAD_US, tasks: NOT_LOADED },
};

/** The tools of every simulated cluster. */
export const clusterPrograms: SimTools = {
  kernels: Object.fromEntries(
    Object.entries(kernels).map(([name, kernel]) => [name, (start: KernelStart) => runKernel(kernel, start)]),
  ),
  compileHost: (end) => tellBuild(end),
};

const runKernel = ({ loadUs, tasks }: SimKernel, { node, employer }: KernelStart): MachineProgram => {
  const known = typeof tasks === 'number' ? {} : tasks;
  const options = { ...defaultEndpointOptions, employer: parseAddress(employer), workers: WORKERS };
  const machine = createJobHost({ ...options, classes: Object.keys(known) });
  const loaded = (handle: ProgramHandle): void => {
    if (typeof tasks === 'number') handle.exit(tasks);
    else handle.command({ kind: 'connect', at: node });
  };
  const heard = (event: JobHostEvent, handle: ProgramHandle): void => {
    if (event.kind === 'ready') handle.later(loadUs, () => loaded(handle));
    else if (event.kind === 'task') runTask(event.task, known[event.className]?.(event.data, handle), handle);
    else if (event.kind === 'refused') handle.exit(FAILED);
    else if (event.kind === 'over') handle.exit(0);
  };
  return program(machine, heard);
};

const runTask = (task: number, steps: Generator<number, void> | undefined, handle: ProgramHandle): void => {
  const next = steps?.next() ?? { done: true };
  if (next.done === true) handle.command({ kind: 'task-done', task });
  else handle.later(next.value, () => runTask(task, steps, handle));
};

/** What the build printed stays in its log: scenarios look at the outcome. */
const tellBuild = (end: BuildEnd): MachineProgram => {
  const machine = createClusterEndpoint({ ...defaultEndpointOptions, service: compileHostService });
  return program(machine, (event: EndpointEvent, handle) => {
    if (event.kind === 'ready') handle.command({ kind: 'connect', at: end.node });
    else if (event.kind === 'refused' || event.kind === 'closed') handle.exit(FAILED);
    else if (event.kind === 'connected') {
      handle.command({ kind: 'send', verb: verbs.compileNotice, to: event.node, payload: noticeOf(end) });
      handle.later(0, () => handle.exit(0));
    }
  });
};

const noticeOf = (end: BuildEnd): Uint8Array => {
  const problem = end.code === 0 ? packBuild(end) : buildFailure(end.code);
  const texts = problem === null ? { first: OUTPUT_PACKAGE, second: OUTPUT_FOLDER } : { first: problem, second: '' };
  const value = { requester: parseAddress(end.requester), status: problem === null ? 0 : 1, ...texts };
  return encode(clusterMessages(clusterLimits).compileNoticeTexts, value);
};

/** Writes the package of what was built; a sentence where that is nothing. */
const packBuild = ({ disk, folder, program: root, words }: BuildEnd): string | null => {
  const name = outputName(words);
  const top = `${folder}/${OUTPUT_FOLDER}/${name}`;
  const paths = disk.list(top).filter((path) => !path.endsWith('/') && isPacked(path.split('/'), root));
  const files = paths.flatMap((path) => {
    const content = disk.readInside(top, path);
    return content === null ? [] : [{ path: path.split('/'), content: content.slice() }];
  });
  const pack = packOutput(name, root, files);
  if (pack === null) return 'the build made nothing';
  disk.write(`${folder}/${OUTPUT_PACKAGE}`, pack, 'create');
  return null;
};

const program = <Command, Event>(
  machine: Machine<Command, Event>,
  heard: (event: Event, handle: ProgramHandle) => void,
): MachineProgram => ({
  machine: machine as unknown as Machine<unknown, unknown>,
  heard: (event, handle) => heard(event as Event, handle),
});
