/**
 * The cluster protocol as a probe speaks it: first the handshake, then packets; their titles; what a played node owes by itself.
 * Leaves out every rule that a subject is to keep: those stand in the features. Source: spec/cluster.md sections 3 to 5.
 */
import { clusterLimits, clusterMessages, objectOf, verbs } from '../../protocols/cluster/index.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { decode } from '../../wire/index.ts';
import type { Dialect, Said } from '../dialect.ts';
import { shownHandshake, shownPacket } from './shown.ts';
import { readVerb, verbTitle } from './titles.ts';

/** What the suite is on a link. `server` is the node to which an endpoint under test connects. */
export type PlayedRole = 'endpoint' | 'node' | 'joiner' | 'server';
/** Who dialled: the one who says the handshake request. */
export type Dialler = 'suite' | 'subject';

export interface ClusterDialect extends Dialect {
  /** What the suite is on this link, from now on. */
  role: PlayedRole;
  /** Whether a played node answers pings that no scenario waits for. True at first. */
  answersPings: boolean;
}

/** The declarations that the suite speaks by. */
export const messages = clusterMessages(clusterLimits);

const SIGNATURES = { request: Buffer.from('ECLFAUTH'), answer: Buffer.from('ECLFRESP') };
export const HANDSHAKE = 'handshake';
export const HANDSHAKE_ANSWER = 'handshake answer';

const requests = {
  ...{ node: messages.handshakeNode, service: messages.handshakeService },
  ...{ custom: messages.handshakeCustom, other: messages.handshakeHead },
} as const satisfies Readonly<Record<string, MessageSpec>>;

/** A packet as the suite says it. */
export function packetOf(verb: number, destination: bigint, origin: bigint, payload: Uint8Array): Said {
  return { spec: messages.packet, value: { verb, destination, origin, payload } };
}

/** A fresh side of a connection. */
export function createClusterDialect(role: PlayedRole, dialler: Dialler): ClusterDialect {
  /** Whether the subject has said its part of the handshake. */
  let isGreeted = false;
  const dialect: ClusterDialect = {
    role,
    answersPings: true,
    pick: (octets) =>
      isGreeted ? messages.packet : dialler === 'suite' ? messages.handshakeAnswer : requestOf(octets),
    titleOf,
    openingOf: (title) => openingOf(title),
    shownOf: (said) => (said.spec === messages.packet ? shownPacket(messages, said.value) : shownHandshake(said.value)),
    sent: () => undefined,
    heard: () => void (isGreeted = true),
    courtesy: (said) => courtesy(dialect, said),
    flawOf: () => null,
  };
  return dialect;
}

/** The declaration of a handshake request; its head alone while its object type is not there. */
function requestOf(octets: Uint8Array): MessageSpec {
  const head = decode(messages.handshakeHead, octets);
  return head.kind === 'ok' ? requests[objectOf(head.value.type)] : messages.handshakeHead;
}

function titleOf({ spec, value }: Said): string {
  if (spec === messages.packet) return verbTitle(Number(value['verb']));
  return spec === messages.handshakeAnswer ? HANDSHAKE_ANSWER : HANDSHAKE;
}

function openingOf(title: string): Uint8Array | undefined {
  if (title === HANDSHAKE) return SIGNATURES.request;
  if (title === HANDSHAKE_ANSWER) return SIGNATURES.answer;
  const verb = readVerb(title);
  if (verb === undefined) return undefined;
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, verb, true);
  return octets;
}

/** What every member of a net gets unasked: how a node does, and its table. Source: 5.1. */
const unasked: readonly number[] = [verbs.status, verbs.connect, verbs.connectAnswer, verbs.updateNodes];

/**
 * A played node passes over what nodes tell each other by themselves, and answers a ping, by which a subject may look whether an old link
 * lives. An endpoint gets nothing unasked. Source: 5.1; 8.1; 9.1 number 9.
 */
function courtesy({ role, answersPings }: ClusterDialect, { spec, value }: Said): readonly Said[] | null {
  if (role !== 'node' || spec !== messages.packet) return null;
  const verb = Number(value['verb']);
  if (unasked.includes(verb)) return [];
  if (verb !== verbs.ping) return null;
  const { destination, origin, payload } = value as { destination: bigint; origin: bigint; payload: Uint8Array };
  return answersPings ? [packetOf(verbs.pingAnswer, origin, destination, payload)] : [];
}
