/**
 * The connector: passes over the net table that dial every node without a connection, one after the other, the last entry first.
 * Leaves out what an acceptor says (greeting.ts), whose decision about two connections at once it carries out.
 * Source: spec/cluster.md sections 3.4, 7.2 and 7.4; row 49.
 */
import { type NetNode, type Uuid, verbs } from '../../../protocols/cluster/index.ts';
import type { Dialled, ServerCore } from '../core.ts';
import { nodeOf } from './edits.ts';
import type { Membership } from './membership.ts';

type Answered = Extract<Dialled, { kind: 'answered' }>;

const NEXT_PASS = 'net/pass';

/** A dial under way. */
interface Dial {
  readonly uuid: Uuid;
  /** Those who wait for how it ends. */
  readonly waiting: (() => void)[];
}

export class Connector {
  private readonly core: ServerCore;
  private readonly membership: Membership;
  /** Entries that the pass has still to look at, the next one last. */
  private left: NetNode[] = [];
  private dial: Dial | null = null;

  constructor(core: ServerCore, membership: Membership) {
    this.core = core;
    this.membership = membership;
  }

  /** Begins the first pass. */
  start(): void {
    this.left = [...(this.membership.table?.nodes ?? [])];
    this.next();
  }

  /** Ends the passes; a dial under way comes to nothing. */
  stop(): void {
    this.core.cancel(NEXT_PASS);
    this.left = [];
    this.dial = null;
  }

  isDialling(uuid: Uuid): boolean {
    return this.dial?.uuid === uuid;
  }

  /** Calls when the dial that is under way has come to something or to nothing. */
  whenDialled(act: () => void): void {
    this.dial?.waiting.push(act);
  }

  private next(): void {
    if (!this.core.isOnline) return;
    for (let node = this.left.pop(); node !== undefined; node = this.left.pop()) {
      if (this.isWanted(node)) return this.dialNode(node);
    }
    this.rest();
  }

  private rest(): void {
    const { reconnectUs, jitterUs } = this.core.options.timers;
    const pauseUs = reconnectUs + this.core.prng.below(jitterUs + 1);
    this.core.at(NEXT_PASS, this.core.env.nowUs + pauseUs, () => this.start());
  }

  /** Whether there is anything to dial. An entry with our own address and port would be answered by ourselves. */
  private isWanted({ uuid, port, ip }: NetNode): boolean {
    const { core } = this;
    const { table } = this.membership;
    if (table === null || uuid === core.options.uuid || core.linkOf(uuid) !== null) return false;
    const own = nodeOf(table, core.options.uuid);
    const isOurs = own !== undefined && own.ip === ip && own.port === port;
    return port !== 0 && !isOurs && nodeOf(table, uuid) !== undefined;
  }

  private dialNode({ uuid, ip, port }: NetNode): void {
    const dial: Dial = { uuid, waiting: [] };
    this.dial = dial;
    this.core.dialNode({ host: ip, port }, this.core.options.uuid, uuid, (dialled) => {
      const isOver = this.dial !== dial;
      if (!isOver) this.dial = null;
      if (dialled.kind === 'answered') this.decide(dialled, uuid, isOver);
      for (const act of dial.waiting) act();
      if (!isOver) this.next();
    });
  }

  /**
   * Uses the connection where the answer is what it must be and no other was taken meanwhile; drops it silently else.
   * Our table is always the first packet on it.
   */
  private decide({ link, object, server }: Answered, uuid: Uuid, isOver: boolean): void {
    const { core, membership } = this;
    const { table } = membership;
    const target = table === null ? undefined : nodeOf(table, uuid);
    const isRight = object === core.self && server === target?.address;
    if (isOver || !isRight || core.linkOf(uuid) !== null) return core.close(link);
    core.attach(link, uuid, target.address);
    core.send(link, verbs.connect, membership.octets() as Uint8Array);
  }
}
