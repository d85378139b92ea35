/**
 * What a cluster node and an endpoint do when nothing else is configured. Power control, kernels and compilers are off.
 * Source: spec/cluster.md sections 7.2, 8 and 8.1; row 49.
 */
import { architectures, clusterLimits, systems } from '../../protocols/cluster/index.ts';
import type { EndpointOptions, ServerOptions } from './types.ts';

const SECOND_US = 1_000_000;
const MEBI = 1024 * 1024;

export const defaultServerOptions: Omit<ServerOptions, 'uuid' | 'name'> = {
  dialect: 'as-deployed',
  timers: {
    reconnectUs: 10 * SECOND_US,
    jitterUs: 2 * SECOND_US,
    statusUs: 10 * SECOND_US,
    handshakeUs: 10 * SECOND_US,
    readUs: 30 * SECOND_US,
    keepAliveUs: SECOND_US,
    launchUs: 60 * SECOND_US,
    probeUs: 2 * SECOND_US,
    stuckUs: 2 * SECOND_US,
  },
  limits: { payload: clusterLimits.payload, stuckQueue: 16 * MEBI, queue: 128 * MEBI },
  policy: { trusted: 'loopback', control: false, kernels: false, compilers: false },
  advertised: null,
  machine: {
    system: systems.unknown,
    architecture: architectures.unknown,
    processorName: '',
    physicalCores: 0,
    virtualCores: 0,
    clockFrequency: 0n,
    physicalMemory: 0n,
    systemVersionMajor: 0,
    systemVersionMinor: 0,
  },
};

export const defaultEndpointOptions: Omit<EndpointOptions, 'service'> = {
  handshakeUs: defaultServerOptions.timers.handshakeUs,
  readUs: defaultServerOptions.timers.readUs,
  payload: defaultServerOptions.limits.payload,
  dialect: defaultServerOptions.dialect,
};
