/**
 * What an operator tells a node about its net: create, join, open, close, let join, remove a node. One that takes time
 * keeps the others out. Leaves out commands about tasks and the end of the program.
 * Source: spec/cluster.md sections 7.1 and 7.3; spec/adapter.md, section cluster.
 */
import type { Address } from '../../../lib/machine.ts';
import { type NetTable, ticksOf, ZERO_UUID } from '../../../protocols/cluster/index.ts';
import type { ServerCore } from '../core.ts';
import type { ServerCommand } from '../types.ts';
import type { Admission } from './admission.ts';
import { createTable, LOOPBACK, nodeOf, normalAddress, removeEntry } from './edits.ts';
import { joinNet } from './joining.ts';
import type { Membership } from './membership.ts';
import { ANY_HOST, type Nets } from './nets.ts';
import { tableOctets } from './table-cache.ts';

type CommandOf<Kind extends ServerCommand['kind']> = Extract<ServerCommand, { readonly kind: Kind }>;
type Ticketed = Exclude<ServerCommand, { readonly kind: 'stop' }>;

export class Commands {
  private readonly core: ServerCore;
  private readonly nets: Nets;
  private readonly membership: Membership;
  private readonly admission: Admission;
  /** A net is being created, joined or opened. */
  private isBusy = false;

  constructor(core: ServerCore, nets: Nets, membership: Membership, admission: Admission) {
    this.core = core;
    this.nets = nets;
    this.membership = membership;
    this.admission = admission;
  }

  /** Obeys a command about the net; false for any other. */
  obey(command: Ticketed): boolean {
    switch (command.kind) {
      case 'create-net':
        this.whileOffline(command.ticket, () => this.create(command));
        return true;
      case 'join-net':
        this.whileOffline(command.ticket, () => this.join(command));
        return true;
      case 'open-net':
        this.whileOffline(command.ticket, () => this.open(command.ticket));
        return true;
      case 'close-net':
        this.whileOnline(command.ticket, () => this.close(command.ticket));
        return true;
      case 'allow-join':
        this.whileOnline(command.ticket, () => this.allowJoin(command));
        return true;
      case 'remove-node':
        this.whileOnline(command.ticket, () => this.removeNode(command));
        return true;
      default:
        return false;
    }
  }

  private whileOffline(ticket: number, act: () => void): void {
    if (this.core.isOnline) this.failed(ticket, 'this node is online');
    else if (this.isBusy) this.failed(ticket, 'this node is about to create, join or open a net');
    else act();
  }

  private whileOnline(ticket: number, act: () => void): void {
    if (this.core.isOnline) act();
    else this.failed(ticket, 'this node is offline');
  }

  private create({ ticket, uuid, name, listen }: CommandOf<'create-net'>): void {
    const { core, nets } = this;
    if (uuid === ZERO_UUID) return this.failed(ticket, 'the zero UUID is no net');
    if (nets.has(uuid)) return this.failed(ticket, 'this node knows a net of that UUID already');
    this.withPort(ticket, listen, ({ host, port }) => {
      const self = { uuid: core.options.uuid, name: core.options.name, ip: this.ownAddress(), port };
      const table = createTable({ uuid, name }, self, ticksOf(core.env.wallMs));
      nets.add({ table, listenHost: host });
      nets.save((error) => {
        if (error !== undefined) nets.forget(uuid);
        else core.tell({ kind: 'table', table });
        this.finished(ticket, table, error);
      });
    });
  }

  private join({ ticket, at, listen }: CommandOf<'join-net'>): void {
    this.withPort(ticket, listen, (where) => {
      joinNet(this.core, this.nets, { at, listen: where }, (joined) => {
        if ('reason' in joined) this.finished(ticket, null, joined.reason);
        else this.finished(ticket, joined.table);
      });
    });
  }

  /** Our own address in a net that nobody has joined yet (row 18). */
  private ownAddress(): string {
    const { advertised } = this.core.options;
    return (advertised === null ? null : normalAddress(advertised)) ?? LOOPBACK;
  }

  /** Where to listen, with a port that is not 0; the others are kept out from here on. */
  private withPort(ticket: number, { host, port }: Address, act: (listen: Address) => void): void {
    const listen = { host: host === '' ? ANY_HOST : host, port };
    this.isBusy = true;
    if (port !== 0) return act(listen);
    return this.core.freePort(listen.host, (free) => {
      if (free === null) this.finished(ticket, null, `no port of ${listen.host} is free`);
      else act({ ...listen, port: free });
    });
  }

  private open(ticket: number): void {
    const { core } = this;
    const net = this.nets.current;
    if (net === null) return this.failed(ticket, 'this node knows no net');
    const own = nodeOf(net.table, core.options.uuid);
    if (own === undefined || own.port === 0) return this.failed(ticket, 'the net has no place for this node');
    this.isBusy = true;
    core.goOnline({ host: net.listenHost, port: own.port }, own.address, (listening) => {
      this.isBusy = false;
      if ('reason' in listening) this.failed(ticket, listening.reason);
      else core.tell({ kind: 'done', ticket, listen: listening.listen });
    });
  }

  private close(ticket: number): void {
    this.core.goOffline();
    this.core.tell({ kind: 'done', ticket });
  }

  private allowJoin({ ticket, allow }: CommandOf<'allow-join'>): void {
    this.admission.allow(allow);
    this.core.tell({ kind: 'done', ticket });
  }

  /** Every connected node is told, the removed one too; then it is as if the table had come from elsewhere. Source: 7.3. */
  private removeNode({ ticket, address }: CommandOf<'remove-node'>): void {
    const { core, membership } = this;
    const { table } = membership;
    const edited = table === null ? null : removeEntry(table, address, ticksOf(core.env.wallMs));
    if (table === null || edited === null) return this.failed(ticket, 'the net has no node of that address');
    membership.announce(tableOctets(edited));
    for (const node of table.nodes) if (node.address === address) membership.cutOff(node.uuid);
    membership.edit(edited, (error) => this.ended(ticket, error));
    membership.leaveIfRemoved();
  }

  private finished(ticket: number, table: NetTable | null, error?: string): void {
    this.isBusy = false;
    if (table === null || error !== undefined) this.failed(ticket, error ?? 'there is no net');
    else this.core.tell({ kind: 'done', ticket, net: { uuid: table.uuid, name: table.name } });
  }

  private ended(ticket: number, error?: string): void {
    if (error === undefined) this.core.tell({ kind: 'done', ticket });
    else this.failed(ticket, error);
  }

  private failed(ticket: number, reason: string): void {
    this.core.tell({ kind: 'failed', ticket, reason });
  }
}
