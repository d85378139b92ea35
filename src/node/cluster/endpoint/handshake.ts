/**
 * The endpoint's side of the handshake: its octets for each service, and what the node's answer says.
 * Leaves out the connection and its time-out (endpoint.ts). Source: spec/cluster.md sections 3.1, 3.2 and 3.4.
 */
import { UsageError } from '../../../lib/errors.ts';
import {
  type ClusterAddress,
  type ClusterMessages,
  levels,
  objectTypes,
  partsOf,
} from '../../../protocols/cluster/index.ts';
import { decode, encode } from '../../../wire/index.ts';
import type { EndpointService } from '../types.ts';

const services = { client: objectTypes.jobClient, host: objectTypes.jobHost, logger: objectTypes.logger } as const;

/** The octets of the handshake of a service. UsageError for a custom service with an empty text, or one that does not fit. */
export function writeHandshake(messages: ClusterMessages, service: EndpointService): Uint8Array {
  if (typeof service === 'string') return encode(messages.handshakeService, { type: services[service] });
  const { id: identifier, name } = service;
  // Row 39: a node refuses them, so that they are the caller's mistake.
  if (identifier === '' || name === '') throw new UsageError('a custom service has an identifier and a name');
  return encode(messages.handshakeCustom, { identifier, name });
}

/** What a node said to a handshake; `end` is where its packets begin. */
export type NodeAnswer =
  | { readonly kind: 'taken'; readonly self: ClusterAddress; readonly node: ClusterAddress; readonly end: number }
  | { readonly kind: 'need' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads the answer from the first octets of a connection. Level 00 of the own address is a refusal: originals do not look (3.4).
 * Ambiguity: the page asks an endpoint to look at the signature and at that level only, so that any other address is taken.
 */
export function readAnswer(messages: ClusterMessages, octets: Uint8Array): NodeAnswer {
  const read = decode(messages.handshakeAnswer, octets);
  if (read.kind === 'need') return { kind: 'need' };
  if (read.kind === 'bad') return { kind: 'refused', reason: `what answers is no node: bad ${read.fault.field}` };
  const { object: self, server: node } = read.value;
  if (partsOf(self).level === levels.none) return { kind: 'refused', reason: 'the node refuses the handshake' };
  return { kind: 'taken', self, node, end: read.end };
}
