/**
 * What every command of the simulated shell stands on: the shape of a command, what it may touch, octets, paths and flags.
 *
 * Leaves out the commands (shell-commands.ts, shell-file-commands.ts).
 */
import type { SimDisk } from './disk.ts';
import { UnknownShell } from './shell-parse.ts';

export type Run = Generator<number, number, void>;

/** Yielded by what waits to be woken. */
export const PARK = -1;

/** Ends the whole script with a status. */
export class ShellExit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** What a command may touch. */
export interface CommandWorld {
  readonly disk: SimDisk;
  /** The script's working folder, a path of the disk. */
  readonly folder: string;
  readonly variables: Map<string, string>;
  /** Writes to a descriptor: 1 output, 2 errors. */
  write(fd: number, data: Uint8Array): void;
  /** All that can be read from descriptor 0; takes it. */
  takeInput(): Uint8Array;
  /** Takes one line from descriptor 0, or null at its end. */
  takeLine(): string | null;
  /** Ends what a process number names; false where there is no such process. */
  signal(pid: number, signal: number): boolean;
  hasChildren(): boolean;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
export const octetsOf = (text: string): Uint8Array => encoder.encode(text);

/** Says what went wrong; gives the status of it. */
export const complain = (world: CommandWorld, text: string): 1 => {
  world.write(2, octetsOf(`${text}\n`));
  return 1;
};

export const pathIn = (world: CommandWorld, path: string): string =>
  path.startsWith('/') ? path : `${world.folder}/${path}`;

/** A path that a program opens; null for absolute ones, which are of no disk here. */
export const placeOf = (world: CommandWorld, path: string): string | null =>
  path.startsWith('/') ? null : pathIn(world, path);

/** A copy of what a file holds, or null. */
export const readFile = (world: CommandWorld, path: string): Uint8Array | null => {
  if (path === '/dev/null') return NOTHING;
  const place = placeOf(world, path);
  return place === null ? null : (world.disk.read(place)?.slice() ?? null);
};

/** The arguments that are no flags. @throws UnknownShell for a flag that is not among the `known` letters. */
export const splitFlags = (args: readonly string[], known: string): string[] => {
  const flags = args.filter((arg) => /^-./.test(arg));
  for (const flag of flags.join('').replaceAll('-', '')) {
    if (!known.includes(flag)) throw new UnknownShell(`option -${flag} is not known`);
  }
  return args.filter((arg) => !/^-./.test(arg));
};
