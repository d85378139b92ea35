/**
 * Drives one machine over real TCP, a real disk and real processes, and knows nothing of what it says.
 *
 * Inputs wait in a queue and never enter a step within a step; events are told after the step, and never within a call of ours. A step
 * that throws ends the machine as a crash would, and the error goes on. Leaves out the form of a recording (`record` is a hook) and
 * several machines (hosting.ts). Source: src/lib/machine.ts; DESIGN "A protocol is a machine".
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import type { Input, Machine, Out } from '../lib/machine.ts';
import { type Clock, createClock } from './clock.ts';
import { loadFile, readWhole, removePath, storeFile } from './disk.ts';
import { assertInside } from './inside.ts';
import { type Lane, createLane } from './lane.ts';
import { type Network, createNetwork } from './machine-network.ts';
import { endLeftGroups } from './process-groups.ts';
import { type Processes, createProcesses } from './processes.ts';
import type { ToolCommands } from './tool-command.ts';

export interface MachineHostOptions<Command, Event> {
  readonly machine: Machine<Command, Event>;
  /** The machine's own folder; made where it is not there. */
  readonly folder: string;
  /** Default: drawn. */
  readonly seed?: number;
  onEvent(event: Event): void;
  /** Called before each step. Bytes are valid during the call only. */
  record?(nowUs: number, wallMs: number, input: Input<Command>): void;
  /** Of an earlier life in the same folder. */
  readonly lane?: Lane;
  /** Default 2 s. */
  readonly lingerMs?: number;
  /** Default 10 s. */
  readonly dialMs?: number;
  /** Commands of the tools that programs are given to; a program for any other cannot be started. */
  readonly tools?: ToolCommands;
}

/** A machine that runs. Nothing comes from it after `crash` or `close`. */
export interface MachineHost<Command> {
  command(command: Command): void;
  /** As if the process were killed: connections are reset, programs go on running, the folder stays. */
  crash(): void;
  /** Ends programs and connections; `done` when all that was sent has left, sockets are closed and the folder is at rest. */
  close(done: () => void): void;
  /** A whole file of the folder, after what is being stored; null where there is none. Also after `crash` and `close`. */
  read(path: string, done: (data: Uint8Array | null) => void): void;
}

interface State<Command, Event> {
  readonly options: MachineHostOptions<Command, Event>;
  readonly root: string;
  readonly clock: Clock;
  readonly lane: Lane;
  readonly network: Network;
  readonly processes: Processes;
  readonly queue: Input<Command>[];
  /** Of the step under way. */
  readonly events: Event[];
  stepping: boolean;
  alive: boolean;
  timer: NodeJS.Timeout | null;
  /** What `timer` was set for. */
  timerAtUs: number | null;
}

/** `setTimeout` takes no more; a later wake is set again when this has passed. */
const maxTimerMs = 2 ** 31 - 1;

/** Starts a machine. Throws the system's error where its folder cannot be made. */
export function createMachineHost<Command, Event>(options: MachineHostOptions<Command, Event>): MachineHost<Command> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const root = realpathSync(options.folder);
  const { lingerMs = 2_000, dialMs = 10_000, seed = randomInt(2 ** 32) } = options;
  const state: State<Command, Event> = {
    options,
    root,
    clock: createClock(),
    lane: options.lane ?? createLane(),
    network: createNetwork({ lingerMs, dialMs }, (input) => take(state, out, input)),
    processes: createProcesses(root, options.tools),
    queue: [{ kind: 'start', seed }],
    events: [],
    stepping: false,
    alive: true,
    timer: null,
    timerAtUs: null,
  };
  const out = createOut(state, (input) => take(state, out, input));
  queueMicrotask(() => pump(state, out));
  return {
    command: (command) => {
      state.queue.push({ kind: 'command', command });
      queueMicrotask(() => pump(state, out));
    },
    crash: () => crash(state),
    close: (done) => close(state, out, done),
    read: (path, done) => read(state, path, done),
  };
}

function take<Command, Event>(state: State<Command, Event>, out: Out<Event>, input: Input<Command>): void {
  state.queue.push(input);
  pump(state, out);
}

function pump<Command, Event>(state: State<Command, Event>, out: Out<Event>): void {
  if (state.stepping) return;
  state.stepping = true;
  try {
    for (let input = state.queue.shift(); input !== undefined && state.alive; input = state.queue.shift())
      step(state, out, input);
  } catch (error) {
    crash(state);
    throw error;
  } finally {
    state.stepping = false;
  }
  if (state.alive) arm(state, out);
}

function step<Command, Event>(state: State<Command, Event>, out: Out<Event>, input: Input<Command>): void {
  const { options, clock, network } = state;
  if ('conn' in input) {
    if (!network.hears(input.conn)) return;
    if (input.kind === 'reset' || input.kind === 'refused') network.lose(input.conn);
  }
  const nowUs = clock.nowUs();
  const wallMs = clock.wallMs();
  options.record?.(nowUs, wallMs, input);
  options.machine.step(input, { nowUs, wallMs }, out);
  tellEvents(state);
}

function tellEvents<Command, Event>(state: State<Command, Event>): void {
  for (const event of state.events.splice(0)) if (state.alive) state.options.onEvent(event);
}

/** Sets the timer for the machine's next wake. */
function arm<Command, Event>(state: State<Command, Event>, out: Out<Event>): void {
  const { wakeAtUs } = state.options.machine;
  if (wakeAtUs === state.timerAtUs && state.timer !== null) return;
  disarm(state);
  if (wakeAtUs === null) return;
  const waitMs = Math.min(Math.max(0, Math.ceil((wakeAtUs - state.clock.nowUs()) / 1000)), maxTimerMs);
  state.timerAtUs = wakeAtUs;
  // Sockets are read before a late timer is believed: on a loaded machine the answer may have come in the meantime.
  state.timer = setTimeout(() => setImmediate(() => wake(state, out)), waitMs);
}

function disarm<Command, Event>(state: State<Command, Event>): void {
  if (state.timer !== null) clearTimeout(state.timer);
  state.timer = null;
  state.timerAtUs = null;
}

function wake<Command, Event>(state: State<Command, Event>, out: Out<Event>): void {
  const { wakeAtUs } = state.options.machine;
  if (!state.alive) return;
  disarm(state);
  // Timers may come up to a millisecond early, and what was read meanwhile may have moved the wake.
  if (wakeAtUs !== null && state.clock.nowUs() >= wakeAtUs) take(state, out, { kind: 'wake' });
  else arm(state, out);
}

function crash<Command, Event>(state: State<Command, Event>): void {
  if (!state.alive) return;
  state.alive = false;
  disarm(state);
  state.processes.abandon();
  state.lane.drop();
  state.network.crash();
}

function close<Command, Event>(state: State<Command, Event>, out: Out<Event>, done: () => void): void {
  if (!state.alive) return done();
  pump(state, out);
  state.alive = false;
  disarm(state);
  state.processes.killAll();
  state.network.close(() => {
    state.lane.push(async () => {
      state.processes.whenIdle(() => {
        state.lane.push(() => endLeftGroups(state.root));
        state.lane.push(async () => done());
      });
    });
  });
}

function read<Command, Event>(
  state: State<Command, Event>,
  path: string,
  done: (data: Uint8Array | null) => void,
): void {
  assertInside(path);
  state.lane.push(async () => done(await readWhole(state.root, path)));
}

type Tell = (input: Exclude<Input<never>, { readonly kind: 'command' }>) => void;

function createOut<Command, Event>(state: State<Command, Event>, tell: Tell): Out<Event> {
  const { network } = state;
  return {
    listen: (listener, address) => network.listen(listener, address),
    unlisten: (listener) => network.unlisten(listener),
    connect: (conn, address) => network.connect(conn, address),
    send: (conn, data) => network.with(conn, (connection) => connection.send(data)),
    drain: (conn) => network.with(conn, (connection) => connection.drain()),
    end: (conn) => network.end(conn),
    abort: (conn) => network.abort(conn),
    pause: (conn) => network.with(conn, (connection) => connection.pause()),
    resume: (conn) => network.with(conn, (connection) => connection.resume()),
    event: (event) => void state.events.push(event),
    ...createDiskOut(state, tell),
  };
}

type DiskOut = Pick<Out<never>, 'store' | 'load' | 'remove' | 'sweep' | 'run' | 'kill'>;

function createDiskOut<Command, Event>({ root, lane, processes }: State<Command, Event>, tell: Tell): DiskOut {
  const stored = (token: number, error: string | undefined): void =>
    tell({ kind: 'stored', token, ...(error === undefined ? {} : { error }) });
  return {
    store: (token, path, data, mode) => {
      assertInside(path);
      lane.push(async () => stored(token, await storeFile(root, path, data, mode)));
    },
    load: (token, folder, path, offset, size) => {
      if (folder !== '.') assertInside(folder);
      assertInside(path);
      lane.push(async () => tell({ kind: 'loaded', token, ...(await loadFile(root, { folder, path, offset, size })) }));
    },
    remove: (token, path) => {
      assertInside(path);
      lane.push(async () => stored(token, await removePath(root, path)));
    },
    sweep: (token, path) => {
      assertInside(path);
      lane.push(async () => {
        await endLeftGroups(root);
        stored(token, await removePath(root, path));
      });
    },
    run: (process, program) => {
      [program.folder, program.program, program.log].forEach(assertInside);
      processes.expect(process);
      lane.push(() => processes.run(process, program, (exit) => tell({ kind: 'exited', process, exit })));
    },
    kill: (process) => processes.kill(process),
  };
}
