/**
 * The world as step code sees it: a subject to instruct, byte links to it, and one way to wait.
 *
 * Four worlds implement it: `sim` (reference machines, virtual time), `tcp` (the reference in its own process, driven through
 * `wireproof adapter`), `adapter` and `target` (somebody's program), and `replay` (a recorded exchange, offline).
 * Step code cannot tell which it has. Leaves out protocols: bytes here have no meaning. Source: DESIGN "Worlds, targets, verdicts".
 */
import type { ContractAnswer, JsonObject } from '../lib/contract.ts';
import type { Address } from '../lib/machine.ts';

export type WorldName = 'sim' | 'tcp' | 'adapter' | 'target' | 'replay';

/** An event of the adapter contract: `{"event": "job-finished", ...}`; `event` is the name. */
export interface ContractEvent {
  readonly event: string;
  readonly fields: JsonObject;
  readonly atUs: number;
}

/** The subject's process is gone or broke the contract; thrown by every operation that then needs it. */
export class SubjectBroke extends Error {
  override readonly name = 'SubjectBroke';
}

/** The scenario needs something that this subject does not offer (`unsupported`, no adapter, an unclaimed option). */
export class NotClaimed extends Error {
  override readonly name = 'NotClaimed';
}

/** The program under test. */
export interface Subject {
  /** Name, version, roles and claims as `hello` gave them; for an address-only target the role it listens as. */
  readonly hello: {
    readonly name: string;
    readonly version: string;
    readonly roles: readonly string[];
    readonly claims: readonly string[];
  };
  /** True when operations are possible (everything but `target`). */
  readonly controllable: boolean;
  /** Where an address-only subject (`target`) listens; absent for all others, whose `start` tells it. */
  readonly listensAt?: Address;
  /** Asks one operation. Throws SubjectBroke when the subject dies, hangs or answers garbage, NotClaimed on `unsupported`. */
  request(op: string, args: JsonObject): Promise<ContractAnswer>;
  /** Events in arrival order since the scenario began. */
  readonly events: readonly ContractEvent[];
  /** Null while it lives; else how it ended, as a sentence. */
  readonly death: string | null;
  /** What it wrote to standard error since the scenario began, cut to its last 64 KiB. */
  stderr(): string;
}

/** How the subject's side of a link ended. */
export type LinkEnd = 'eof' | 'reset';

/** One byte stream between the suite and the subject, the suite's end of it. */
export interface Link {
  readonly id: number;
  /** What arrived, in order, with its time; the array grows. */
  readonly received: readonly { readonly data: Uint8Array; readonly atUs: number }[];
  /** What was written so far, piece by piece. */
  readonly sent: readonly { readonly data: Uint8Array; readonly atUs: number }[];
  /** Null while the subject may still send. `reset` may follow `eof`. */
  readonly ended: { readonly how: LinkEnd; readonly atUs: number } | null;
  /**
   * Writes each piece as a segment of its own; resolves when all have been given to the network. In `sim` the cuts are exact; over
   * TCP they are requested (no-delay, a write each, about a millisecond apart). Writing to a link that ended is no error.
   */
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Ends our direction; the other one stays open. */
  end(): void;
  /** Resets both directions. */
  abort(): void;
  /** Stops and goes on reading, so that the subject feels backpressure. */
  pause(): void;
  resume(): void;
}

/** A listener of the suite's, for subjects that dial. */
export interface SuiteListener {
  readonly address: Address;
  /** Links accepted so far, in order; the array grows. */
  readonly links: readonly Link[];
  close(): void;
}

/** One scenario's world. Created before the scenario, closed after it. */
export interface World {
  readonly name: WorldName;
  /** True where silence can be proven (simulator): no byte in flight and no wake before the deadline. */
  readonly silenceIsProvable: boolean;
  readonly subject: Subject;
  /** Microseconds since the scenario began; virtual in `sim`. */
  nowUs(): number;
  /**
   * Unix time on the clock of the machine that the suite runs on, in milliseconds; it may be set back. In `sim` the simulation's, in
   * `replay` as it was read when the exchange was recorded.
   */
  wallMs(): number;
  /** Dials the subject. Resolves to null when refused. */
  dial(address: Address): Promise<Link | null>;
  listen(): Promise<SuiteListener>;
  /**
   * The one way to wait: asks `poll` now and after everything that happens, until it gives something other than undefined
   * or `forUs` have passed (then undefined). In `sim` virtual time runs; over TCP real time. Throws SubjectBroke if the subject's
   * process dies and `poll` still gives nothing.
   */
  until<T>(poll: () => T | undefined, forUs: number): Promise<T | undefined>;
  /** Ends the scenario: closes links and listeners, resets the subject. Never throws for a dead subject. */
  close(): Promise<void>;
}

/** Makes worlds: one for each scenario, over one simulator, adapter process or target. */
export interface WorldSource {
  readonly name: WorldName;
  /**
   * What the subject says of itself, before any scenario; starts it where that is needed. Throws SubjectBroke when it cannot be had,
   * NotClaimed when it does not offer the protocol or the profile.
   */
  hello(): Promise<Subject['hello']>;
  /**
   * `id` is the scenario's id with its axis; `seed` the run's seed. The subject is reset and fresh. Throws SubjectBroke when it cannot
   * be had.
   */
  open(scenario: { readonly id: string; readonly seed: number }): Promise<World>;
  close(): Promise<void>;
}
