/**
 * The acceptor's side of joining: a permission that one handshake consumes, and one join request on the connection that consumed it.
 * The joiner is answered when it is on the disk, so that a node that was told of its place has it whatever happens.
 * Leaves out the handshake (greeting.ts) and the joiner's side (joining.ts).
 * Source: spec/cluster.md sections 3.3, 5.3, 7.3; rows 5, 6, 11, 12, 18.
 */
import { clusterMessages, networkAddressOf, readPayload, ticksOf, verbs } from '../../../protocols/cluster/index.ts';
import type { Link, Packet, ServerCore } from '../core.ts';
import { addJoiner, type Join, LOOPBACK, normalAddress } from './edits.ts';
import type { Membership } from './membership.ts';
import { tableOctets } from './table-cache.ts';

/** What sockets call "any", where a joiner cannot have reached us. */
const NO_ADDRESS = '::';

export class Admission {
  private readonly core: ServerCore;
  private readonly membership: Membership;
  private isAllowed = false;
  /** Connections that consumed a permission and have not asked yet. */
  private readonly admitted = new Set<Link>();

  constructor(core: ServerCore, membership: Membership) {
    this.core = core;
    this.membership = membership;
  }

  allow(isAllowed: boolean): void {
    this.isAllowed = isAllowed;
  }

  /** Nobody may join, as at every activation and deactivation. */
  clear(): void {
    this.isAllowed = false;
    this.admitted.clear();
  }

  /** Consumes the permission for a connection; false where there is none. */
  consume(link: Link): boolean {
    const { isAllowed } = this;
    this.isAllowed = false;
    if (isAllowed) this.admitted.add(link);
    return isAllowed;
  }

  ended(link: Link): void {
    this.admitted.delete(link);
  }

  /** 00000101. One that is too short is dropped, and the joiner may ask again. */
  join(packet: Packet, from: Link): void {
    const { core } = this;
    if (!this.admitted.has(from)) return core.notice('join request dropped: its connection may not join');
    const messages = clusterMessages({ payload: core.options.limits.payload });
    const read = readPayload(messages, verbs.join, packet.payload);
    if (read.kind === 'bad' || read.value.name !== 'join') return core.notice('join request dropped: it is damaged');
    this.admitted.delete(from);
    const { ip, port, name } = read.value.value;
    this.take(from, { reachedAt: networkAddressOf(ip), port, name });
  }

  private take(from: Link, told: { readonly reachedAt: string; readonly port: number; readonly name: string }): void {
    const { core, membership } = this;
    const ip = normalAddress(from.peer.host);
    const { table } = membership;
    if (ip === null || from.uuid === null || table === null) return this.refuse(from, 'it has no network address');
    const joiner = { uuid: from.uuid, name: told.name, ip, port: told.port };
    const edited = addJoiner(table, { ...this.ownSide(told.reachedAt), joiner });
    if (edited === null) return this.refuse(from, 'no node word is left');
    membership.edit(edited, (error) => {
      if (error !== undefined) return this.refuse(from, error);
      const octets = tableOctets(edited);
      // The answer has no destination (row 6): what the joiner will be called stands in the table.
      if (from.kind === 'joiner') core.send(from, verbs.joinAnswer, octets, 0n);
      return membership.announce(octets);
    });
  }

  private ownSide(reachedAt: string): Omit<Join, 'joiner'> {
    const { uuid, advertised } = this.core.options;
    const learned = reachedAt === NO_ADDRESS ? LOOPBACK : reachedAt;
    const ownIp = (advertised === null ? null : normalAddress(advertised)) ?? learned;
    return { self: uuid, ownIp, now: ticksOf(this.core.env.wallMs) };
  }

  private refuse(from: Link, reason: string): void {
    this.core.notice(`join refused: ${reason}`);
    if (from.kind === 'joiner') this.core.close(from);
  }
}
