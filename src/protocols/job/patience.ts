/**
 * How long the owner waits on one connection: for a Join, for an answer, for a sign of life, for octets to be taken.
 * Leaves out what is sent and ended (owner-session.ts). Source: spec/job.md D-21, D-30.
 *
 * Ambiguity: the page gives no bound for a connection that never joins, nor for a peer that takes no more of a File. Either
 * they may stay for ever, or the owner lets go of them. We let go: after 60 s without a Join, and of a File that does not move
 * when a silent node would have been given up. JOB-TIME-013, JOB-TIME-014.
 */
import type { Line } from './line.ts';
import type { Turn } from './host-link.ts';

/** A connection that has not joined after this time is closed. Our choice. */
const JOIN_WAIT_US = 60_000_000;
/** Queries that may go unanswered (D-21). */
const QUERIES_MAX = 2;

export interface PatienceOptions {
  readonly answerUs: number;
  readonly silenceUs: number;
}

/** `ask`: send a Status query. `give-up`: Disconnect. `cut`: abort, the peer takes nothing any more. */
export type Verdict = 'ask' | 'give-up' | 'cut' | null;

export class Patience {
  private readonly turn: Turn;
  private readonly options: PatienceOptions;
  private readonly line: Line;
  private readonly openedAtUs: number;
  private joined = false;
  /** When the oldest request that waits was sent, or the one before it answered; null when none waits. */
  private waitingSinceUs: number | null = null;
  private queries = 0;
  private queriedAtUs = 0;

  constructor(turn: Turn, options: PatienceOptions, line: Line) {
    this.turn = turn;
    this.options = options;
    this.line = line;
    this.openedAtUs = turn.env.nowUs;
  }

  join(): void {
    this.joined = true;
  }

  /** Any octet received ends a silence (D-30). */
  heard(): void {
    this.queries = 0;
  }

  /** Whether a request waits for its answer, from now on. */
  wait(waits: boolean): void {
    this.waitingSinceUs = waits ? this.turn.env.nowUs : null;
  }

  get wakeAtUs(): number {
    const { answerUs, silenceUs } = this.options;
    if (!this.joined) return this.openedAtUs + JOIN_WAIT_US;
    if (this.line.streaming) return this.line.heardAtUs + silenceUs + QUERIES_MAX * answerUs;
    const silentUs = this.queries === 0 ? this.line.heardAtUs + silenceUs : this.queriedAtUs + answerUs;
    return this.waitingSinceUs === null ? silentUs : Math.min(silentUs, this.waitingSinceUs + answerUs);
  }

  /** What is due now. */
  due(): Verdict {
    const { nowUs } = this.turn.env;
    if (nowUs < this.wakeAtUs) return null;
    if (!this.joined) return 'give-up';
    if (this.line.streaming) return 'cut';
    if (this.waitingSinceUs !== null && nowUs >= this.waitingSinceUs + this.options.answerUs) return 'give-up';
    if (this.queries === QUERIES_MAX) return 'give-up';
    this.queries += 1;
    this.queriedAtUs = nowUs;
    return 'ask';
  }
}
