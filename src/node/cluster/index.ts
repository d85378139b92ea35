/** The reference behaviour of the cluster protocol: its node, its endpoints, and both behind the adapter contract. Source: spec/cluster.md. */
import type { Machine } from '../../lib/machine.ts';
import { ClusterEndpoint } from './endpoint/endpoint.ts';
import type { EndpointCommand, EndpointEvent, EndpointOptions } from './types.ts';

export { BadRequest } from '../contract/args.ts';
export { createClusterContract } from './contract.ts';
export { type Order, readOrder } from './contract-args.ts';
export { digitsOf, doneText, nodeState } from './contract-texts.ts';
export { defaultEndpointOptions, defaultServerOptions } from './defaults.ts';
export { createClusterServer } from './server.ts';
export type * from './types.ts';

/** An endpoint of a node: dials it as one service, gives packets as events. UsageError for a service whose texts do not fit. */
export function createClusterEndpoint(
  options: EndpointOptions,
): Machine<EndpointCommand, EndpointEvent> & { view(): ReturnType<ClusterEndpoint['view']> } {
  return new ClusterEndpoint(options);
}
