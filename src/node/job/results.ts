/**
 * Sends a job's results in the order of its Rets, each read from the disk in pieces.
 * Leaves out what comes after the last. Source: spec/job.md D-17, D-27.
 */
import type { ByteSource, NodeSession } from '../../protocols/job/index.ts';
import type { Disk } from '../disk.ts';
import { JOB_FOLDER } from './workspace.ts';

export interface ResultsOrder {
  readonly session: NodeSession;
  readonly disk: Disk;
  readonly rets: readonly string[];
  /** Octets above which a file is given as a Result of length 0. */
  readonly fileLimit: number;
  /** Asked between two results: true ends the sending there. */
  readonly halted: () => boolean;
  readonly done: () => void;
}

/** Sends all results, then calls `done`; nothing more happens when the session closes meanwhile. */
export function sendResults(order: ResultsOrder): void {
  sendFrom(order, 0);
}

function sendFrom(order: ResultsOrder, index: number): void {
  const { session, disk, rets, fileLimit } = order;
  const path = rets[index];
  if (path === undefined || order.halted()) return order.done();
  disk.load(JOB_FOLDER, path, 0, 0, (data, size) => {
    if (session.status === null) return;
    if (order.halted()) return order.done();
    const given = data === null || size > fileLimit ? 0 : size;
    session.result(fileSource(disk, path, given), () => sendFrom(order, index + 1));
  });
}

function fileSource(disk: Disk, path: string, size: number): ByteSource {
  return {
    size,
    read(offset, octets, take) {
      disk.load(JOB_FOLDER, path, offset, octets, take);
    },
  };
}
