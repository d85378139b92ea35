/** A connection as the owner keeps it. Leaves out the wire (OwnerSession) and the choice of jobs (owner.ts). */
import type { Conn } from '../../lib/machine.ts';
import type { OwnerSession } from '../../protocols/job/index.ts';
import type { Job } from './job.ts';
import type { ResultCollector } from './result-collector.ts';

/** One connection and what its node is doing for us. */
export interface Peer {
  readonly conn: Conn;
  readonly node: string;
  readonly session: OwnerSession;
  joined: boolean;
  /** What it answered last. */
  status: number | null;
  job: Job | null;
  collector: ResultCollector | null;
  /** Not asked before this time (D-28). */
  askAtUs: number;
}
