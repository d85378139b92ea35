/**
 * The configuration of `wireproof serve` for a cluster node. All mistakes are told at once, one sentence each.
 * Leaves out what is done with it (serve-cluster.ts) and reading the file (serve-config.ts). Source: spec/cluster.md sections 7.2 and 8.
 */
import { join } from 'node:path';
import { machineFacts } from '../host/machine-facts.ts';
import { defaultServerOptions, type ServerOptions } from '../node/cluster/index.ts';
import { networkAddressOctets } from '../protocols/cluster/index.ts';
import { UsageError } from '../lib/errors.ts';
import { type Place, choiceOf, countOf, flagOf, membersOf, secondsOf, textOf } from './serve-check.ts';

export interface ClusterConfig {
  readonly role: 'cluster-node';
  /** Absolute; the machine's own folder. */
  readonly folder: string;
  /** Absolute path of the control socket. */
  readonly control: string;
  /** Whether the net of the last life is opened at the start. */
  readonly online: boolean;
  /** A build command for sources, with its arguments; empty: none. */
  readonly compiler: readonly string[];
  /** Without the UUID, which the folder has. */
  readonly options: Omit<ServerOptions, 'uuid'>;
}

/** What may stand in the configuration of a cluster node. */
export const clusterMembers = [
  ...['protocol', 'role', 'folder', 'name', 'control', 'online', 'dialect', 'advertise'],
  ...['timers', 'limits', 'policy', 'compiler'],
] as const;

/** Reads the members of a configuration; mistakes go to its list. `resolve` makes a path absolute. */
export function readClusterConfig(
  member: (name: string) => Place,
  folder: string,
  resolve: (path: string) => string,
  compiler: readonly string[],
): ClusterConfig {
  const defaults = defaultServerOptions;
  const dialect = choiceOf(member('dialect'), ['as-deployed', 'seed-strict'] as const, defaults.dialect);
  return {
    role: 'cluster-node',
    folder,
    control: resolve(textOf(member('control'), join(folder, 'control.sock'))),
    online: flagOf(member('online'), true),
    compiler,
    options: {
      name: textOf(member('name')),
      dialect,
      timers: timersOf(member('timers')),
      limits: limitsOf(member('limits')),
      policy: policyOf(member('policy')),
      advertised: advertisedOf(member('advertise')),
      machine: machineFacts(),
    },
  };
}

/** Timers as the options have them, in seconds and without their unit: `reconnect`, `handshake`. */
function timersOf(place: Place): ServerOptions['timers'] {
  const entries = Object.entries(defaultServerOptions.timers) as readonly (readonly [string, number])[];
  const settingOf = (name: string): string => name.replace(/Us$/, '');
  const member = membersOf(
    place,
    entries.map(([name]) => settingOf(name)),
  );
  const read = entries.map(([name, defaultUs]) => [name, secondsOf(member(settingOf(name)), defaultUs)] as const);
  return Object.fromEntries(read) as unknown as ServerOptions['timers'];
}

function limitsOf(place: Place): ServerOptions['limits'] {
  const { limits } = defaultServerOptions;
  const member = membersOf(place, Object.keys(limits));
  return {
    payload: countOf(member('payload'), 0, 2 ** 31 - 1, limits.payload),
    stuckQueue: countOf(member('stuckQueue'), 1, 2 ** 40, limits.stuckQueue),
    queue: countOf(member('queue'), 1, 2 ** 40, limits.queue),
  };
}

function policyOf(place: Place): ServerOptions['policy'] {
  const { policy } = defaultServerOptions;
  const member = membersOf(place, ['trusted', 'control', 'kernels', 'compilers']);
  return {
    trusted: choiceOf(member('trusted'), ['nobody', 'loopback', 'any'] as const, policy.trusted),
    control: flagOf(member('control'), policy.control),
    kernels: flagOf(member('kernels'), policy.kernels),
    compilers: flagOf(member('compilers'), policy.compilers),
  };
}

function advertisedOf(place: Place): string | null {
  if (place.value === undefined) return null;
  const text = textOf(place);
  try {
    networkAddressOctets(text);
    return text;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    place.faults.push(`${place.where}: it is ${JSON.stringify(text)}; write an IPv4 or IPv6 address, no name`);
    return null;
  }
}
