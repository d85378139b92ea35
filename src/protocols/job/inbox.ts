/**
 * Messages that have come and wait until the one before them is answered. Memory: what came in one read, at the most.
 * Leaves out what the messages mean. Source: spec/job.md D-14 (answers keep the order).
 */
import type { MessageSpec } from '../../schema/index.ts';

type Item =
  | { readonly kind: 'message'; readonly spec: MessageSpec; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'begin'; readonly size: number }
  | { readonly kind: 'chunk'; readonly data: Uint8Array }
  | { readonly kind: 'end' };

const endItem: Item = { kind: 'end' };

/** Who takes the messages; nothing is handed over while `mayTake` says no. */
export interface Taker {
  mayTake(): boolean;
  message(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void;
  begin(size: number): void;
  chunk(data: Uint8Array): void;
  end(): void;
}

export class Inbox {
  private readonly taker: Taker;
  private readonly items: Item[] = [];
  private working = false;

  constructor(taker: Taker) {
    this.taker = taker;
  }

  message(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void {
    if (this.free()) this.taker.message(spec, value);
    else this.items.push({ kind: 'message', spec, value });
  }

  begin(size: number): void {
    if (this.free()) this.taker.begin(size);
    else this.items.push({ kind: 'begin', size });
  }

  /** `data` is the caller's again after the call. */
  chunk(data: Uint8Array): void {
    if (this.free()) this.taker.chunk(data);
    else this.items.push({ kind: 'chunk', data: data.slice() });
  }

  end(): void {
    if (this.free()) this.taker.end();
    else this.items.push(endItem);
  }

  clear(): void {
    this.items.length = 0;
  }

  /** Hands over what waits, as far as `mayTake` allows. An answer given meanwhile comes back here and changes nothing. */
  work(): void {
    if (this.working) return;
    this.working = true;
    let index = 0;
    while (index < this.items.length && this.taker.mayTake()) this.handOver(this.items[index++] as Item);
    this.items.splice(0, index);
    this.working = false;
  }

  private free(): boolean {
    return this.items.length === 0 && this.taker.mayTake();
  }

  private handOver(item: Item): void {
    switch (item.kind) {
      case 'message':
        return this.taker.message(item.spec, item.value);
      case 'begin':
        return this.taker.begin(item.size);
      case 'chunk':
        return this.taker.chunk(item.data);
      case 'end':
        return this.taker.end();
    }
  }
}
