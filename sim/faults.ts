/**
 * Faults as data, and what each does to a network. Every fault says when it begins and ends and whom it hits.
 *
 * Leaves out crashes of hosts (a run's own affair: it must start them again) and everything outside of what TCP lets happen.
 */
import type { Cutting, Rule } from './link.ts';
import type { Network } from './network.ts';
import type { Simulation } from './simulation.ts';

/** A fault on the network. Hosts are names; `from` and `to` of null mean any. Times are microseconds of the simulation. */
export type NetworkFault =
  | {
      readonly kind: 'partition';
      readonly atUs: number;
      readonly untilUs: number;
      readonly from: string | null;
      readonly to: string | null;
    }
  | {
      readonly kind: 'delay';
      readonly atUs: number;
      readonly untilUs: number;
      readonly from: string | null;
      readonly to: string | null;
      readonly extraUs: number;
    }
  | {
      readonly kind: 'cutting';
      readonly atUs: number;
      readonly untilUs: number;
      readonly to: string | null;
      readonly cutting: Cutting;
    }
  | { readonly kind: 'refuse'; readonly atUs: number; readonly untilUs: number; readonly to: string }
  /** Both ends of every connection of a host hear a reset. */
  | { readonly kind: 'reset'; readonly atUs: number; readonly host: string }
  /** Somebody on the way ends one direction of every connection of a host. */
  | { readonly kind: 'half-close'; readonly atUs: number; readonly host: string; readonly isOutgoing: boolean };

/** A rule for what a fault does as long as it lasts; null where it does it at once. */
const ruleOf = (fault: NetworkFault, numberOf: (name: string | null) => number | null): Rule | null => {
  if (fault.kind === 'reset' || fault.kind === 'half-close') return null;
  const to = numberOf(fault.to);
  if (fault.kind === 'cutting')
    return { cutting: (_from, target) => (to === null || to === target ? fault.cutting : undefined) };
  if (fault.kind === 'refuse') return { refuses: (target) => target === to };
  const from = numberOf(fault.from);
  const isHit = (source: number, target: number): boolean =>
    (from === null || from === source) && (to === null || to === target);
  if (fault.kind === 'partition') return { blocks: isHit };
  return { delayUs: (source, target) => (isHit(source, target) ? fault.extraUs : 0) };
};

const strike = (
  network: Network,
  fault: Extract<NetworkFault, { kind: 'reset' | 'half-close' }>,
  host: number,
): void => {
  for (const socket of network.streams.sockets) {
    if (socket.host !== host || socket.state !== 'open') continue;
    if (fault.kind === 'reset') network.streams.breakOff(socket);
    else network.streams.cut(fault.isOutgoing ? socket : socket.peer!);
  }
};

/** Puts faults on the network at their times and takes them off again. Each is in the trace. */
export const planFaults = (sim: Simulation, network: Network, faults: readonly NetworkFault[]): void => {
  for (const fault of faults) {
    sim.callAfter(fault.atUs - sim.nowUs, () => {
      sim.trace.noteValue(sim.nowUs, 'fault', 'network', fault);
      if (fault.kind === 'reset' || fault.kind === 'half-close')
        return strike(network, fault, network.numberOf(fault.host));
      const rule = ruleOf(fault, (name) => (name === null ? null : network.numberOf(name)))!;
      network.install(rule);
      sim.callAfter(fault.untilUs - fault.atUs, () => network.remove(rule));
      return undefined;
    });
  }
};
