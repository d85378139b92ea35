/**
 * What a node says to another one's handshake: whom it lets join, whom it lets connect, and which of two connections stays.
 * Leaves out octets and the answer itself (the core). Source: spec/cluster.md sections 3.3, 7.4 and 8.1; rows 11, 13, 44, 49.
 */
import { type Uuid, ZERO_UUID } from '../../../protocols/cluster/index.ts';
import type { Greeting, Link, NetPart, ServerCore } from '../core.ts';
import type { Admission } from './admission.ts';
import type { Connector } from './connector.ts';
import { nodeOf } from './edits.ts';
import type { Membership } from './membership.ts';
import { createProbes, type Probes } from './probes.ts';

type Answer = (greeting: Greeting) => void;

const refusal = (reason: string): Greeting => ({ kind: 'refuse', reason });

export interface Greeter extends Pick<Probes, 'ended' | 'clear'> {
  readonly greet: NetPart['greet'];
}

/** The greeter of a server. */
export function createGreeter(
  core: ServerCore,
  membership: Membership,
  admission: Admission,
  connector: Connector,
): Greeter {
  const probes = createProbes(core);
  const own = core.options.uuid;

  function greet(link: Link, uuid: Uuid, target: Uuid, answer: Answer): void {
    if (uuid === own || uuid === ZERO_UUID) return answer(refusal('it calls itself by a UUID that is not its own'));
    if (target === ZERO_UUID) return answer(admission.consume(link) ? { kind: 'join' } : refusal('nobody may join'));
    if (target !== own) return answer(refusal('it means another node'));
    return connect(link, uuid, answer);
  }

  function connect(link: Link, uuid: Uuid, answer: Answer): void {
    if (link.kind !== 'new') return;
    const { table } = membership;
    const entry = table === null ? undefined : nodeOf(table, uuid);
    if (entry === undefined) return answer(refusal('it is not in the net'));
    const old = core.linkOf(uuid);
    if (old !== null) return probes.compare(old, link, { uuid, answer, taken: () => connect(link, uuid, answer) });
    if (isOursFirst(uuid)) return connector.whenDialled(() => afterOurs(link, uuid, answer));
    answer({ kind: 'connect', address: entry.address });
  }

  /**
   * Two nodes dial each other at once. Row 49, read by both sides alike, would drop both connections; so the one that the node with
   * the smaller UUID dialled stays: where that is ours, theirs waits until ours has been answered; where it is theirs, it is taken,
   * and ours is dropped when it is answered.
   */
  function isOursFirst(uuid: Uuid): boolean {
    return connector.isDialling(uuid) && own < uuid;
  }

  function afterOurs(link: Link, uuid: Uuid, answer: Answer): void {
    if (link.kind !== 'new') return;
    if (core.linkOf(uuid) === null) connect(link, uuid, answer);
    else answer(refusal('a connection that was dialled at the same time stays'));
  }

  return { greet, ended: probes.ended, clear: probes.clear };
}
