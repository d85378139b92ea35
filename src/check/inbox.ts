/**
 * Octets of one link as messages, in order of arrival, decoded when they are asked for: the meaning of an octet may hang on what was
 * said before it.
 * Leaves out waiting (probe.ts). Source: DESIGN "Decoding is contextual where the protocol is".
 */
import { decode, type Fault } from '../wire/index.ts';
import type { Dialect, Said } from './dialect.ts';
import type { Link } from './world.ts';

/** A whole message that arrived. */
export interface Heard extends Said {
  readonly kind: 'message';
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly atUs: number;
}

/** Octets that are no message; nothing is decoded after them. */
export interface Garbled {
  readonly kind: 'garbled';
  readonly fault: Fault;
  readonly bytes: Uint8Array;
  readonly atUs: number;
}

export type Arrival = Heard | Garbled;

export interface Inbox {
  /** Takes the next message that is whole, or undefined. */
  next(): Arrival | undefined;
  /** Octets of a message that is not whole yet. */
  readonly rest: Uint8Array;
}

/** The inbox of `link`. Memory grows with what arrives. */
export function createInbox(link: Link, dialect: Dialect): Inbox {
  let held = new Uint8Array(0);
  let taken = 0;
  let atUs = 0;
  let garbled = false;

  function read(): void {
    const fresh = link.received.slice(taken);
    if (fresh.length === 0) return;
    taken += fresh.length;
    atUs = fresh.at(-1)?.atUs ?? atUs;
    held = new Uint8Array(Buffer.concat([held, ...fresh.map(({ data }) => data)]));
  }

  function garble(fault: Fault): Garbled {
    garbled = true;
    return { kind: 'garbled', fault, bytes: held, atUs };
  }

  function next(): Arrival | undefined {
    read();
    if (garbled || held.length === 0) return undefined;
    const code = held[0] as number;
    const spec = dialect.pick(code);
    if (spec === undefined)
      return garble({ code: 'unknown-message', message: '', field: 'type', offset: 0, seen: code });
    const result = decode(spec, held);
    if (result.kind === 'need') return undefined;
    if (result.kind === 'bad') return garble(result.fault);
    const bytes = held.slice(0, result.end);
    // Contents are views into what was decoded; it is never written again.
    held = held.slice(result.end);
    const heard: Heard = { kind: 'message', spec, title: dialect.titleOf(spec), value: result.value, bytes, atUs };
    dialect.heard(heard);
    return heard;
  }

  return {
    next,
    get rest() {
      read();
      return held;
    },
  };
}
