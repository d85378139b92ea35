/**
 * The two answers of every reader of a format inside a payload. A reader never throws on a peer's octets.
 * Leaves out sentences for people. Source: DESIGN house rules; spec/cluster.md section 8.
 */
import type { Fault } from '../../../wire/index.ts';

export type FormatFaultCode =
  | Fault['code']
  /** What must be there is not: the octets end, or an offset points outside. */
  | 'out-of-bounds'
  | 'bad-signature'
  | 'bad-version'
  | 'bad-text'
  | 'bad-name'
  | 'duplicate-name'
  | 'unknown-type'
  | 'wrong-size'
  | 'too-deep'
  /** More is told than the octets explain: records or texts that are told many times. */
  | 'too-much'
  | 'missing';

/** What is wrong, in which part, and where: octets from the first octet that was given to the reader. */
export interface FormatFault {
  readonly code: FormatFaultCode;
  /** Names from the outside in, joined by `/`. */
  readonly path: string;
  readonly offset: number;
}

export interface FormatOk<Value> {
  readonly kind: 'ok';
  readonly value: Value;
}
export interface FormatBad {
  readonly kind: 'bad';
  readonly fault: FormatFault;
}
export type FormatResult<Value> = FormatOk<Value> | FormatBad;

/** A value that was read. */
export function good<Value>(value: Value): FormatOk<Value> {
  return { kind: 'ok', value };
}

/** A fault that was found. */
export function bad(code: FormatFaultCode, path: string, offset: number): FormatBad {
  return { kind: 'bad', fault: { code, path, offset } };
}
