/**
 * An endpoint with somebody who stands on it: what comes is told to the user, what the user says goes through the same step.
 * Leaves out what any service does with it. Source: spec/cluster.md sections 4.4 and 7.5.
 */
import type { Address, Env, Input, Out } from '../../../lib/machine.ts';
import type { ClusterAddress } from '../../../protocols/cluster/index.ts';
import type { EndpointCommand, EndpointEvent, EndpointOptions } from '../types.ts';
import { ClusterEndpoint, type EndpointOut } from './endpoint.ts';

/** A packet for an endpoint. `payload` is the receiver's. */
export type Message = Extract<EndpointEvent, { readonly kind: 'message' }>;

/** Whoever stands on an endpoint. */
export interface EndpointUser {
  connected(): void;
  refused(reason: string): void;
  message(message: Message): void;
  /** Once for each connection, also after one's own `disconnect`. */
  closed(reason: string): void;
}

export class Attachment {
  private readonly endpoint: ClusterEndpoint;
  private readonly user: EndpointUser;
  private readonly sink: EndpointOut;
  private out: Out<never> = null as never;
  /** The time of the step under way. */
  env: Env = { nowUs: 0, wallMs: 0 };

  constructor(options: EndpointOptions, user: EndpointUser) {
    this.endpoint = new ClusterEndpoint(options);
    this.user = user;
    this.sink = {
      connect: (conn, address) => this.out.connect(conn, address),
      send: (conn, data) => this.out.send(conn, data),
      end: (conn) => this.out.end(conn),
      abort: (conn) => this.out.abort(conn),
      event: (event) => this.event(event),
    };
  }

  /** Addresses of the endpoint and of its node; zero while there is no connection. */
  get self(): ClusterAddress {
    return this.endpoint.view()?.self ?? 0n;
  }

  get node(): ClusterAddress {
    return this.endpoint.view()?.node ?? 0n;
  }

  get isConnected(): boolean {
    return this.endpoint.view() !== null;
  }

  get wakeAtUs(): number | null {
    return this.endpoint.wakeAtUs;
  }

  /** Every step of a user's begins with this. */
  step(input: Input<unknown>, env: Env, out: Out<unknown>): void {
    this.env = env;
    this.out = out as Out<never>;
    if (input.kind !== 'command' && input.kind !== 'start') this.endpoint.step(input, env, this.sink);
  }

  connect(at: Address): void {
    this.tell({ kind: 'connect', at });
  }

  /** Nothing happens while there is no connection. */
  send(verb: number, to: ClusterAddress, payload: Uint8Array): void {
    this.tell({ kind: 'send', verb, to, payload });
  }

  disconnect(): void {
    this.tell({ kind: 'disconnect' });
  }

  private tell(command: EndpointCommand): void {
    this.endpoint.step({ kind: 'command', command }, this.env, this.sink);
  }

  private event(event: EndpointEvent): void {
    switch (event.kind) {
      case 'connected':
        return this.user.connected();
      case 'refused':
        return this.user.refused(event.reason);
      case 'message':
        return this.user.message(event);
      case 'closed':
        return this.user.closed(event.reason);
      case 'ready':
      case 'stopped':
        return;
    }
  }
}
