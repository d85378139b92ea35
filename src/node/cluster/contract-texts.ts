/**
 * What the cluster contract gives: addresses of 16 hexadecimal digits, UUIDs in the text of the original, the state of a node.
 * Leaves out what it takes (contract-args.ts). Source: spec/adapter.md, section cluster.
 */
import type { JsonObject } from '../../lib/contract.ts';
import { addressText, type ClusterAddress, uuidText } from '../../protocols/cluster/index.ts';
import type { NetName, ServerEvent, ServerView } from './types.ts';

/** An object's address. Hexadecimal of the contract is lower-case; either case is taken. */
export function digitsOf(address: ClusterAddress): string {
  return addressText(address).toLowerCase();
}

/** A net by its UUID and its name. */
export function netText({ uuid, name }: NetName): JsonObject {
  return { uuid: uuidText(uuid), name };
}

/** `state` of a node. */
export function nodeState({ net, self, nodes, endpoints }: ServerView): JsonObject {
  return {
    net: net && netText(net),
    self: digitsOf(self),
    nodes: nodes.map((node) => ({ ...node, uuid: uuidText(node.uuid), address: digitsOf(node.address) })),
    endpoints: endpoints.map(({ address, service, name }) => ({ address: digitsOf(address), service, name })),
  };
}

/** What came of an operation of a node that was done. */
export function doneText({ listen, net }: Extract<ServerEvent, { readonly kind: 'done' }>): JsonObject {
  return {
    ...(listen === undefined ? {} : { listen: { ...listen } }),
    ...(net === undefined ? {} : { net: netText(net) }),
  };
}
