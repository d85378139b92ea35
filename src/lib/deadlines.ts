/**
 * Many deadlines behind one `wakeAtUs`: a binary heap of (time, key) with at most one live entry a key.
 * A deadline that moves later is not moved here: its owner is woken early, finds nothing due and arms again. That keeps
 * arming free on the hot path, where each octet heard moves a silence deadline. Leaves out what is due.
 */
export class Deadlines {
  private readonly heap: { readonly atUs: number; readonly key: number }[] = [];
  /** The earliest live entry of each key; heap entries that differ from it are dead. */
  private readonly live = new Map<number, number>();

  /** Wakes `key` at `atUs` at the latest; null asks for nothing. */
  arm(key: number, atUs: number | null): void {
    if (atUs === null) return;
    const armed = this.live.get(key);
    if (armed !== undefined && armed <= atUs) return;
    this.live.set(key, atUs);
    this.heap.push({ atUs, key });
    this.up(this.heap.length - 1);
  }

  drop(key: number): void {
    this.live.delete(key);
  }

  /** The earliest time, or null. */
  get nextUs(): number | null {
    this.trim();
    return this.heap[0]?.atUs ?? null;
  }

  /** Takes one key whose time has come, or undefined. Ties come in the order of keys. */
  due(nowUs: number): number | undefined {
    this.trim();
    const first = this.heap[0];
    if (first === undefined || first.atUs > nowUs) return undefined;
    this.pop();
    this.live.delete(first.key);
    return first.key;
  }

  private trim(): void {
    for (let first = this.heap[0]; first !== undefined && this.live.get(first.key) !== first.atUs; first = this.heap[0])
      this.pop();
  }

  private pop(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.down(0);
  }

  private up(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(index, parent)) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private down(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= this.heap.length) return;
      const child = left + 1 < this.heap.length && this.before(left + 1, left) ? left + 1 : left;
      if (!this.before(child, index)) return;
      this.swap(child, index);
      index = child;
    }
  }

  private before(a: number, b: number): boolean {
    const x = this.heap[a];
    const y = this.heap[b];
    if (x === undefined || y === undefined) return false;
    return x.atUs < y.atUs || (x.atUs === y.atUs && x.key < y.key);
  }

  private swap(a: number, b: number): void {
    const held = this.heap[a];
    const other = this.heap[b];
    if (held === undefined || other === undefined) return;
    this.heap[a] = other;
    this.heap[b] = held;
  }
}
