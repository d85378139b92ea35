/**
 * What is wrong with a peer's octets, as a value. Codes are stable and public; sentences for people are made elsewhere.
 * Leaves out faults of behaviour (sessions). Source: DESIGN house rules.
 */

export type FaultCode = 'size-over-limit' | 'bad-constant' | 'bad-utf8' | 'unknown-message';

/** `offset` is in octets from the first octet of the message and names the first wrong octet. */
export interface Fault {
  readonly code: FaultCode;
  /** Name of the message's declaration; empty where the message is unknown. */
  readonly message: string;
  readonly field: string;
  readonly offset: number;
  /** The claimed size, the wrong constant, the unknown type, the first octet that is not UTF-8. */
  readonly seen: number;
  /** The largest size, the right constant; absent where no one value is right. */
  readonly wanted?: number;
}
