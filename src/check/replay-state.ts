/**
 * What a replay holds, and the way a call of the suite waits for its recorded outcome. Leaves out the world's face (replay-world.ts) and
 * what the record's entries do (replay-happenings.ts).
 */
import type { Address } from '../lib/machine.ts';
import type { Exchange, Happening } from './exchange.ts';
import { type Reel, ReplayDiverged } from './replay-reel.ts';
import type { ContractEvent, Link } from './world.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Piece = Link['received'][number];

export interface ReplayLink extends Writable<Omit<Link, 'received' | 'sent'>> {
  readonly received: Piece[];
  readonly sent: Piece[];
}

export interface OpenWait {
  readonly deadlineUs: number;
  /** Asks the poll; true when that ended the wait. */
  ask(): boolean;
  giveUp(): void;
  fail(error: Error): void;
}

export interface OpenCall {
  settle(happening: Happening): void;
  fail(error: Error): void;
}

/** A replay that goes on. */
export interface ReplayState {
  readonly exchange: Exchange;
  readonly reel: Reel;
  readonly links: Map<number, ReplayLink>;
  readonly listeners: Map<number, { readonly address: Address; readonly links: Link[] }>;
  readonly events: ContractEvent[];
  readonly waits: Map<number, OpenWait>;
  /** By kind and number: `request 3`. */
  readonly calls: Map<string, OpenCall>;
  death: string | null;
}

/** Does a call of the suite and waits for what came of it then. */
export function outcomeOf(state: ReplayState, kind: string, perform: () => number): Promise<Happening> {
  return new Promise((resolve, reject) => {
    const key = `${kind} ${perform()}`;
    const over = (): void => {
      if (state.calls.delete(key)) state.reel.release();
    };
    state.calls.set(key, {
      settle: (happening) => {
        over();
        resolve(happening);
      },
      fail: (error) => {
        over();
        reject(error);
      },
    });
    state.reel.hold();
  });
}

/** The suite has gone another way: everything that waits is told so. */
export function diverge(state: ReplayState, sentence: string): void {
  for (const wait of [...state.waits.values()]) wait.fail(new ReplayDiverged(sentence));
  for (const call of [...state.calls.values()]) call.fail(new ReplayDiverged(sentence));
}
