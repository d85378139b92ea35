/**
 * The adapter contract as data: requests, answers and events, and the server of it that an implementation of ours is.
 * Leaves out the JSON lines and the process round it (src/host), and what each operation means (src/node/<protocol>/contract.ts).
 * Source: spec/adapter.md.
 */

/** JSON as the adapter contract carries it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A request of the adapter contract, without its id. */
export interface ContractRequest {
  readonly op: string;
  readonly args: JsonObject;
}

export type ContractErrorCode = 'unsupported' | 'failed' | 'bad-request';

export type ContractAnswer =
  { readonly ok: JsonObject } | { readonly error: { readonly code: ContractErrorCode; readonly message: string } };

/** An event as it goes on the line: `{"event": "job-finished", ...}`. */
export type ContractEventLine = { readonly event: string; readonly [key: string]: Json };

/** One implementation behind the contract. Requests come one at a time; `answer` is called exactly once for each. */
export interface ContractServer {
  handle(request: ContractRequest, answer: (answer: ContractAnswer) => void): void;
}
