/**
 * The three answers of a decoder. Leaves out how they are found. Source: DESIGN "A message is declared once".
 */
import type { MessageSpec } from '../schema/index.ts';
import type { Fault } from './fault.ts';
import { spansOf, type Span } from './spans.ts';

/** A whole message. `end` is the offset after it. Fields of kind bytes and stream are views into what was decoded. */
export interface Decoded<Value> {
  readonly kind: 'ok';
  readonly value: Value;
  readonly end: number;
  /** Where each field stands, offsets from the first octet of the message; found when asked for. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** At least `octets` more are needed before anything else can be said. */
export interface Need {
  readonly kind: 'need';
  readonly octets: number;
}

export interface Bad {
  readonly kind: 'bad';
  readonly fault: Fault;
}

export type DecodeResult<Value> = Decoded<Value> | Need | Bad;

/**
 * Spans are a getter on a prototype: an answer that nobody asks for spans costs no closure.
 * Fields are declared only, and made by assignment: a defined field costs time for each message.
 */
export class DecodedMessage<Value> implements Decoded<Value> {
  declare readonly kind: 'ok';
  declare readonly value: Value;
  declare readonly end: number;
  readonly #spec: MessageSpec;
  readonly #octets: Uint8Array;
  readonly #start: number;

  constructor(value: Value, end: number, spec: MessageSpec, octets: Uint8Array, start: number) {
    this.kind = 'ok';
    this.value = value;
    this.end = end;
    this.#spec = spec;
    this.#octets = octets;
    this.#start = start;
  }

  get spans(): Readonly<Record<string, Span>> {
    return spansOf(this.#spec, this.#octets, this.#start, this.end);
  }
}
