/**
 * Cuts a byte stream into messages.
 * Shape: any chunking in; messages out in order of arrival, a stream field as begin, chunks, end; one fault, then silence.
 * Keeps at most one incomplete message, in memory for the octets that arrived, never for those that were claimed.
 * Leaves out what a message means and when it belongs (sessions). Source: DESIGN "A message is declared once"; spec/job.md D-3.
 */
import { UsageError } from '../lib/errors.ts';
import type { MessageSpec } from '../schema/index.ts';
import { codecOf, type Codec } from './codec.ts';
import type { Head } from './compile-decode.ts';
import type { Fault } from './fault.ts';

type Value = Readonly<Record<string, unknown>>;

/** Where a framer puts what it finds. Chunks, and fields of kind bytes, are views that are only good during the call. */
export interface FramerSink {
  message(spec: MessageSpec, value: Value): void;
  /** A message with a stream field begins: `value` has the fields before it, `streamSize` octets of content follow. */
  begin(spec: MessageSpec, value: Value, streamSize: number): void;
  chunk(data: Uint8Array): void;
  end(): void;
  fault(fault: Fault): void;
}

export interface Framer {
  /** Takes what arrived. The octets are looked at during the call only. Not to be called from the sink. */
  push(data: Uint8Array): void;
  /** Nothing is said afterwards, not even the rest of what is being pushed. */
  stop(): void;
  /** Octets of an incomplete message that are kept. */
  readonly buffered: number;
}

/** The declaration that a message's first octet means, asked once for each message; undefined is the fault unknown-message. */
export type PickMessage = (code: number) => MessageSpec | undefined;

/** Octets of the first piece of memory for an incomplete message. Our choice. */
const FIRST_HELD = 64;
/** Octets of memory that a framer keeps for its next incomplete message. Our choice. */
const HELD_KEPT = 1024;

/**
 * Makes a framer. It throws nothing for a peer's octets. Faults: unknown-message and those of `decode`.
 * UsageError for a picked message that has no end of its own.
 */
export function createFramer(pick: PickMessage, sink: FramerSink): Framer {
  let spec: MessageSpec | null = null;
  let codec: Codec | null = null;
  let held = new Uint8Array(0);
  let heldSize = 0;
  /** Octets without which the message in `held` need not be looked at again. */
  let needed = 0;
  let streamLeft = 0;
  let stopped = false;

  function push(data: Uint8Array): void {
    let at = 0;
    while (at < data.length && !stopped) {
      if (streamLeft > 0) at = pass(data, at);
      else if (heldSize === 0) at = take(data, at, data.length);
      else at = complete(data, at);
    }
  }

  /** Hands on content; returns the offset after it. */
  function pass(data: Uint8Array, at: number): number {
    const size = Math.min(streamLeft, data.length - at);
    streamLeft -= size;
    sink.chunk(new Uint8Array(data.buffer, data.byteOffset + at, size));
    if (streamLeft === 0 && !stopped) sink.end();
    return at + size;
  }

  /** Adds to the incomplete message just what it needs, and looks at it again; returns the offset after it. */
  function complete(data: Uint8Array, at: number): number {
    const size = Math.min(needed, data.length - at);
    hold(data, at, size);
    needed -= size;
    if (needed > 0) return at + size;
    const octets = heldSize;
    heldSize = 0;
    take(held, 0, octets);
    if (heldSize === 0 && held.length > HELD_KEPT) held = new Uint8Array(0);
    return at + size;
  }

  function hold(data: Uint8Array, at: number, size: number): void {
    // After a second look in vain, `data` is `held` itself and is put where it stands already.
    if (heldSize + size > held.length) {
      const larger = new Uint8Array(Math.max(FIRST_HELD, heldSize + size, Math.min(held.length * 2, heldSize * 2)));
      larger.set(held.subarray(0, heldSize));
      held = larger;
    }
    held.set(data.subarray(at, at + size), heldSize);
    heldSize += size;
  }

  /** Takes one message from `at`, or holds what is there of it; returns the offset after it. */
  function take(data: Uint8Array, at: number, end: number): number {
    if (spec === null && !choose(data[at] as number)) return end;
    const { decode, decodeHead } = codec as Codec;
    const result = decodeHead === null ? decode(data, at, end) : decodeHead(data, at, end);
    if (result.kind === 'need') {
      needed = result.octets;
      hold(data, at, end - at);
      return end;
    }
    if (result.kind === 'bad') {
      fail(result.fault);
      return end;
    }
    const found = spec as MessageSpec;
    spec = null;
    if (decodeHead === null) sink.message(found, result.value as Value);
    else begin(found, result.value as Head);
    return result.end;
  }

  function begin(found: MessageSpec, head: Head): void {
    streamLeft = head.streamSize;
    sink.begin(found, head.value, head.streamSize);
    if (head.streamSize === 0 && !stopped) sink.end();
  }

  function choose(code: number): boolean {
    const picked = pick(code);
    if (picked === undefined) {
      fail({ code: 'unknown-message', message: '', field: 'type', offset: 0, seen: code });
      return false;
    }
    spec = picked;
    codec = codecOf(picked);
    if (!codec.hasEnd) throw new UsageError(`message ${picked.name} has no end of its own`);
    return true;
  }

  function fail(fault: Fault): void {
    stop();
    sink.fault(fault);
  }

  function stop(): void {
    stopped = true;
    held = new Uint8Array(0);
    heldSize = 0;
  }

  return {
    push,
    stop,
    get buffered() {
      return heldSize;
    },
  };
}
