/**
 * What the job owner and the job node can be told, and what they tell. Times in microseconds, sizes in octets.
 * Leaves out the wire (src/protocols/job). Source: spec/job.md.
 */
import type { Address } from '../../lib/machine.ts';
import type { JobLimits } from '../../protocols/job/index.ts';

export interface JobTimers {
  /** Answer to a request (D-21, D-30). */
  readonly answerUs: number;
  /** Silence after which the owner asks `Status` (D-21). */
  readonly silenceUs: number;
  /** After which an owner asks a node again that was not idle (D-28). */
  readonly askAgainUs: number;
}

export interface JobProfile {
  readonly byteOrder: 'big' | 'little';
  readonly fileNaming: 'embedded' | 'positional';
}

/** Content of a file to hand over: octets in memory, or a regular file in the machine's own folder, read in pieces. */
export type JobFile =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly path: string; readonly size: number };

export interface JobOrder {
  readonly files: readonly JobFile[];
  readonly runs: readonly { readonly file: string; readonly log: string }[];
  readonly rets: readonly string[];
}

export interface OwnerOptions {
  readonly profile: JobProfile;
  readonly limits: JobLimits;
  readonly timers: JobTimers;
}

/** `ticket` is the caller's; `job-queued` answers with it. */
export type OwnerCommand =
  | { readonly kind: 'listen'; readonly at: Address }
  | { readonly kind: 'submit'; readonly ticket: number; readonly order: JobOrder }
  | { readonly kind: 'stop-job'; readonly job: string }
  /** Ends in good order: Disconnect to every node; `stopped` when done. */
  | { readonly kind: 'stop' };

/** `path` of a result is in the owner's own folder. */
export interface ResultFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

export type OwnerEvent =
  | { readonly kind: 'listening'; readonly address: Address }
  | { readonly kind: 'listen-failed'; readonly reason: string }
  | {
      readonly kind: 'node-joined';
      readonly node: string;
      readonly version: string;
      readonly modules: readonly string[];
    }
  | { readonly kind: 'node-left'; readonly node: string; readonly reason: string }
  | { readonly kind: 'job-queued'; readonly ticket: number; readonly job: string }
  | { readonly kind: 'job-started'; readonly job: string; readonly node: string; readonly startedAt: string }
  | { readonly kind: 'job-finished'; readonly job: string; readonly results: readonly ResultFile[] }
  | { readonly kind: 'job-failed'; readonly job: string; readonly reason: string }
  | { readonly kind: 'stopped' };

export type JobState = 'queued' | 'running' | 'finished' | 'failed';

export interface OwnerView {
  readonly nodes: readonly { readonly node: string; readonly status: number | null }[];
  readonly jobs: readonly { readonly job: string; readonly state: JobState }[];
}

export interface NodeOptions {
  readonly profile: JobProfile;
  readonly limits: JobLimits;
  readonly timers: JobTimers;
  readonly version: string;
  readonly modules: readonly string[];
  /** Whether `Run` may start programs. Off unless the configuration says so. */
  readonly programs: boolean;
}

export type NodeCommand =
  | { readonly kind: 'connect'; readonly at: Address }
  | { readonly kind: 'leave' }
  | { readonly kind: 'disconnect'; readonly reason: string }
  /** Leaves when joined, ends programs; `stopped` when done. */
  | { readonly kind: 'stop' };

export type NodeEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'connect-failed'; readonly reason: string }
  | { readonly kind: 'left' }
  | { readonly kind: 'closed'; readonly reason: string | null }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'stopped' };

export interface NodeView {
  /** 1 idle, 2 waiting for input, 3 ready to start, 4 working; null when not joined. */
  readonly status: number | null;
}
