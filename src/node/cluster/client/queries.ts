/**
 * Questions to nodes and what their answers hold. Leaves out how an answer finds its question (endpoint/requests.ts).
 * Source: spec/cluster.md sections 5.2, 5.4 and 7.5.
 */
import {
  type ClusterAddress,
  type ClusterMessages,
  nodeEndpointsStruct,
  nodeInfoStruct,
  nodesStruct,
  nodeStatusStruct,
  PROGRESS_UNKNOWN,
  verbs,
} from '../../../protocols/cluster/index.ts';
import type { FormatResult, NodeEndpointsStruct, NodesStruct } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import type { Attachment } from '../endpoint/attachment.ts';
import type { Requests } from '../endpoint/requests.ts';
import type { Query, QueryAnswer } from './types.ts';

/** What queries are asked through. */
export interface Asker {
  readonly attachment: Attachment;
  readonly requests: Requests;
  readonly messages: ClusterMessages;
}

/** Called once: with what was asked for, or with a sentence why there is none. */
export type Answered<Value> = (value: Value | null, reason: string) => void;

const NOTHING = new Uint8Array(0);

/** Asks any query. UsageError for a service identifier that is no text. */
export function ask(asker: Asker, query: Query, done: Answered<QueryAnswer>): void {
  switch (query.kind) {
    case 'nodes':
      return enumerateNodes(asker, query.onlineOnly, (nodes, reason) =>
        done(nodes && { kind: 'nodes', nodes }, reason),
      );
    case 'endpoints':
      return enumerateEndpoints(asker, query, (endpoints, reason) =>
        done(endpoints && { kind: 'endpoints', endpoints }, reason),
      );
    case 'status':
      return askStatus(asker, query.node, done);
    case 'info':
      return askInfo(asker, query.node, done);
    case 'ping': {
      const request = { verb: verbs.ping, to: query.node, payload: query.payload, answer: verbs.pingAnswer };
      return asker.requests.ask(request, (payload) => done(payload && { kind: 'ping', payload }, NO_ANSWER));
    }
  }
}

const NO_ANSWER = 'no answer';

/** Asks one's own node for the nodes of its net. */
export function enumerateNodes(
  { attachment, requests }: Asker,
  onlineOnly: boolean,
  done: Answered<NodesStruct['nodes']>,
): void {
  const request = { verb: verbs.enumerateNodes, to: attachment.node, payload: NOTHING, answer: verbs.nodes };
  requests.ask(request, (payload) =>
    understand(payload, nodesStruct.read, done, ({ nodes }) => nodes.filter(({ online }) => online || !onlineOnly)),
  );
}

type Endpoints = NodeEndpointsStruct['endpoints'];

/**
 * Endpoints of one node, or of all that are online, merged. Ambiguity: answers are told apart by their verb only, so that those
 * of several nodes stand in the order in which they came. 7.5.
 */
function enumerateEndpoints(
  asker: Asker,
  { service, node }: Extract<Query, { kind: 'endpoints' }>,
  done: Answered<Endpoints>,
): void {
  if (node !== null) return askEndpoints(asker, service, node, done);
  enumerateNodes(asker, true, (nodes, reason) => {
    if (nodes === null || nodes.length === 0) return done(nodes === null ? null : [], reason);
    const merged: Endpoints[number][] = [];
    let open = nodes.length;
    let isFailed = false;
    for (const { address } of nodes) {
      askEndpoints(asker, service, address, (endpoints, why) => {
        open -= 1;
        if (isFailed) return;
        isFailed = endpoints === null;
        merged.push(...(endpoints ?? []));
        if (isFailed) done(null, why);
        else if (open === 0) done(merged, '');
      });
    }
  });
}

function askEndpoints(
  { requests, messages }: Asker,
  service: string,
  to: ClusterAddress,
  done: Answered<Endpoints>,
): void {
  const payload = encode(messages.enumerateEndpoints, { service });
  requests.ask({ verb: verbs.enumerateEndpoints, to, payload, answer: verbs.endpoints }, (answer) =>
    understand(answer, nodeEndpointsStruct.read, done, ({ endpoints }) => endpoints),
  );
}

/** A progress of FFFFFFFF complete is a failure, as for the original's clients. */
function askStatus({ requests }: Asker, to: ClusterAddress, done: Answered<QueryAnswer>): void {
  const request = { verb: verbs.statusRequest, to, payload: NOTHING, answer: verbs.status };
  requests.ask(request, (payload) =>
    understand(payload, nodeStatusStruct.read, done, (status): QueryAnswer | null =>
      status.progressComplete === PROGRESS_UNKNOWN ? null : { kind: 'status', status },
    ),
  );
}

function askInfo({ requests }: Asker, to: ClusterAddress, done: Answered<QueryAnswer>): void {
  const request = { verb: verbs.infoRequest, to, payload: NOTHING, answer: verbs.info };
  requests.ask(request, (payload) =>
    understand(payload, nodeInfoStruct.read, done, (info): QueryAnswer => ({ kind: 'info', info })),
  );
}

function understand<Read, Value>(
  payload: Uint8Array | null,
  read: (octets: Uint8Array) => FormatResult<Read>,
  done: Answered<Value>,
  valueOf: (read: Read) => Value | null,
): void {
  if (payload === null) return done(null, NO_ANSWER);
  const result = read(payload);
  if (result.kind === 'bad') return done(null, `the answer cannot be read: ${result.fault.code}`);
  const value = valueOf(result.value);
  done(value, value === null ? 'the answer says that there is none' : '');
}
