/**
 * Where the server listens: one place while it is online, and for a moment others, to find a free port.
 * Leaves out who is accepted (greeting.ts). Source: spec/cluster.md section 7.1.
 */
import type { Address, Input } from '../../lib/machine.ts';
import type { Turn } from './turn.ts';

/** What became of the wish to listen. */
export type Listening = { readonly listen: Address } | { readonly reason: string };

type Told = (listening: Listening) => void;

export class Listeners {
  private readonly turn: Turn;
  private readonly wanted = new Map<number, Told>();
  private count = 0;
  private open: number | null = null;
  private at: Address | null = null;
  private told: Told | null = null;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  /** Where this node listens. */
  get address(): Address | null {
    return this.at;
  }

  /** Listens until `stop`; `told` where, or why not. */
  start(listen: Address, told: Told): void {
    this.told = told;
    this.open = this.listen(listen, (listening) => {
      if ('listen' in listening) this.at = listening.listen;
      else this.open = null;
      this.told = null;
      told(listening);
    });
  }

  /** Whoever still waits to hear where we listen hears that we do not. */
  stop(): void {
    const { told, open } = this;
    if (open === null) return;
    this.turn.out.unlisten(open);
    this.wanted.delete(open);
    this.at = null;
    this.open = null;
    this.told = null;
    if (told !== null) this.turn.later(() => told({ reason: 'the node went offline' }));
  }

  /** Listens on any port of that host for a moment. */
  freePort(host: string, told: (port: number | null) => void): void {
    const listener = this.listen({ host, port: 0 }, (listening) => {
      if ('reason' in listening) return told(null);
      this.turn.out.unlisten(listener);
      told(listening.listen.port);
    });
  }

  /** Gives an answer of the host to whoever asked. */
  answer(input: Extract<Input<never>, { kind: 'listening' | 'unlistened' }>): void {
    const told = this.wanted.get(input.listener);
    if (told === undefined) return;
    this.wanted.delete(input.listener);
    told(input.kind === 'listening' ? { listen: input.address } : { reason: input.reason });
  }

  private listen(address: Address, told: Told): number {
    this.count += 1;
    this.wanted.set(this.count, told);
    this.turn.out.listen(this.count, address);
    return this.count;
  }
}
