/**
 * The live links of a server: by connection, by node word, by UUID. Leaves out endpoints (directory.ts) and what a link is (link.ts).
 * Source: spec/cluster.md sections 2.4 and 7.4.
 */
import type { Conn } from '../../lib/machine.ts';
import { type ClusterAddress, partsOf, type Uuid } from '../../protocols/cluster/index.ts';
import type { ServerLink } from './link.ts';

export class Links {
  private readonly live = new Map<Conn, ServerLink>();
  private readonly words = new Map<number, ServerLink>();
  private readonly uuids = new Map<Uuid, ServerLink>();

  add(link: ServerLink): void {
    this.live.set(link.conn, link);
  }

  get(conn: Conn): ServerLink | undefined {
    return this.live.get(conn);
  }

  /** All of them, oldest first; those that go meanwhile are not told. */
  all(): Iterable<ServerLink> {
    return this.live.values();
  }

  /** Packets for that node go to this link from now on, in place of any other. */
  attach(link: ServerLink, uuid: Uuid, address: ClusterAddress): void {
    link.uuid = uuid;
    link.setAddress(address);
    this.words.set(partsOf(address).node, link);
    this.uuids.set(uuid, link);
  }

  /** True where packets for a node went to this link; they do no more. */
  detach(link: ServerLink): boolean {
    const word = link.low >>> 16;
    if (link.uuid === null || this.uuids.get(link.uuid) !== link) return false;
    this.uuids.delete(link.uuid);
    if (this.words.get(word) === link) this.words.delete(word);
    return true;
  }

  remove(link: ServerLink): void {
    this.live.delete(link.conn);
  }

  ofNode(word: number): ServerLink | null {
    return this.words.get(word) ?? null;
  }

  ofUuid(uuid: Uuid): ServerLink | null {
    return this.uuids.get(uuid) ?? null;
  }

  /** One for each node that is there. */
  nodes(): ServerLink[] {
    return [...this.words.values()];
  }
}
