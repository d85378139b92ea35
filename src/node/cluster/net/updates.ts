/**
 * Net tables that come from other nodes: which are heard, what is answered, to whom they are told on.
 * Leaves out merging itself (edits.ts) and what a merge brings about (membership.ts).
 * Source: spec/cluster.md sections 5.3 and 8.1; rows 4, 15-17.
 */
import { verbs } from '../../../protocols/cluster/index.ts';
import type { Link, Packet, ServerCore, ServerPart } from '../core.ts';
import type { Membership } from './membership.ts';
import { type KnownTable, readTable } from './table-cache.ts';

/** The verbs by which nodes tell their tables. */
export function createUpdates(core: ServerCore, membership: Membership): ServerPart['verbs'] {
  const isStrict = core.options.dialect === 'seed-strict';

  /** The table in a packet, if it is one that we hear. */
  function tableFrom(packet: Packet, from: Link): KnownTable | null {
    // Links of nodes that were removed are served until they end, but their tables are heard no more (8.1).
    if (from.kind !== 'node' || from.uuid === null || core.linkOf(from.uuid) !== from) return null;
    const read = readTable(packet.payload);
    if (read.kind === 'bad') {
      core.notice(`net table dropped: it cannot be read (${read.fault.code} at octet ${read.fault.offset})`);
      return null;
    }
    if (read.value.table.uuid === membership.table?.uuid) return read.value;
    core.notice('net table dropped: it is that of another net');
    return null;
  }

  /** 00000102. */
  function connect(packet: Packet, from: Link): void {
    const received = tableFrom(packet, from);
    const before = membership.table;
    if (received === null || before === null) return;
    if (membership.merge(received)) membership.announce(received.octets);
    else if (received.table.timestamp < before.timestamp) tellTable(from, verbs.updateNodes);
    if (isStrict) tellTable(from, verbs.connectAnswer);
    membership.leaveIfRemoved();
  }

  function tellTable(to: Link, verb: number): void {
    const octets = membership.octets();
    if (octets !== null) core.send(to, verb, octets);
  }

  /** 00000103, and 00010102 where it counts. */
  function update(packet: Packet, from: Link): void {
    const received = tableFrom(packet, from);
    if (received !== null && membership.merge(received)) membership.leaveIfRemoved();
  }

  return { connect, updateNodes: update, ...(isStrict ? { connectAnswer: update } : {}) };
}
