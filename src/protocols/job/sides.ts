/**
 * What each session tells the program above it: the two sides of the table between protocol and behaviour.
 * Leaves out what they do with it (src/node/job). Source: spec/job.md section 3.
 */
import type { JobMessages } from './messages.ts';
import type { Joining } from './names.ts';
import type { PatienceOptions } from './patience.ts';

/**
 * What the session asks of the node. Each of `fileEnd`, `run`, `ret`, `start` and `stop` is answered once, now or later, by `accept`,
 * `acceptStart` or `reject`. `closed` comes exactly once, however the connection ended, and nothing after it.
 */
export interface NodeSide {
  joined(): void;
  rejected(reason: string): void;
  fileBegin(size: number): void;
  fileChunk(data: Uint8Array): void;
  fileEnd(): void;
  run(file: string, log: string): void;
  ret(file: string): void;
  start(): void;
  stop(): void;
  finishedAccepted(): void;
  left(): void;
  closed(reason: string | null): void;
}

/** What the session tells the owner. `closed` comes exactly once, however the connection ended, and nothing after it. */
export interface OwnerSide {
  joined(joining: Joining): void;
  /** The answer to `query`. */
  status(value: number): void;
  started(now: string): void;
  /** A part or the Start was rejected: the job has failed. `over` follows when the node is free. */
  refused(reason: string): void;
  resultBegin(size: number): void;
  resultChunk(data: Uint8Array): void;
  resultEnd(): void;
  /** All results are there. `over` follows. */
  done(): void;
  /** The node has no job any more. */
  over(): void;
  closed(reason: string): void;
}

export interface NodeSessionOptions {
  readonly messages: JobMessages;
  readonly answerUs: number;
  readonly joining: Joining;
}

export interface OwnerSessionOptions extends PatienceOptions {
  readonly messages: JobMessages;
  readonly embeddedNames: boolean;
}
