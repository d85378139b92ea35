/**
 * Deadlines of a server: by name for its parts, by connection for its links. Leaves out what is due (whoever set them).
 * A deadline that moves later costs nothing: its old time comes, and finds that it is not due.
 */
import { Deadlines } from '../../lib/deadlines.ts';

interface Named {
  readonly name: string;
  readonly key: number;
  atUs: number;
  act: () => void;
}

export class NamedDeadlines {
  private readonly times = new Deadlines();
  private readonly named = new Map<string, Named>();
  private readonly keyed = new Map<number, Named>();
  private keys = 0;

  at(name: string, atUs: number, act: () => void): void {
    const deadline = this.named.get(name) ?? this.create(name);
    deadline.atUs = atUs;
    deadline.act = act;
    this.times.arm(deadline.key, atUs);
  }

  cancel(name: string): void {
    const deadline = this.named.get(name);
    if (deadline === undefined) return;
    this.named.delete(name);
    this.keyed.delete(deadline.key);
    this.times.drop(deadline.key);
  }

  get nextUs(): number | null {
    return this.times.nextUs;
  }

  /** Acts on all that is due; what is set meanwhile waits for the next time, due or not. */
  fire(nowUs: number): void {
    const due: Named[] = [];
    for (let key = this.times.due(nowUs); key !== undefined; key = this.times.due(nowUs)) {
      const deadline = this.keyed.get(key);
      if (deadline !== undefined) due.push(deadline);
    }
    for (const deadline of due) this.act(deadline, nowUs);
  }

  private act(deadline: Named, nowUs: number): void {
    if (this.keyed.get(deadline.key) !== deadline) return;
    if (deadline.atUs > nowUs) {
      this.times.arm(deadline.key, deadline.atUs);
      return;
    }
    this.cancel(deadline.name);
    deadline.act();
  }

  private create(name: string): Named {
    this.keys += 1;
    const deadline = { name, key: this.keys, atUs: 0, act: () => undefined };
    this.named.set(name, deadline);
    this.keyed.set(deadline.key, deadline);
    return deadline;
  }
}
