/**
 * Requests that wait for an answer: each takes the first packet with its verb, or nothing when its time is up or the connection ends.
 * Leaves out what answers hold (client/queries.ts). Source: spec/cluster.md section 7.5.
 */
import type { ClusterAddress } from '../../../protocols/cluster/index.ts';
import type { Attachment, Message } from './attachment.ts';

/** How long an answer may take. Source: 7.2. */
const ANSWER_US = 2_000_000;

export interface Request {
  readonly verb: number;
  readonly to: ClusterAddress;
  readonly payload: Uint8Array;
  /** The verb of the answer; the protocol tells answers apart by nothing else. */
  readonly answer: number;
}

interface Waiting {
  readonly answer: number;
  readonly untilUs: number;
  readonly done: (payload: Uint8Array | null) => void;
}

export class Requests {
  private readonly attachment: Attachment;
  private waiting: Waiting[] = [];

  constructor(attachment: Attachment) {
    this.attachment = attachment;
  }

  get wakeAtUs(): number | null {
    return this.waiting[0]?.untilUs ?? null;
  }

  /** Sends a request; `done` is called once, with the payload of its answer, or with null when there is none. */
  ask({ verb, to, payload, answer }: Request, done: (payload: Uint8Array | null) => void): void {
    if (!this.attachment.isConnected) return done(null);
    this.waiting.push({ answer, untilUs: this.attachment.env.nowUs + ANSWER_US, done });
    this.attachment.send(verb, to, payload);
  }

  /** Gives a packet to the oldest request that waits for its verb; false where none does. */
  take({ verb, payload }: Message): boolean {
    const index = this.waiting.findIndex(({ answer }) => answer === verb);
    if (index < 0) return false;
    const [taker] = this.waiting.splice(index, 1) as [Waiting];
    taker.done(payload);
    return true;
  }

  /** Ends the requests whose time is up. */
  expire(): void {
    const { nowUs } = this.attachment.env;
    this.end((request) => request.untilUs <= nowUs);
  }

  /** Ends all: the connection is over. */
  drop(): void {
    this.end(() => true);
  }

  private end(isOver: (request: Waiting) => boolean): void {
    const over = this.waiting.filter(isOver);
    this.waiting = this.waiting.filter((request) => !over.includes(request));
    for (const { done } of over) done(null);
  }
}
