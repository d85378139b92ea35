/**
 * Machines by name over TCP, each in a folder of its own that outlives its crashes: what the adapter contract's server stands on.
 * Leaves out one machine's life (machine-host.ts) and the contract. Source: src/node/hosting.ts.
 */
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../lib/assert.ts';
import type { Machine } from '../lib/machine.ts';
import type { Hosted, Hosting } from '../node/hosting.ts';
import { removeTree } from './disk.ts';
import { type Lane, createLane } from './lane.ts';
import { type MachineHost, createMachineHost } from './machine-host.ts';
import { endLeftGroups, killLeft } from './process-groups.ts';
import { leftTemporaryFolders, makeTemporaryFolder } from './temporary-folder.ts';
import type { ToolCommands } from './tool-command.ts';

export interface TcpHosting extends Hosting {
  /** The folder that holds those of the machines. */
  readonly folder: string;
  /** Crashes what lives, ends all programs, removes the folder if it is a temporary one; `done` when nothing is left. */
  end(done: () => void): void;
  /** The same at once, without waiting: for the last moment of a process. */
  endNow(): void;
}

export interface TcpHostingOptions {
  /** Where the machines' folders are; default a temporary folder. */
  readonly folder?: string;
  /** As of `MachineHostOptions`. */
  readonly lingerMs?: number;
  /** As of `MachineHostOptions`. */
  readonly tools?: ToolCommands;
}

/** One name: its lane goes from life to life. */
interface Place {
  readonly folder: string;
  readonly lane: Lane;
  host: MachineHost<never> | null;
}

interface State {
  readonly options: TcpHostingOptions;
  readonly folder: string;
  readonly places: Map<string, Place>;
}

/** A hosting without machines. Removes temporary folders that killed processes left. Throws the system's error where it gets no folder. */
export function createTcpHosting(options: TcpHostingOptions = {}): TcpHosting {
  if (options.folder === undefined) removeLeftFolders();
  else mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const folder = options.folder === undefined ? makeTemporaryFolder() : realpathSync(options.folder);
  const state: State = { options, folder, places: new Map() };
  return {
    folder,
    start: (name, machine, onEvent) => start(state, name, machine, onEvent),
    forget: (done) => forget(state, done),
    end: (done) => end(state, done),
    endNow: () => endNow(state),
  };
}

function removeLeftFolders(): void {
  for (const folder of leftTemporaryFolders()) {
    for (const name of namesIn(folder)) killLeft(join(folder, name));
    removeNow(folder);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Best effort: another process may be at the same, and what is left is found the next time. */
function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // See above.
  }
}

function start<Command, Event>(
  state: State,
  name: string,
  machine: Machine<Command, Event>,
  onEvent: (event: Event) => void,
): Hosted<Command> {
  const place = placeOf(state, name);
  assert(place.host === null, `a machine named ${name} lives already`);
  const { lingerMs, tools } = state.options;
  const host = createMachineHost({
    machine,
    folder: place.folder,
    onEvent,
    lane: place.lane,
    ...(lingerMs === undefined ? {} : { lingerMs }),
    ...(tools === undefined ? {} : { tools }),
  });
  place.host = host;
  const leave = (): void => {
    if (place.host === host) place.host = null;
  };
  return {
    command: (command) => host.command(command),
    crash: () => {
      leave();
      host.crash();
    },
    close: (done) => {
      host.close(() => {
        leave();
        done();
      });
    },
    read: (path, done) => host.read(path, done),
  };
}

function placeOf({ folder, places }: State, name: string): Place {
  assert(
    /^[a-z0-9][a-z0-9-]*$/.test(name),
    `a machine's name is small letters, digits and hyphens: ${JSON.stringify(name)}`,
  );
  const place = places.get(name) ?? { folder: join(folder, name), lane: createLane(), host: null };
  places.set(name, place);
  return place;
}

function forget(state: State, done: () => void): void {
  let open = 1;
  const one = (): void => {
    open -= 1;
    if (open === 0) done();
  };
  for (const place of state.places.values()) {
    open += 1;
    place.host?.crash();
    place.host = null;
    place.lane.push(async () => {
      await endLeftGroups(place.folder);
      await removeTree(place.folder);
      one();
    });
  }
  one();
}

function end(state: State, done: () => void): void {
  forget(state, () => {
    if (state.options.folder === undefined) removeNow(state.folder);
    done();
  });
}

function endNow(state: State): void {
  for (const { folder } of state.places.values()) killLeft(folder);
  if (state.options.folder === undefined) removeNow(state.folder);
}
