/**
 * Reads the arguments of the contract's operations. Every mistake is a sentence that names the argument.
 * Leaves out what the operations do (contract.ts). Source: spec/adapter.md, section job.
 */
import { fromHex } from '../../lib/hex.ts';
import type { Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { defaultNodeOptions, defaultOwnerOptions } from './defaults.ts';
import type { JobOrder, JobProfile, NodeOptions, OwnerOptions } from './types.ts';

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

/** `profile` of hello: byteOrder and fileNaming, both optional. */
export function readProfile(args: JsonObject): JobProfile {
  const { byteOrder = 'big', fileNaming = 'embedded' } = readObject(args, 'profile');
  if (byteOrder !== 'big' && byteOrder !== 'little') throw new BadRequest('profile.byteOrder must be big or little');
  if (fileNaming !== 'embedded' && fileNaming !== 'positional')
    throw new BadRequest('profile.fileNaming must be embedded or positional');
  return { byteOrder, fileNaming };
}

/** `config` of an owner: timers in seconds, limits in octets and counts. */
export function readOwnerConfig(config: JsonObject, profile: JobProfile): OwnerOptions {
  const timers = readObject(config, 'timers');
  const limits = readObject(config, 'limits');
  const defaults = defaultOwnerOptions;
  return {
    profile,
    timers: {
      answerUs: readSeconds(timers, 'answer', defaults.timers.answerUs),
      silenceUs: readSeconds(timers, 'silence', defaults.timers.silenceUs),
      askAgainUs: defaults.timers.askAgainUs,
    },
    limits: {
      text: readCount(limits, 'text', defaults.limits.text),
      file: readCount(limits, 'file', defaults.limits.file),
      name: defaults.limits.name,
      files: readCount(limits, 'files', defaults.limits.files),
      controls: readCount(limits, 'controls', defaults.limits.controls),
    },
  };
}

/** `config` of a node; programs are allowed under test unless it says otherwise. */
export function readNodeConfig(config: JsonObject, profile: JobProfile): NodeOptions {
  const { programs = true, version = defaultNodeOptions.version } = config;
  if (typeof programs !== 'boolean') throw new BadRequest('config.programs must be true or false');
  if (typeof version !== 'string') throw new BadRequest('config.version must be a text');
  const modules = readList(config, 'modules').map((name) => {
    if (typeof name !== 'string') throw new BadRequest('config.modules must be a list of texts');
    return name;
  });
  return { ...readOwnerConfig(config, profile), programs, version, modules };
}

/** The files, runs and rets of `submit`; contents in hexadecimal. */
export function readOrder(args: JsonObject): JobOrder {
  const rets = readList(args, 'rets').map((name) => {
    if (typeof name !== 'string') throw new BadRequest('rets must be a list of file names');
    return name;
  });
  const runs = readObjects(args, 'runs').map((run) => ({ file: readText(run, 'file'), log: readText(run, 'log') }));
  const files = readObjects(args, 'files').map((file) => ({
    name: readText(file, 'name'),
    bytes: readHex(file, 'bytes'),
  }));
  return { files, runs, rets };
}

function readHex(args: JsonObject, name: string): Uint8Array {
  const digits = readText(args, name);
  if (digits.length % 2 !== 0 || /[^0-9a-f]/.test(digits))
    throw new BadRequest(`${name} must be lower-case hexadecimal`);
  return fromHex(digits);
}

function readList(args: JsonObject, name: string): readonly Json[] {
  const value = args[name] ?? [];
  if (!Array.isArray(value)) throw new BadRequest(`${name} must be a list`);
  return value as readonly Json[];
}

function readObjects(args: JsonObject, name: string): readonly JsonObject[] {
  return readList(args, name).map((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new BadRequest(`${name} must be a list of objects`);
    return value as JsonObject;
  });
}

function readSeconds(args: JsonObject, name: string, otherwiseUs: number): number {
  const value = args[name];
  if (value === undefined) return otherwiseUs;
  if (typeof value !== 'number' || !(value > 0)) throw new BadRequest(`${name} must be a number of seconds`);
  return Math.max(1, Math.round(value * MICROS));
}

function readCount(args: JsonObject, name: string, otherwise: number): number {
  const value = args[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new BadRequest(`${name} must be a whole number`);
  return value;
}
