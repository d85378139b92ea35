/**
 * Tools of simulated hosts: what runs a program that is no script. A kernel is a file that names one that the simulation knows; sources
 * build themselves: their root file is a shell script.
 *
 * Leaves out how they are started and ended (processes.ts) and the protocol that they speak. Source: src/lib/machine.ts `ProgramTool`.
 */
import type { Address, Machine } from '../src/lib/machine.ts';
import type { SimDisk } from './disk.ts';

/** What a program that is a machine can do besides its outputs. */
export interface ProgramHandle {
  /** Gives its machine a command, in an event of its own. */
  command(command: unknown): void;
  /** Calls back after so long, unless the program is over by then. */
  later(inUs: number, call: () => void): void;
  /** Ends the program. */
  exit(code: number): void;
}

/** A program that is a machine on its host's network, beside the host's own. */
export interface MachineProgram {
  readonly machine: Machine<unknown, unknown>;
  /** What its machine says, in order. */
  heard(event: unknown, handle: ProgramHandle): void;
}

export interface KernelStart {
  readonly node: Address;
  readonly employer: string;
  /** Octets of the kernel's file. */
  readonly kernel: Uint8Array;
}

/** A script that built sources has ended. */
export interface BuildEnd {
  readonly node: Address;
  readonly requester: string;
  readonly words: string;
  /** The folder of the sources and the root file in it. */
  readonly folder: string;
  readonly program: string;
  /** Of the script; null where it is none. */
  readonly code: number | null;
  readonly disk: SimDisk;
}

/** The tools of all hosts of a simulation. */
export interface SimTools {
  /** Kernels by name. */
  readonly kernels: Readonly<Record<string, (start: KernelStart) => MachineProgram>>;
  /** Tells the node what a build came to. */
  readonly compileHost: (end: BuildEnd) => MachineProgram;
}

/** The first line of a kernel's file; as a comment, so that the same file can be a module. */
const KERNEL_LINE = /^(?:\/\/ ?)?kernel ([\w-]+)[ \t]*\r?(?:\n|$)/;

/** The name of the kernel that a file stands for; null for any other file. */
export const kernelNameOf = (octets: Uint8Array): string | null =>
  KERNEL_LINE.exec(new TextDecoder().decode(octets.subarray(0, 200)))?.[1] ?? null;
