/**
 * Our node and endpoint behind the adapter contract: one instance of each role, operations become commands, events become lines.
 * Leaves out the lines themselves and the host (src/cli/adapter.ts, sim/sim-world.ts). Source: spec/adapter.md, section cluster.
 */
import type { ContractEventLine, ContractServer, JsonObject } from '../../lib/contract.ts';
import { toHex } from '../../lib/hex.ts';
import { type Answer, error, type Instance, ok, settle, type Waiting } from '../contract/answers.ts';
import { readAddress, readHex, readObject } from '../contract/args.ts';
import { RoleServer } from '../contract/role-server.ts';
import type { Hosting } from '../hosting.ts';
import {
  type Order,
  readDialect,
  readEndpoint,
  readObjectAddress,
  readOrder,
  readServerConfig,
  readVerb,
} from './contract-args.ts';
import { digitsOf, doneText, nodeState } from './contract-texts.ts';
import { defaultServerOptions } from './defaults.ts';
import type { ClusterEndpoint } from './endpoint/endpoint.ts';
import { createClusterServer } from './server.ts';
import type { EndpointCommand, EndpointEvent, ServerCommand, ServerEvent } from './types.ts';

type NodeInstance = Instance<ServerCommand, ReturnType<typeof createClusterServer>>;
type EndpointInstance = Instance<EndpointCommand, ClusterEndpoint>;

interface Instances {
  node: NodeInstance;
  endpoint: EndpointInstance;
}

const form = { protocol: 'cluster', claims: ['timers', 'kernels', 'compilers'] } as const;

/** The contract's server over the reference. `emit` gets events in order. */
export function createClusterContract(hosting: Hosting, emit: (event: ContractEventLine) => void): ContractServer {
  return new ClusterContract(hosting, emit);
}

class ClusterContract extends RoleServer<Instances> {
  private dialect = defaultServerOptions.dialect;
  private tickets = 0;

  constructor(hosting: Hosting, emit: (event: ContractEventLine) => void) {
    super(form, { node: null, endpoint: null }, hosting, emit);
  }

  protected override readProfile(args: JsonObject): void {
    this.dialect = readDialect(args);
  }

  protected override start(role: keyof Instances, args: JsonObject, answer: Answer): void {
    if (role === 'node') this.startNode(args, answer);
    else this.startEndpoint(args, answer);
  }

  protected override stateOf(role: keyof Instances): JsonObject {
    const { node, endpoint } = this.live;
    if (role === 'node' && node !== null) return nodeState(node.machine.view());
    const view = endpoint?.machine.view() ?? null;
    return { self: view && digitsOf(view.self), node: view && digitsOf(view.node) };
  }

  protected override perform(op: string, args: JsonObject, answer: Answer): void {
    switch (op) {
      case 'connect':
      case 'send':
      case 'disconnect':
        return this.endpointOperation(op, args, answer);
      default:
        return this.nodeOperation(readOrder(op, args), op, answer);
    }
  }

  private startNode(args: JsonObject, answer: Answer): void {
    const machine = createClusterServer(readServerConfig(readObject(args, 'config'), this.dialect));
    const waiting: Waiting = new Map([['ready', answer]]);
    const hosted = this.hosting.start('node', machine, (event) => this.nodeEvent(waiting, event));
    this.live.node = { machine, hosted, waiting };
  }

  private startEndpoint(args: JsonObject, answer: Answer): void {
    const machine = readEndpoint(args, this.dialect);
    const waiting: Waiting = new Map([['ready', answer]]);
    const hosted = this.hosting.start('endpoint', machine, (event) => this.endpointEvent(waiting, event));
    this.live.endpoint = { machine, hosted, waiting };
  }

  private nodeOperation(order: Order | null, op: string, answer: Answer): void {
    if (order === null) return answer(error('unsupported', `no operation "${op}"`));
    const { node } = this.live;
    if (node === null) return answer(error('failed', 'no node runs'));
    this.tickets += 1;
    node.waiting.set(`ticket ${this.tickets}`, answer);
    node.hosted.command({ ...order, ticket: this.tickets } as ServerCommand);
  }

  private nodeEvent(waiting: Waiting, event: ServerEvent): void {
    switch (event.kind) {
      case 'ready':
        return settle(waiting, 'ready', ok());
      case 'done':
        return settle(waiting, `ticket ${event.ticket}`, ok(doneText(event)));
      case 'failed':
        return settle(waiting, `ticket ${event.ticket}`, error('failed', event.reason));
      case 'stopped':
        return this.stopped('node');
      default:
        return;
    }
  }

  private endpointOperation(op: 'connect' | 'send' | 'disconnect', args: JsonObject, answer: Answer): void {
    const { endpoint } = this.live;
    if (endpoint === null) return answer(error('failed', 'no endpoint runs'));
    if (op === 'connect') {
      const at = readAddress(args, 'at');
      if (endpoint.waiting.has('connect')) return answer(error('failed', 'a connect is under way'));
      endpoint.waiting.set('connect', answer);
      return endpoint.hosted.command({ kind: 'connect', at });
    }
    if (endpoint.machine.view() === null) return answer(error('failed', 'the endpoint is not connected'));
    if (op === 'disconnect') endpoint.hosted.command({ kind: 'disconnect' });
    else {
      const send = { verb: readVerb(args), to: readObjectAddress(args, 'to'), payload: readHex(args, 'payload') };
      endpoint.hosted.command({ kind: 'send', ...send });
    }
    answer(ok());
  }

  private endpointEvent(waiting: Waiting, event: EndpointEvent): void {
    switch (event.kind) {
      case 'ready':
        return settle(waiting, 'ready', ok());
      case 'connected':
        return settle(waiting, 'connect', ok({ self: digitsOf(event.self), node: digitsOf(event.node) }));
      case 'refused':
        return settle(waiting, 'connect', error('failed', event.reason));
      case 'message': {
        const { kind, verb, from, to, payload } = event;
        const line = { verb, from: digitsOf(from), to: digitsOf(to), payload: toHex(payload) };
        return this.events.add({ event: kind, role: 'endpoint', ...line });
      }
      case 'closed':
        return this.events.add({ event: 'closed', role: 'endpoint' });
      case 'stopped':
        return this.stopped('endpoint');
    }
  }
}
