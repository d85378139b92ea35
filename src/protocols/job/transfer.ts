/**
 * How far a job's parts have got to its node: what goes next, and when the transfer has ended one way or another.
 * Leaves out sending and answers (owner-session.ts). Source: spec/job.md D-14, D-24.
 */
import type { ByteSource } from './line.ts';

/** Parts under way whose answer has not come (D-14 allows any number). Our choice. */
const WINDOW = 16;

export type JobPart =
  | { readonly kind: 'file'; readonly name: string; readonly source: ByteSource }
  | { readonly kind: 'run'; readonly file: string; readonly log: string }
  | { readonly kind: 'ret'; readonly file: string };

/** What the owner asks of a node and waits for the answer to (D-30). */
export type Request = JobPart['kind'] | 'start' | 'stop';

/** What the next answer's layout depends on: the request that was made first of those that wait. */
export function outstandingOf(asked: readonly Request[]): 'start' | 'other' | null {
  if (asked.length === 0) return null;
  return asked[0] === 'start' ? 'start' : 'other';
}

export class Transfer {
  private readonly parts: readonly JobPart[];
  private index = 0;
  private accepted = 0;
  refused = false;
  stopWanted = false;
  resultsLeft: number;

  constructor(parts: readonly JobPart[]) {
    this.parts = parts;
    this.resultsLeft = parts.filter((part) => part.kind === 'ret').length;
  }

  accept(): void {
    this.accepted += 1;
  }

  /** The part to send now, or undefined; `waiting` parts have no answer yet. */
  take(waiting: number): JobPart | undefined {
    if (this.refused || this.stopWanted || waiting >= WINDOW) return undefined;
    const part = this.parts[this.index];
    if (part !== undefined) this.index += 1;
    return part;
  }

  /**
   * What ends the transfer now: `start` when every part was accepted; `stop` when it has failed and anything of it was, or
   * still may be, accepted; `give-up` when it has failed and nothing was; null while answers are to come.
   */
  end(waiting: number): 'start' | 'stop' | 'give-up' | null {
    if (this.stopWanted) return this.accepted + waiting > 0 ? 'stop' : 'give-up';
    if (waiting > 0) return null;
    if (this.refused) return this.accepted > 0 ? 'stop' : 'give-up';
    return this.index === this.parts.length ? 'start' : null;
  }
}
