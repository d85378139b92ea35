/**
 * Changes of the net that a node is in: its own edits and newer tables are put in memory, on the disk and before the operator; nodes
 * that were removed lose their way, and a node that is itself removed leaves.
 * Leaves out who asks for an edit (admission.ts, commands.ts) and which tables are heard (updates.ts). Source: spec/cluster.md section 7.3.
 */
import { type NetTable, serverAddress, ticksOf, type Uuid, verbs } from '../../../protocols/cluster/index.ts';
import type { ServerCore } from '../core.ts';
import { mergeTables, nodeOf } from './edits.ts';
import type { Nets } from './nets.ts';
import { type KnownTable, tableOctets } from './table-cache.ts';

/** A destination: the server of every other node that is connected. Source: 4.3. */
const EVERY_NODE = serverAddress(0);

/** How far a table may be ahead of our clock before the operator hears of it. Our choice: clocks that nobody sets are so far apart. */
const AHEAD_TICKS = 10_000n;

export class Membership {
  private readonly core: ServerCore;
  private readonly nets: Nets;

  constructor(core: ServerCore, nets: Nets) {
    this.core = core;
    this.nets = nets;
  }

  /** The table of the net that this node is in. */
  get table(): NetTable | null {
    return this.nets.current?.table ?? null;
  }

  /** Takes an edit of ours; `stored` when it is on the disk. */
  edit(table: NetTable, stored: (error?: string) => void): void {
    this.nets.change(table);
    this.afterChange(table, stored);
  }

  /** Tells every connected node a table. */
  announce(octets: Uint8Array): void {
    if (this.core.isOnline) this.core.route(verbs.updateNodes, EVERY_NODE, octets);
  }

  /** Merges a table that came; true where it was newer and of our net. */
  merge(received: KnownTable): boolean {
    const own = this.table;
    const merged = own === null ? null : mergeTables(own, received.table);
    if (merged === null) return false;
    this.noticeFuture(merged.table);
    this.nets.change(merged.table);
    for (const uuid of merged.removed) this.cutOff(uuid);
    this.afterChange(merged.table, (error) => {
      if (error !== undefined) this.core.notice(`net table not on the disk: ${error}`);
    });
    return true;
  }

  /** Leaves the net where its table has this node no more: goes offline and forgets the net. Source: 7.3, "Leave, forced". */
  leaveIfRemoved(): void {
    const { table, core, nets } = this;
    if (table === null || nodeOf(table, core.options.uuid) !== undefined) return;
    core.notice(`removed from the net: ${JSON.stringify(table.name)}`);
    core.goOffline();
    nets.forget(table.uuid);
    nets.save((error) => {
      if (error === undefined) core.tell({ kind: 'table', table: null });
      else core.notice(`net table not on the disk: this node left its net, ${error}`);
    });
  }

  /** The octets of the table, for a packet. */
  octets(): Uint8Array | null {
    return this.table === null ? null : tableOctets(this.table);
  }

  /** Packets for a removed node go to its link no more; what comes on it is served until it ends (8.1). */
  cutOff(uuid: Uuid): void {
    const link = this.core.linkOf(uuid);
    if (link !== null) this.core.detach(link);
  }

  private afterChange(table: NetTable, stored: (error?: string) => void): void {
    this.nets.save((error) => {
      if (error === undefined && this.nets.has(table.uuid)) this.core.tell({ kind: 'table', table });
      stored(error);
    });
  }

  private noticeFuture(table: NetTable): void {
    if (table.timestamp <= ticksOf(this.core.env.wallMs) + AHEAD_TICKS) return;
    this.core.notice('net table from the future: the clock of a node is wrong, and its table wins until then');
  }
}
