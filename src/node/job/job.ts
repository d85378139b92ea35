/**
 * A job as its owner keeps it, and the parts that go to a node. Leaves out who has it when (owner.ts).
 * Source: spec/job.md section 3, D-3.
 */
import { assert } from '../../lib/assert.ts';
import type { Conn } from '../../lib/machine.ts';
import type { ByteSource, JobLimits, JobPart } from '../../protocols/job/index.ts';
import type { Disk } from '../disk.ts';
import type { JobFile, JobOrder, JobState } from './types.ts';

/** Ended jobs that `state` still shows. Our choice. */
const ENDED_MAX = 1_000;
/** Octets that the size of a file name can tell (S: two octets). */
const NAME_OCTETS_MAX = 65_535;
/** Of the size before a file's name (D-8). */
const NAME_SIZE_OCTETS = 2;

export interface Job {
  readonly id: string;
  /** What was asked for; null when the job has ended. */
  order: JobOrder | null;
  state: JobState;
  /** Times it was given to a node. */
  executions: number;
  /** The connection whose node has it, or is asked for it. */
  conn: Conn | null;
  stopWanted: boolean;
}

/** The order of a job that has not ended, with its id. */
export type LiveJob = JobOrder & { readonly id: string };

/** A job that waits for its first node. */
export function newJob(id: string, order: JobOrder): Job {
  return { id, order, state: 'queued', executions: 0, conn: null, stopWanted: false };
}

/** The order of a job that has not ended. InvariantError for one that has. */
export function requestOf(job: Job): LiveJob {
  assert(job.order !== null, 'the order of a job that has ended');
  return { id: job.id, ...job.order };
}

/**
 * Why a job cannot be put into messages, or null.
 * Ambiguity: a job without any part. Either it is done at once, or it cannot be asked for: the page leaves `idle` only by
 * a part that is accepted, and `Wait` belongs to `input`. We fail it. JOB-OWNER-018.
 */
export function orderFault(order: JobOrder, limits: JobLimits, embeddedNames: boolean): string | null {
  const { files, runs, rets } = order;
  if (files.length + runs.length + rets.length === 0) return 'a job without files, runs and rets';
  const names = [...files.map((file) => file.name), ...runs.flatMap((run) => [run.file, run.log]), ...rets];
  if (names.some((name) => Buffer.byteLength(name) > NAME_OCTETS_MAX)) return 'a file name that no message can carry';
  const headOf = (file: JobFile): number => (embeddedNames ? NAME_SIZE_OCTETS + Buffer.byteLength(file.name) : 0);
  const big = files.find((file) => headOf(file) + sizeOf(file) > limits.file);
  return big === undefined ? null : `file "${big.name}" over the limit of ${limits.file} octets`;
}

/** The job's parts in the order in which they are sent: files, runs, rets. */
export function partsOf(order: JobOrder, disk: Disk): readonly JobPart[] {
  return [
    ...order.files.map((file) => ({ kind: 'file' as const, name: file.name, source: sourceOf(file, disk) })),
    ...order.runs.map((run) => ({ kind: 'run' as const, file: run.file, log: run.log })),
    ...order.rets.map((file) => ({ kind: 'ret' as const, file })),
  ];
}

/** Forgets the oldest of the ended jobs when there are too many. */
export function rememberEnded(ended: string[], jobs: Map<string, Job>, id: string): void {
  ended.push(id);
  if (ended.length > ENDED_MAX) jobs.delete(ended.shift() as string);
}

function sizeOf(file: JobFile): number {
  return 'bytes' in file ? file.bytes.length : file.size;
}

function sourceOf(file: JobFile, disk: Disk): ByteSource {
  if ('bytes' in file) {
    const { bytes } = file;
    return { size: bytes.length, read: (offset, size, take) => take(bytes.subarray(offset, offset + size)) };
  }
  return {
    size: file.size,
    read: (offset, size, take) => disk.load('.', file.path, offset, size, take),
  };
}
