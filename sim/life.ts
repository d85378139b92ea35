/**
 * What a host and its machine's sink share: one life of a machine, and the ground that all hosts of a simulation stand on.
 *
 * Leaves out what they do (host.ts, host-out.ts).
 */
import type { Conn, Input, Machine, Out } from '../src/lib/machine.ts';
import type { Fifo } from './fifo.ts';
import type { Network } from './network.ts';
import type { Processes, ProgramHost } from './processes.ts';
import type { Simulation } from './simulation.ts';
import type { Socket, SocketUser } from './socket.ts';

/** How a crashed host's connections end; `silence` is a host that is switched off. */
export type CrashEnding = 'fin' | 'rst' | 'silence';

/** Hears what a host's machine says, and why it broke. */
export interface HostListener {
  event(event: unknown): void;
  broke(error: unknown): void;
}

export type AnyInput = Input<unknown>;

/** What the hosts of one simulation stand on. */
export interface Ground {
  readonly sim: Simulation;
  readonly network: Network;
  readonly processes: Processes;
}

/** One life of a host: from the start of a machine to its end. */
export interface Life {
  readonly number: number;
  readonly machine: Machine<unknown, unknown>;
  readonly listener: HostListener;
  readonly out: Out<unknown>;
  readonly sockets: Map<Conn, Socket>;
  /** Inputs that come as events of their own. */
  readonly inputs: Fifo<AnyInput>;
  /** Disk operations that have not taken effect, oldest first. */
  readonly diskWork: Fifo<() => AnyInput>;
  acceptedCount: number;
  wake: number;
  wakeAtUs: number | null;
}

/** A host as its machine's sink sees it. */
export interface LifeHost extends SocketUser, ProgramHost {
  /** Of its name, in the trace. */
  readonly code: number;
  /** Gives an input as an event of its own. */
  later(input: AnyInput): void;
  /** Lets a disk operation take effect after a while, in order. */
  work(operation: () => AnyInput): void;
}
