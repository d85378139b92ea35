/**
 * Reads the arguments that only the job contract has. Every mistake is a sentence that names the argument.
 * Leaves out what all contracts have (src/node/contract/args.ts) and what the operations do (contract.ts). Source: spec/adapter.md,
 * section job.
 */
import type { JsonObject } from '../../lib/contract.ts';
import {
  BadRequest,
  readCount,
  readFlag,
  readHex,
  readList,
  readObject,
  readObjects,
  readSeconds,
  readText,
} from '../contract/args.ts';
import { defaultNodeOptions, defaultOwnerOptions } from './defaults.ts';
import type { JobOrder, JobProfile, NodeOptions, OwnerOptions } from './types.ts';

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
  const { version = defaultNodeOptions.version } = config;
  const programs = readFlag(config, 'programs', true);
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
