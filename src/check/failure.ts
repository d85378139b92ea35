/**
 * What a Then throws when the subject did not do what the page demands: data for the failure text, not a sentence of its own.
 * Leaves out the requirement and the replay line, which the run knows.
 */

/** The first octet that differs from what was wanted; `wanted` is undefined where any octet was one too many. */
export interface WrongByte {
  readonly offset: number;
  readonly seen: number;
  readonly wanted?: number;
}

export interface FailureData {
  /** What was expected, as a noun phrase with its deadline: "Reject within 5 s". */
  readonly expected: string;
  /** What was seen instead: "end of stream after 3 ms". */
  readonly actual: string;
  readonly wrongByte?: WrongByte;
  /** Stable short code of what went wrong, for signatures: `missing-reject`, `unexpected-accept`, `bad-field-reason`. */
  readonly code: string;
}

export class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed';
  readonly data: FailureData;
  constructor(data: FailureData) {
    super(`expected ${data.expected}, but saw ${data.actual}`);
    this.data = data;
  }
}
