/**
 * Plays the entries of a recorded exchange: what the subject did goes on only as far as the suite has done again what it did then.
 * Leaves out what an entry does to the world (replay-world.ts). No timer: who waits is served by turns of the microtask queue.
 */
import type { Exchange, ExchangeEntry, Happening, SuiteCall } from './exchange.ts';

/** The suite does now what it did not do when the exchange was recorded; or the record is not of this scenario. */
export class ReplayDiverged extends Error {
  override readonly name = 'ReplayDiverged';
}

export interface ReelSink {
  /** Something came. */
  happen(happening: Happening): void;
  /** Somebody waits and nothing can come any more; `ended` when the record is at its end, else the suite's next deed is missing. */
  stuck(ended: boolean): void;
}

export interface Reel {
  nowUs(): number;
  jumpTo(atUs: number): void;
  /** The suite does something: gives its record, after all that came before it. Throws ReplayDiverged where there is none. */
  perform<C extends SuiteCall['call']>(call: C, matches: (record: CallOf<C>) => boolean, what: string): CallOf<C>;
  /** Somebody begins to wait; things happen until as many have stopped. */
  hold(): void;
  release(): void;
}

export type CallOf<C extends SuiteCall['call']> = Extract<SuiteCall, { call: C }>;

interface State {
  readonly entries: readonly ExchangeEntry[];
  readonly sink: ReelSink;
  readonly performed: Set<ExchangeEntry>;
  cursor: number;
  nowUs: number;
  waiting: number;
  playing: boolean;
}

/** Turns of the microtask queue that the suite has to react to one thing before the next comes. */
const reactionTurns = 16;
/** Reactions that may pass without anything happening before nothing is expected any more. */
const patience = 64;

/** A reel at its beginning. */
export function createReel(exchange: Exchange, sink: ReelSink): Reel {
  const state: State = {
    entries: exchange.entries,
    sink,
    performed: new Set(),
    cursor: 0,
    nowUs: 0,
    waiting: 0,
    playing: false,
  };
  return {
    nowUs: () => state.nowUs,
    jumpTo: (atUs) => void (state.nowUs = Math.max(state.nowUs, atUs)),
    perform: (call, matches, what) => perform(state, call, matches, what),
    hold: () => {
      state.waiting++;
      void play(state);
    },
    release: () => void state.waiting--,
  };
}

function perform<C extends SuiteCall['call']>(
  state: State,
  call: C,
  matches: (record: CallOf<C>) => boolean,
  what: string,
): CallOf<C> {
  const index = state.entries.findIndex(
    (entry, at) => at >= state.cursor && isCall(entry, call) && !state.performed.has(entry) && matches(entry),
  );
  const entry = state.entries[index];
  if (entry === undefined || !isCall(entry, call))
    throw new ReplayDiverged(`the record has no ${what} after ${place(state)}`);
  state.performed.add(entry);
  while (state.cursor <= index && next(state));
  state.nowUs = Math.max(state.nowUs, entry.atUs);
  void play(state);
  return entry;
}

function isCall<C extends SuiteCall['call']>(
  entry: ExchangeEntry,
  call: C,
): entry is CallOf<C> & { readonly atUs: number } {
  return 'call' in entry && entry.call === call;
}

function place(state: State): string {
  return `entry ${state.cursor} of ${state.entries.length}`;
}

/** Plays one entry; false where the record is at its end or the suite's deed is missing. */
function next(state: State): boolean {
  const entry = state.entries[state.cursor];
  if (entry === undefined) return false;
  if ('call' in entry && !state.performed.has(entry)) return false;
  state.cursor++;
  state.nowUs = Math.max(state.nowUs, entry.atUs);
  if ('saw' in entry) state.sink.happen(entry);
  return true;
}

async function play(state: State): Promise<void> {
  if (state.playing) return;
  state.playing = true;
  let idle = 0;
  while (state.waiting > 0 && idle < patience) {
    for (let turn = 0; turn < reactionTurns; turn++) await Promise.resolve();
    idle = state.waiting > 0 && next(state) ? 0 : idle + 1;
  }
  state.playing = false;
  if (state.waiting > 0) state.sink.stuck(state.cursor >= state.entries.length);
}
