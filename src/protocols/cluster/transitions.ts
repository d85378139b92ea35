/**
 * Who may send what to a node server, as data: by the verb, which connections it is taken from, and whether their policy must trust them.
 * A verb that is absent, or comes from elsewhere, is the error path: the packet is dropped and noticed. Leaves out what a verb does.
 * Source: spec/cluster.md sections 4.2, 5.1 and 8; rows 8, 10, 11, 24, 27, 42 and 50 of section 9.
 */
import type { VerbName } from './verbs.ts';

/** What stands at the other end: a node of the net, one that was let in to join, an endpoint. */
export type Sender = 'node' | 'joiner' | 'endpoint';

export interface Audience {
  readonly from: readonly Sender[];
  /** Obeyed only from nodes of the net, and from endpoints that the configuration trusts. */
  readonly isTrusted?: true;
}

const anybody: Audience = { from: ['node', 'joiner', 'endpoint'] };
const members: Audience = { from: ['node', 'endpoint'] };
const nodes: Audience = { from: ['node'] };
const trusted: Audience = { ...members, isTrusted: true };
const trustedEndpoints: Audience = { from: ['endpoint'], isTrusted: true };

/**
 * Verbs that a node server acts on. What an endpoint of another node sends comes on the link of that node.
 * Absent on purpose: answers to what a node never asks, `joinAnswer`, which is heard only where we join, and what is for hosts and loggers.
 */
export const serverVerbs: { readonly [Name in VerbName]?: Audience } = {
  ping: anybody,
  pingAnswer: nodes,
  join: { from: ['joiner'] },
  connect: nodes,
  connectAnswer: nodes,
  updateNodes: nodes,
  enumerateNodes: members,
  enumerateEndpoints: members,
  status: nodes,
  infoRequest: members,
  control: trusted,
  statusRequest: members,
  logPrimary: members,
  logBroadcast: nodes,
  launchHost: members,
  launchAnswer: trustedEndpoints,
  killHost: trusted,
  compile: members,
  killCompiler: members,
  compileNotice: { from: ['endpoint'] },
  allowTasks: trusted,
  queueStatus: trustedEndpoints,
};
