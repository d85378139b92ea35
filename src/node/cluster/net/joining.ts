/**
 * The joiner's side of joining: it dials, asks, and keeps the net of the answer. Going online in it is a step of its own (8.1).
 * Leaves out the acceptor's side (admission.ts). Source: spec/cluster.md sections 3.4, 5.3 and 7.3; rows 5-7.
 */
import type { Address } from '../../../lib/machine.ts';
import {
  clusterMessages,
  levels,
  networkAddressOctets,
  partsOf,
  verbs,
  type NetTable,
  ZERO_UUID,
} from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import type { Dialled, Link, Packet, ServerCore } from '../core.ts';
import { nodeOf, normalAddress } from './edits.ts';
import type { Nets } from './nets.ts';
import { readTable } from './table-cache.ts';

const ANSWER_TIME = 'net/join';

/** How joining came out. */
export type Joined = { readonly table: NetTable } | { readonly reason: string };

export interface JoinRequest {
  /** Of a node that accepts; its host is a network address: names are never resolved. */
  readonly at: Address;
  /** Where this node will listen; the port is no longer 0. */
  readonly listen: Address;
}

/** Joins the net of another node and stores it; `done` once. */
export function joinNet(core: ServerCore, nets: Nets, request: JoinRequest, done: (joined: Joined) => void): void {
  const reached = normalAddress(request.at.host);
  if (reached === null) return done({ reason: `no network address: ${JSON.stringify(request.at.host)}` });
  core.dialNode(request.at, core.options.uuid, ZERO_UUID, (dialled) => {
    const link = admittedLink(core, dialled);
    if (typeof link === 'string') return done({ reason: link });
    ask({ core, nets, request, reached }, link, dialled as Answered, done);
  });
}

type Answered = Extract<Dialled, { kind: 'answered' }>;

/** The link on which to ask, or why there is none. An address of level 0 refuses; originals would ask all the same (3.4). */
function admittedLink(core: ServerCore, dialled: Dialled): Link | string {
  if (dialled.kind === 'failed') return dialled.reason;
  if (partsOf(dialled.server).level === levels.node) return dialled.link;
  core.close(dialled.link);
  return 'the node refused';
}

interface Joining {
  readonly core: ServerCore;
  readonly nets: Nets;
  readonly request: JoinRequest;
  readonly reached: string;
}

function ask(joining: Joining, link: Link, { server }: Answered, done: (joined: Joined) => void): void {
  const { core, request, reached } = joining;
  let isOver = false;
  const finish = (joined: Joined | null): void => {
    if (isOver) return;
    isOver = true;
    core.cancel(ANSWER_TIME);
    // The joiner closes (row 7).
    core.close(link);
    if (joined !== null) done(joined);
  };
  const heard = (packet: Packet): void => {
    if (isOver) return;
    const table = answeredTable(joining, packet);
    finish(typeof table === 'string' ? { reason: table } : null);
    if (typeof table !== 'string') keep(joining, table, done);
  };
  core.join(link, heard, () => finish({ reason: 'the connection ended before the answer' }));
  core.at(ANSWER_TIME, core.env.nowUs + core.options.timers.handshakeUs, () => finish({ reason: 'no answer in time' }));
  const { join } = clusterMessages({ payload: core.options.limits.payload });
  const value = { ip: networkAddressOctets(reached), port: request.listen.port, name: core.options.name };
  core.send(link, verbs.join, encode(join, value), server);
}

/** The table of the answer as we keep it, or what is wrong with it. Any other verb means that joining failed. */
function answeredTable({ core, nets }: Joining, packet: Packet): NetTable | string {
  if (packet.verb !== verbs.joinAnswer) return 'the node answered something else';
  const read = readTable(packet.payload);
  if (read.kind === 'bad') return `the answer's net table cannot be read (${read.fault.code})`;
  const { table } = read.value;
  if (nets.has(table.uuid)) return 'this node knows a net of that UUID already';
  // Ambiguity: the page does not say what a joiner does with a table that lacks it; it could never go online, so joining has failed.
  if (nodeOf(table, core.options.uuid) === undefined) return "the answer's net table does not have this node";
  return table.autoconnect ? { ...table, autoconnect: false } : table;
}

function keep({ core, nets, request }: Joining, table: NetTable, done: (joined: Joined) => void): void {
  nets.add({ table, listenHost: request.listen.host });
  nets.save((error) => {
    if (error !== undefined) nets.forget(table.uuid);
    else core.tell({ kind: 'table', table });
    done(error === undefined ? { table } : { reason: error });
  });
}
