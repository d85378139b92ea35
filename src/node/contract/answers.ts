/**
 * Answers of the contract's server, and operations that wait for an event of a machine before they are answered.
 * Leaves out what the operations are (src/node/<protocol>/contract.ts). Source: spec/adapter.md.
 */
import type { ContractAnswer, ContractErrorCode, JsonObject } from '../../lib/contract.ts';
import type { Hosted } from '../hosting.ts';

export type Answer = (answer: ContractAnswer) => void;

/** Operations that wait for an event of a machine, by name. */
export type Waiting = Map<string, Answer>;

/** An instance of a role: its machine, where it runs, and the operations that wait for it. */
export interface Instance<Command, M> {
  readonly machine: M;
  readonly hosted: Hosted<Command>;
  readonly waiting: Waiting;
}

/** The answer of an operation that is done. */
export const ok = (value: JsonObject = {}): ContractAnswer => ({ ok: value });

/** The answer of one that is not. */
export const error = (code: ContractErrorCode, message: string): ContractAnswer => ({ error: { code, message } });

/** Answers the operation that waits under that name, if there is one. */
export function settle(waiting: Waiting, name: string, answer: ContractAnswer): void {
  const waits = waiting.get(name);
  waiting.delete(name);
  waits?.(answer);
}
