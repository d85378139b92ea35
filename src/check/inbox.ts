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
  /** Arrived after what is held; joined to it when there is enough for a message. */
  let fresh: Uint8Array[] = [];
  let freshOctets = 0;
  /** Octets that must be there before anything can be said. */
  let wanted = 1;
  let taken = 0;
  let atUs = 0;
  let garbled = false;

  function read(): void {
    for (const { data, atUs: cameAtUs } of link.received.slice(taken)) {
      fresh.push(data);
      freshOctets += data.length;
      atUs = cameAtUs;
      taken += 1;
    }
  }

  function hold(): Uint8Array {
    read();
    if (freshOctets > 0) held = new Uint8Array(Buffer.concat([held, ...fresh]));
    fresh = [];
    freshOctets = 0;
    return held;
  }

  function garble(fault: Fault): Garbled {
    garbled = true;
    return { kind: 'garbled', fault, bytes: held, atUs };
  }

  function next(): Arrival | undefined {
    read();
    if (garbled || held.length + freshOctets < wanted) return undefined;
    hold();
    const spec = dialect.pick(held);
    if (spec === undefined)
      return garble({ code: 'unknown-message', message: '', field: 'type', offset: 0, seen: held[0] as number });
    const result = decode(spec, held);
    if (result.kind === 'need') {
      wanted = held.length + result.octets;
      return undefined;
    }
    if (result.kind === 'bad') return garble(result.fault);
    wanted = 1;
    const bytes = held.slice(0, result.end);
    // Contents are views into what was decoded; it is never written again.
    held = held.slice(result.end);
    const said: Said = { spec, value: result.value };
    const heard: Heard = { kind: 'message', ...said, title: dialect.titleOf(said), bytes, atUs };
    dialect.heard(heard);
    return heard;
  }

  return {
    next,
    get rest() {
      return hold();
    },
  };
}
