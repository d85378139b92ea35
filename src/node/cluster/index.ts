/**
 * The reference behaviour of the cluster protocol: its node, its endpoints, and both behind the adapter contract. Source:
 * spec/cluster.md.
 */
import type { Machine } from '../../lib/machine.ts';
import { ClusterClient } from './client/client.ts';
import { CompileClient } from './client/compile-client.ts';
import { JobClient } from './client/job-client.ts';
import type {
  ClientCommand,
  ClientEvent,
  ClientOptions,
  CompileCommand,
  CompileEvent,
  JobCommand,
  JobEvent,
  JobView,
} from './client/types.ts';
import { JobHost } from './host/job-host.ts';
import type { JobHostCommand, JobHostEvent, JobHostOptions } from './host/types.ts';
import { ClusterEndpoint } from './endpoint/endpoint.ts';
import type { EndpointCommand, EndpointEvent, EndpointOptions } from './types.ts';

export { BadRequest } from '../contract/args.ts';
export {
  buildFailure,
  compileHostService,
  isPacked,
  OUTPUT_FOLDER,
  OUTPUT_PACKAGE,
  outputName,
  packOutput,
} from './compile/output.ts';
export { createClusterContract } from './contract.ts';
export { type Order, readOrder } from './contract-args.ts';
export { digitsOf, doneText, nodeState } from './contract-texts.ts';
export { defaultEndpointOptions, defaultServerOptions } from './defaults.ts';
export { createClusterServer } from './server.ts';
export type * from './client/types.ts';
export type * from './host/types.ts';
export type * from './types.ts';

/** An endpoint of a node: dials it as one service, gives packets as events. UsageError for a service whose texts do not fit. */
export function createClusterEndpoint(
  options: EndpointOptions,
): Machine<EndpointCommand, EndpointEvent> & { view(): ReturnType<ClusterEndpoint['view']> } {
  return new ClusterEndpoint(options);
}

/** A client that asks nodes questions and writes lines of log; as a logger it gets them. UsageError as `createClusterEndpoint`. */
export function createClusterClient(options: EndpointOptions): Machine<ClientCommand, ClientEvent> {
  return new ClusterClient(options);
}

/** A client that has sources compiled by a node. */
export function createCompileClient(options: ClientOptions): Machine<CompileCommand, CompileEvent> {
  return new CompileClient(options);
}

/** A client that computes one thing on every node of the net that is online. */
export function createJobClient(options: ClientOptions): Machine<JobCommand, JobEvent> & { view(): JobView } {
  return new JobClient(options);
}

/** A host that runs tasks of one kernel, for whoever runs the kernel. */
export function createJobHost(options: JobHostOptions): Machine<JobHostCommand, JobHostEvent> {
  return new JobHost(options);
}
