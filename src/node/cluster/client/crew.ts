/**
 * The nodes of a computation as its client sees them: how each launch stands, which host came of it, when somebody was heard last.
 * Leaves out what the client does about it (job-client.ts). Source: spec/cluster.md section 7.6.
 */
import {
  type ClusterAddress,
  launchStatuses,
  type Participant,
  PROGRESS_UNKNOWN,
} from '../../../protocols/cluster/index.ts';
import type { JobNodeView, Progress } from './types.ts';

interface Entry {
  readonly node: ClusterAddress;
  status: number;
  host: ClusterAddress | null;
  /** When the node was heard last, as long as its host is not there. */
  heardAtUs: number;
  progress: Progress;
}

export class Crew {
  private readonly entries: readonly Entry[];
  private readonly hosts = new Map<ClusterAddress, Entry>();
  private lastHeardAtUs: number;

  /** Every launch begins now. */
  constructor(nodes: readonly ClusterAddress[], nowUs: number) {
    const status = launchStatuses.starting;
    const progress = { complete: 0, total: 0 };
    this.entries = nodes.map((node) => ({ node, status, host: null, heardAtUs: nowUs, progress }));
    this.lastHeardAtUs = nowUs;
  }

  view(): readonly JobNodeView[] {
    return this.entries.map(({ node, status, host }) => ({ node, status, host }));
  }

  /** When any node or host was heard last. */
  get heardAtUs(): number {
    return this.lastHeardAtUs;
  }

  get isStarting(): boolean {
    return this.entries.some(({ status }) => status === launchStatuses.starting);
  }

  /** Hosts that are there, in the order of the nodes. */
  get started(): readonly Participant[] {
    return this.entries.flatMap(({ node, host }) => (host === null ? [] : [{ node, host }]));
  }

  isHost(address: ClusterAddress): boolean {
    return this.hosts.has(address);
  }

  /** Sums over all hosts as 32 bits hold them; a total of 0 is not known. */
  get progress(): Progress {
    let [complete, total] = [0, 0];
    for (const { progress } of this.hosts.values()) {
      complete = (complete + progress.complete) >>> 0;
      total = (total + progress.total) >>> 0;
    }
    return { complete, total: total === 0 ? PROGRESS_UNKNOWN : total };
  }

  /**
   * A node says how its launch stands; false where nothing changes. What it says after it has said how it ended counts as a sign of
   * life only.
   * Ambiguity: success without a host's address is short (row 38): nobody could be told anything, and it is taken as a sign of life.
   */
  launchHeard(
    from: ClusterAddress,
    { status, host }: { status: number; host?: ClusterAddress },
    nowUs: number,
  ): boolean {
    const entry = this.entries.find(({ node }) => node === from);
    if (entry === undefined) return false;
    this.lastHeardAtUs = nowUs;
    entry.heardAtUs = nowUs;
    if (entry.status !== launchStatuses.starting) return false;
    if (status !== launchStatuses.started) entry.status = status;
    else if (host !== undefined) this.add(entry, host);
    return entry.status !== launchStatuses.starting;
  }

  /** A host was heard; what it says of its queue is its progress. */
  hostHeard(from: ClusterAddress, nowUs: number, progress?: Progress): void {
    const entry = this.hosts.get(from);
    if (entry === undefined) return;
    this.lastHeardAtUs = nowUs;
    if (progress !== undefined) entry.progress = { complete: progress.complete, total: progress.total };
  }

  /** Launches of nodes that were not heard since then have timed out. */
  timeOut(sinceUs: number, status: number): void {
    for (const entry of this.entries) {
      if (entry.status === launchStatuses.starting && entry.heardAtUs < sinceUs) entry.status = status;
    }
  }

  private add(entry: Entry, host: ClusterAddress): void {
    entry.status = launchStatuses.started;
    entry.host = host;
    this.hosts.set(host, entry);
  }
}
