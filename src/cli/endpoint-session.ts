/**
 * An endpoint of a node as a program that only talks uses it: connects, sends, and ends with all that was said.
 * Leaves out what it says and what comes to it; what is said after the node is gone is lost. Source: spec/cluster.md section 7.5.
 */
import { createMachineHost } from '../host/machine-host.ts';
import { HostError } from '../lib/errors.ts';
import type { Address } from '../lib/machine.ts';
import { createClusterEndpoint, defaultEndpointOptions } from '../node/cluster/index.ts';
import type { EndpointEvent, EndpointService } from '../node/cluster/index.ts';
import type { ClusterAddress } from '../protocols/cluster/index.ts';

export interface EndpointSession {
  readonly self: ClusterAddress;
  readonly node: ClusterAddress;
  /** Octets belong to the session from now on. */
  send(verb: number, to: ClusterAddress, payload: Uint8Array): void;
  /** Resolves when all that was sent has left. */
  close(): Promise<void>;
}

/** Connects as `service` to the node at `at`. `folder` is the program's own. Rejects with HostError where the node cannot be had. */
export function openEndpointSession(service: EndpointService, at: Address, folder: string): Promise<EndpointSession> {
  const machine = createClusterEndpoint({ ...defaultEndpointOptions, service });
  return new Promise((resolve, reject) => {
    const host = createMachineHost({ machine, folder, onEvent });
    host.command({ kind: 'connect', at });
    const session = {
      send: (verb: number, to: ClusterAddress, payload: Uint8Array) =>
        host.command({ kind: 'send', verb, to, payload }),
      close: () => new Promise<void>((done) => host.close(done)),
    };
    function onEvent(event: EndpointEvent): void {
      if (event.kind === 'connected') resolve({ ...session, self: event.self, node: event.node });
      else if (event.kind === 'refused')
        host.close(() => reject(new HostError(`the node at ${at.host}:${at.port}: ${event.reason}`)));
    }
  });
}
