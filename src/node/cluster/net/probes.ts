/**
 * A node that is connected connects again: its old link is pinged; any packet on it within a time refuses the new one, silence gives
 * it the old one's place. Leaves out who may connect (greeting.ts). Source: spec/cluster.md section 8.1.
 */
import { type Uuid, verbs } from '../../../protocols/cluster/index.ts';
import type { Greeting, Link, ServerCore } from '../core.ts';

/** A newcomer: how it is refused, and what is done when the old link is out of its way. */
export interface Newcomer {
  readonly uuid: Uuid;
  answer(greeting: Greeting): void;
  taken(): void;
}

export interface Probes {
  /** Finds out whether the old link lives. */
  compare(old: Link, link: Link, newcomer: Newcomer): void;
  /** A link is over. */
  ended(link: Link): void;
  /** The node goes offline. */
  clear(): void;
}

interface Probe {
  readonly old: Link;
  readonly sinceUs: number;
  link: Link;
  newcomer: Newcomer;
}

const PING = new Uint8Array(0);

/**
 * How often in the time for an answer the old link is looked at: the newcomer's connector stands still meanwhile, and mostly the
 * answer comes at once. Our choice.
 */
const LOOKS = 20;

/** Whether the old link is there and something came on it since it was pinged. */
const isHeard = ({ old, sinceUs }: Probe): boolean => old.kind === 'node' && old.heardAtUs > sinceUs;

/** The probes of a server: at most one for each node. */
export function createProbes(core: ServerCore): Probes {
  const probes = new Map<Uuid, Probe>();
  const deadline = (uuid: Uuid): string => `net/probe/${uuid}`;

  function compare(old: Link, link: Link, newcomer: Newcomer): void {
    const { uuid, answer } = newcomer;
    const probe = probes.get(uuid);
    if (probe === undefined) return begin(old, link, newcomer);
    if (probe.link.kind === 'new') return answer({ kind: 'refuse', reason: 'a connection of that node is looked at' });
    probe.link = link;
    probe.newcomer = newcomer;
    return undefined;
  }

  function begin(old: Link, link: Link, newcomer: Newcomer): void {
    const { uuid } = newcomer;
    const sinceUs = core.env.nowUs;
    probes.set(uuid, { old, sinceUs, link, newcomer });
    core.send(old, verbs.ping, PING);
    lookAgain(uuid);
  }

  function lookAgain(uuid: Uuid): void {
    const stepUs = Math.ceil(core.options.timers.probeUs / LOOKS);
    core.at(deadline(uuid), core.env.nowUs + stepUs, () => look(uuid));
  }

  function look(uuid: Uuid): void {
    const probe = probes.get(uuid);
    if (probe === undefined) return;
    const isLate = core.env.nowUs >= probe.sinceUs + core.options.timers.probeUs;
    if (isLate || isHeard(probe)) decide(uuid);
    else lookAgain(uuid);
  }

  function decide(uuid: Uuid): void {
    const probe = probes.get(uuid);
    if (probe === undefined) return;
    const { old, newcomer } = probe;
    probes.delete(uuid);
    if (isHeard(probe)) {
      return newcomer.answer({ kind: 'refuse', reason: 'it is connected, and that connection lives' });
    }
    if (core.linkOf(uuid) === old) {
      core.detach(old);
      core.close(old);
    }
    newcomer.taken();
  }

  function ended(link: Link): void {
    for (const [uuid, { old }] of probes) {
      if (old !== link) continue;
      core.cancel(deadline(uuid));
      decide(uuid);
    }
  }

  function clear(): void {
    for (const uuid of probes.keys()) core.cancel(deadline(uuid));
    probes.clear();
  }

  return { compare, ended, clear };
}
