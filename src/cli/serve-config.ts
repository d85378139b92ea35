/**
 * The configuration of `wireproof serve`: one JSON file for an owner or a node. All mistakes are told at once, one sentence each.
 * Leaves out what is done with it (serve.ts). Source: spec/job.md D-1, D-3, D-8, D-21, D-28 for what can be set.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Json, JsonObject } from '../lib/contract.ts';
import { UsageError } from '../lib/errors.ts';
import type { Address } from '../lib/machine.ts';
import { type NodeOptions, type OwnerOptions, defaultNodeOptions } from '../node/job/index.ts';
import { type ClusterConfig, clusterMembers, readClusterConfig } from './cluster-config.ts';
import {
  type Place,
  choiceOf,
  countOf,
  flagOf,
  itemsOf,
  matchOf,
  memberOf,
  membersOf,
  secondsOf,
  textOf,
} from './serve-check.ts';

/** A job for the owner: its files by their paths, absolute. */
export interface JobEntry {
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly runs: readonly { readonly file: string; readonly log: string }[];
  readonly rets: readonly string[];
}

interface Common {
  /** Absolute; the machine's own folder. */
  readonly folder: string;
}

export interface OwnerConfig extends Common {
  readonly role: 'owner';
  readonly listen: Address;
  readonly options: OwnerOptions;
  readonly submit: readonly JobEntry[];
}

export interface NodeConfig extends Common {
  readonly role: 'node';
  readonly connect: Address;
  readonly options: NodeOptions;
}

export type ServeConfig = OwnerConfig | NodeConfig | ClusterConfig;

const common = ['protocol', 'role', 'folder', 'profile', 'limits', 'timers'] as const;
const ofRole = {
  owner: [...common, 'listen', 'submit'],
  node: [...common, 'connect', 'version', 'modules', 'programs'],
} as const;
const roles = ['owner', 'node'] as const;
const moduleName = /^[A-Za-z0-9._-]{1,64}$/;
const maxLength = 2 ** 32 - 1;

/** Reads a file. Throws UsageError with a sentence for each mistake in it. */
export function loadServeConfig(path: string): ServeConfig {
  return readServeConfig(jsonOf(path), dirname(resolve(path)), path);
}

function jsonOf(path: string): Json {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the configuration ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UsageError(`the configuration ${path} is no JSON: ${(error as Error).message}`);
  }
}

/** Reads a configuration whose relative paths start at `base`; `name` is what mistakes call it. Throws UsageError. */
export function readServeConfig(value: Json, base: string, name: string): ServeConfig {
  const faults: string[] = [];
  const stop = (): never => {
    throw new UsageError(faults.map((fault) => `${name}: ${fault}`).join('\nwireproof: '));
  };
  const place: Place = { value, where: '', faults };
  if (isCluster(value)) {
    const config = readCluster(place, base);
    return faults.length === 0 ? config : stop();
  }
  const role = choiceOf(memberOf(place, 'role'), roles);
  // Which settings there are hangs on the role.
  if (faults.length > 0) return stop();
  const member = membersOf(place, ofRole[role]);
  choiceOf(member('protocol'), ['job', 'cluster']);
  const folder = resolve(base, textOf(member('folder'), `wireproof-${role}`));
  const config: ServeConfig =
    role === 'owner'
      ? {
          role,
          folder,
          listen: addressOf(member('listen'), 0),
          options: ownerOf(member),
          submit: jobsOf(member('submit'), base),
        }
      : { role, folder, connect: addressOf(member('connect'), 1), options: nodeOf(member) };
  return faults.length === 0 ? config : stop();
}

function isCluster(value: Json): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    (value as JsonObject)['protocol'] === 'cluster'
  );
}

function readCluster(place: Place, base: string): ClusterConfig {
  const member = membersOf(place, clusterMembers);
  choiceOf(member('role'), ['node']);
  const folder = resolve(base, textOf(member('folder'), 'wireproof-cluster-node'));
  return readClusterConfig(
    member,
    folder,
    (path) => resolve(base, path),
    itemsOf(member('compiler')).map((item) => textOf(item)),
  );
}

type Member = (name: string) => Place;

function addressOf(place: Place, minPort: number): Address {
  if (place.value === undefined) {
    place.faults.push(`${place.where}: it is missing; write {"host": "127.0.0.1", "port": 4711} with your own values`);
    return { host: '', port: 0 };
  }
  const member = membersOf(place, ['host', 'port']);
  return { host: textOf(member('host')), port: countOf(member('port'), minPort, 65_535) };
}

function ownerOf(member: Member): OwnerOptions {
  const profile = membersOf(member('profile'), ['byteOrder', 'fileNaming']);
  const timers = membersOf(member('timers'), ['answer', 'silence', 'askAgain']);
  const limits = membersOf(member('limits'), Object.keys(defaultNodeOptions.limits));
  const defaults = defaultNodeOptions;
  return {
    profile: {
      byteOrder: choiceOf(profile('byteOrder'), ['big', 'little'], defaults.profile.byteOrder),
      fileNaming: choiceOf(profile('fileNaming'), ['embedded', 'positional'], defaults.profile.fileNaming),
    },
    timers: {
      answerUs: secondsOf(timers('answer'), defaults.timers.answerUs),
      silenceUs: secondsOf(timers('silence'), defaults.timers.silenceUs),
      askAgainUs: secondsOf(timers('askAgain'), defaults.timers.askAgainUs),
    },
    limits: {
      text: countOf(limits('text'), 1, maxLength, defaults.limits.text),
      file: countOf(limits('file'), 0, maxLength, defaults.limits.file),
      name: countOf(limits('name'), 1, 65_535, defaults.limits.name),
      files: countOf(limits('files'), 0, maxLength, defaults.limits.files),
      controls: countOf(limits('controls'), 0, maxLength, defaults.limits.controls),
    },
  };
}

function nodeOf(member: Member): NodeOptions {
  return {
    ...ownerOf(member),
    version: matchOf(member('version'), /^[^;]+$/, 'a text without ";"', defaultNodeOptions.version),
    modules: itemsOf(member('modules')).map((item) =>
      matchOf(item, moduleName, 'a name of 1 to 64 of A-Z a-z 0-9 . _ -'),
    ),
    programs: flagOf(member('programs'), defaultNodeOptions.programs),
  };
}

function jobsOf(place: Place, base: string): readonly JobEntry[] {
  return itemsOf(place).map((item) => jobOf(item, base));
}

function jobOf(place: Place, base: string): JobEntry {
  const member = membersOf(place, ['files', 'runs', 'rets']);
  return {
    files: itemsOf(member('files')).map((item) => {
      const file = membersOf(item, ['name', 'path']);
      return { name: textOf(file('name')), path: resolve(base, textOf(file('path'))) };
    }),
    runs: itemsOf(member('runs')).map((item) => {
      const run = membersOf(item, ['file', 'log']);
      return { file: textOf(run('file')), log: textOf(run('log')) };
    }),
    rets: itemsOf(member('rets')).map((item) => textOf(item)),
  };
}

/** Reads one job that came after the start. Throws UsageError with a sentence for each mistake. */
export function readJobEntry(value: Json, base: string): JobEntry {
  const faults: string[] = [];
  const entry = jobOf({ value, where: 'submit', faults }, base);
  if (faults.length > 0) throw new UsageError(faults.join('; '));
  return entry;
}
