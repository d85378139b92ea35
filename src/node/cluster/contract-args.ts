/**
 * Reads the arguments that only the cluster contract has. Every mistake is a sentence that names the argument.
 * Leaves out what all contracts have (src/node/contract/args.ts) and what the operations do (contract.ts).
 * Source: spec/adapter.md, section cluster.
 */
import type { JsonObject } from '../../lib/contract.ts';
import { UsageError } from '../../lib/errors.ts';
import { type ClusterAddress, parseAddress, parseUuid, type Uuid } from '../../protocols/cluster/index.ts';
import {
  BadRequest,
  readAddress,
  readCount,
  readFlag,
  readObject,
  readOneOf,
  readSeconds,
  readText,
} from '../contract/args.ts';
import { defaultEndpointOptions, defaultServerOptions } from './defaults.ts';
import { ClusterEndpoint } from './endpoint/endpoint.ts';
import type { ClusterDialect, EndpointService, NetName, ServerCommand, ServerOptions } from './types.ts';

/** The largest verb there is. */
const VERB_MAX = 0xffff_ffff;
/** Under the contract a `connect` is answered within 10 s, so that the handshake is given up before. */
const CONNECT_US = 8_000_000;

/** `profile` of hello: the dialect, which may be missing. */
export function readDialect(args: JsonObject): ClusterDialect {
  const profile = readObject(args, 'profile');
  if (profile['dialect'] === undefined) return defaultServerOptions.dialect;
  return readOneOf(profile, 'dialect', ['as-deployed', 'seed-strict']);
}

/** `config` of a node. Under test it trusts endpoints on loopback, runs kernels and compiles, and leaves the machine's power alone. */
export function readServerConfig(config: JsonObject, dialect: ClusterDialect): ServerOptions {
  const given = readObject(config, 'timers');
  const { timers } = defaultServerOptions;
  return {
    ...defaultServerOptions,
    uuid: readUuid(config, 'uuid'),
    name: readText(config, 'name'),
    dialect,
    timers: {
      ...timers,
      reconnectUs: readSeconds(given, 'reconnect', timers.reconnectUs),
      statusUs: readSeconds(given, 'status', timers.statusUs),
      handshakeUs: readSeconds(given, 'handshake', timers.handshakeUs),
      readUs: readSeconds(given, 'read', timers.readUs),
    },
    policy: { trusted: 'loopback', control: false, kernels: true, compilers: true },
  };
}

/** An endpoint by its `config`. BadRequest also for a service whose texts do not fit. */
export function readEndpoint(args: JsonObject, dialect: ClusterDialect): ClusterEndpoint {
  const service = readService(readObject(args, 'config'));
  const options = { ...defaultEndpointOptions, handshakeUs: CONNECT_US, service, dialect };
  return reading('config.service', () => new ClusterEndpoint(options));
}

function readService(config: JsonObject): EndpointService {
  if (typeof config['service'] === 'string') return readOneOf(config, 'service', ['client', 'host', 'logger'] as const);
  const service = readObject(config, 'service');
  return { id: readText(service, 'id'), name: readText(service, 'name') };
}

/** A UUID in any form that has 32 hexadecimal digits and dashes. */
function readUuid(args: JsonObject, name: string): Uuid {
  const text = readText(args, name);
  return reading(name, () => parseUuid(text));
}

/** An object's address in 16 hexadecimal digits. */
export function readObjectAddress(args: JsonObject, name: string): ClusterAddress {
  const text = readText(args, name);
  return reading(name, () => parseAddress(text));
}

type Ticketed = Extract<ServerCommand, { readonly ticket: number }>;

/** What a node is told to do, without the number of its ticket. */
export type Order = Ticketed extends infer Each ? (Each extends Ticketed ? Omit<Each, 'ticket'> : never) : never;

/** The command of an operation of a node; null for one that there is not. */
export function readOrder(op: string, args: JsonObject): Order | null {
  switch (op) {
    case 'create-net':
      return { kind: op, ...readNet(args), listen: readAddress(args, 'listen') };
    case 'open-net':
    case 'close-net':
      return { kind: op };
    case 'allow-join':
    case 'set-tasks':
      return { kind: op, allow: readFlag(args, 'allow') };
    case 'join-net':
      return { kind: op, at: readAddress(args, 'at'), listen: readAddress(args, 'listen') };
    case 'remove-node':
      return { kind: op, address: readObjectAddress(args, 'address') };
    default:
      return null;
  }
}

/** `net`: its UUID and its name. */
function readNet(args: JsonObject): NetName {
  const net = readObject(args, 'net');
  return { uuid: readUuid(net, 'uuid'), name: readText(net, 'name') };
}

/** A verb as a number; it must be there. */
export function readVerb(args: JsonObject): number {
  const verb = readCount(args, 'verb', -1);
  if (verb < 0 || verb > VERB_MAX) throw new BadRequest('verb must be a number of 32 bits');
  return verb;
}

function reading<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (mistake) {
    if (!(mistake instanceof UsageError)) throw mistake;
    throw new BadRequest(`${name}: ${mistake.message}`);
  }
}
