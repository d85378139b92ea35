/**
 * Reads the arguments of the contract's operations that are alike in all protocols. Every mistake is a sentence that names the argument.
 * Leaves out what is one protocol's own (src/node/<protocol>/contract-args.ts). Source: spec/adapter.md.
 */
import { fromHex } from '../../lib/hex.ts';
import type { Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';

/** The caller's arguments are wrong; answered `bad-request`. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

const MICROS = 1_000_000;

/** A text argument. Throws BadRequest, as all readers here. */
export function readText(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw new BadRequest(`${name} must be a text`);
  return value;
}

/** A truth argument; `otherwise` where it is missing, which must be given else. */
export function readFlag(args: JsonObject, name: string, otherwise?: boolean): boolean {
  const value = args[name] ?? otherwise;
  if (typeof value !== 'boolean') throw new BadRequest(`${name} must be true or false`);
  return value;
}

/** An address argument: host and port. */
export function readAddress(args: JsonObject, name: string): Address {
  const value = readObject(args, name);
  const port = value['port'];
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new BadRequest(`${name}.port must be a port number`);
  return { host: readText(value, 'host'), port };
}

/** An object argument; empty where it is missing. */
export function readObject(args: JsonObject, name: string): JsonObject {
  const value = args[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new BadRequest(`${name} must be an object`);
  return value as JsonObject;
}

/** Octets in lower-case hexadecimal. */
export function readHex(args: JsonObject, name: string): Uint8Array {
  const digits = readText(args, name);
  if (digits.length % 2 !== 0 || /[^0-9a-f]/.test(digits))
    throw new BadRequest(`${name} must be lower-case hexadecimal`);
  return fromHex(digits);
}

/** A list argument; empty where it is missing. */
export function readList(args: JsonObject, name: string): readonly Json[] {
  const value = args[name] ?? [];
  if (!Array.isArray(value)) throw new BadRequest(`${name} must be a list`);
  return value as readonly Json[];
}

/** A list of objects; empty where it is missing. */
export function readObjects(args: JsonObject, name: string): readonly JsonObject[] {
  return readList(args, name).map((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new BadRequest(`${name} must be a list of objects`);
    return value as JsonObject;
  });
}

/** A time in seconds, as microseconds; `otherwiseUs` where it is missing. */
export function readSeconds(args: JsonObject, name: string, otherwiseUs: number): number {
  const value = args[name];
  if (value === undefined) return otherwiseUs;
  if (typeof value !== 'number' || !(value > 0)) throw new BadRequest(`${name} must be a number of seconds`);
  return Math.max(1, Math.round(value * MICROS));
}

/** A count; `otherwise` where it is missing. */
export function readCount(args: JsonObject, name: string, otherwise: number): number {
  const value = args[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new BadRequest(`${name} must be a whole number`);
  return value;
}

/** One of some texts. */
export function readOneOf<Word extends string>(args: JsonObject, name: string, words: readonly Word[]): Word {
  const value = words.find((word) => word === args[name]);
  if (value === undefined) throw new BadRequest(`${name} must be ${words.join(' or ')}`);
  return value;
}
