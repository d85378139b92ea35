/** A queue whose head costs nothing to take: an array and an index. Leaves out every other order. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  first(): T | undefined {
    return this.#items[this.#head];
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    // What was taken is not held any longer than it must be: there may be a million queues.
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Puts something else in the head's place. */
  replaceFirst(item: T): void {
    this.#items[this.#head] = item;
  }

  /** Takes the newest; for cutting a queue short from behind. */
  pop(): T | undefined {
    return this.size === 0 ? undefined : this.#items.pop();
  }

  clear(): void {
    this.#items.length = 0;
    this.#head = 0;
  }
}
