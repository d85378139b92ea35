/**
 * The hosts of a computation as one of them sees them: whose turn it is for the next task, and who has the least to do.
 * Leaves out tasks. Source: spec/cluster.md sections 5.7 and 7.8.
 */
import { type ClusterAddress, participantsOf } from '../../../protocols/cluster/index.ts';

export class Colleagues {
  /** All hosts in the order of the table. */
  readonly hosts: readonly ClusterAddress[];
  /** The same without oneself. */
  readonly others: readonly ClusterAddress[];
  private readonly pending = new Map<ClusterAddress, number>();
  private turns = 0;

  private constructor(self: ClusterAddress, hosts: readonly ClusterAddress[]) {
    this.hosts = hosts;
    this.others = hosts.filter((host) => host !== self);
  }

  /** Reads a communication table; null for half a pair. */
  static of(
    self: ClusterAddress,
    { participants }: { readonly primary: ClusterAddress; readonly participants: readonly ClusterAddress[] },
  ): Colleagues | null {
    const pairs = participantsOf(participants);
    return pairs.kind === 'ok'
      ? new Colleagues(
          self,
          pairs.value.map(({ host }) => host),
        )
      : null;
  }

  /**
   * The host whose turn it is; the first in the table begins. Ambiguity: an empty table leaves nobody, so that a task stays here. 7.8.
   */
  next(): ClusterAddress | null {
    if (this.hosts.length === 0) return null;
    const host = this.hosts[this.turns % this.hosts.length] ?? null;
    this.turns += 1;
    return host;
  }

  /** A host says how many tasks wait there; who is no colleague is not listened to. */
  heard(host: ClusterAddress, pending: number): void {
    if (this.others.includes(host)) this.pending.set(host, pending);
  }

  /** The other host with the least waiting, the first in the table among equals; 0 waits where nothing was said yet. */
  get idlest(): { readonly host: ClusterAddress | null; readonly pending: number } {
    let idlest: { host: ClusterAddress | null; pending: number } = { host: null, pending: Infinity };
    for (const host of this.others) {
      const pending = this.pending.get(host) ?? 0;
      if (pending < idlest.pending) idlest = { host, pending };
    }
    return idlest;
  }
}
