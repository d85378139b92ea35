/**
 * Reads one line of an adapter: an answer, an event, or a breach of the contract told as a sentence. Fields that the contract does not
 * know are let pass. Leaves out ids in flight, deadlines and the process (adapter-process.ts). Source: spec/adapter.md.
 */
import type { ContractAnswer, ContractErrorCode, Json, JsonObject } from '../../lib/contract.ts';
import type { Subject } from '../../check/world.ts';

export type AdapterLine =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ContractAnswer }
  | { readonly kind: 'event'; readonly event: string; readonly fields: JsonObject }
  /** `sentence` goes after "the adapter". */
  | { readonly kind: 'breach'; readonly sentence: string };

export type Hello = Subject['hello'];

const errorCodes: readonly ContractErrorCode[] = ['unsupported', 'failed', 'bad-request'];

/** Reads a line without its line end. Never throws. */
export function readAdapterLine(text: string): AdapterLine {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return breach(`printed a line that is no JSON: ${excerpt(text)}`);
  }
  if (!isObject(value)) return breach(`printed a line that is no JSON object: ${excerpt(text)}`);
  if ('id' in value) return readAnswer(value, text);
  const { event, ...fields } = value;
  if (typeof event === 'string') return { kind: 'event', event, fields };
  return breach(`printed a line that is neither an answer (id) nor an event: ${excerpt(text)}`);
}

function readAnswer(value: JsonObject, text: string): AdapterLine {
  const { id, ok, error } = value;
  if (typeof id !== 'number') return breach(`answered with an id that is no number: ${excerpt(text)}`);
  if (ok !== undefined && error === undefined && isObject(ok)) return { kind: 'answer', id, answer: { ok } };
  if (ok === undefined && isObject(error)) {
    const { code, message } = error;
    const known = errorCodes.find((name) => name === code);
    if (known !== undefined && typeof message === 'string')
      return { kind: 'answer', id, answer: { error: { code: known, message } } };
  }
  return breach(`gave an answer of a wrong shape (want ok: {...}, or error: {code, message}): ${excerpt(text)}`);
}

/** What `hello` answered as data, or a sentence that says what is wrong with it. */
export function readHello(ok: JsonObject): Hello | string {
  const { name, version, roles, claims = [] } = ok;
  if (typeof name !== 'string' || name === '') return 'its "name" is no text';
  if (typeof version !== 'string') return 'its "version" is no text';
  if (!isTexts(roles) || roles.length === 0) return 'its "roles" is no list of role names';
  if (!isTexts(claims)) return 'its "claims" is no list of texts';
  return { name, version, roles, claims };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** True for `{...}`, false for null, lists and plain values. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function breach(sentence: string): AdapterLine {
  return { kind: 'breach', sentence };
}

/** The beginning of a line as a JSON string, so that control characters do not reach a terminal. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
