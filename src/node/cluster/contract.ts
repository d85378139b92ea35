/**
 * Our node and endpoint behind the adapter contract: one instance of each role, operations become commands, events become lines.
 * Leaves out the lines themselves and the host (src/cli/adapter.ts, sim/sim-world.ts). Source: spec/adapter.md, section cluster.
 */
import type { ContractEventLine, ContractRequest, ContractServer, JsonObject } from '../../lib/contract.ts';
import { toHex } from '../../lib/hex.ts';
import { type Answer, error, type Instance, ok, settle, type Waiting } from '../contract/answers.ts';
import { BadRequest, readAddress, readHex, readObject, readOneOf } from '../contract/args.ts';
import { EventQueue } from '../contract/event-queue.ts';
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
type Role = 'node' | 'endpoint';
const roles = ['node', 'endpoint'] as const;
const claims = ['timers', 'kernels', 'compilers'];

/** The contract's server over the reference. `emit` gets events in order. */
export function createClusterContract(hosting: Hosting, emit: (event: ContractEventLine) => void): ContractServer {
  return new ClusterContract(hosting, emit);
}

class ClusterContract implements ContractServer {
  private readonly hosting: Hosting;
  private readonly events: EventQueue;
  private dialect = defaultServerOptions.dialect;
  private node: NodeInstance | null = null;
  private endpoint: EndpointInstance | null = null;
  private tickets = 0;

  constructor(hosting: Hosting, emit: (event: ContractEventLine) => void) {
    this.hosting = hosting;
    this.events = new EventQueue(emit);
  }

  handle(request: ContractRequest, answer: Answer): void {
    try {
      this.operate(request.op, request.args, answer);
    } catch (mistake) {
      if (!(mistake instanceof BadRequest)) throw mistake;
      answer(error('bad-request', mistake.message));
    }
  }

  private operate(op: string, args: JsonObject, answer: Answer): void {
    switch (op) {
      case 'hello':
        return this.hello(args, answer);
      case 'reset':
        return this.reset(answer);
      case 'start':
        return readRole(args) === 'node' ? this.startNode(args, answer) : this.startEndpoint(args, answer);
      case 'crash':
        return this.crash(args, answer);
      case 'stop':
        return this.stop(args, answer);
      case 'state':
        return this.state(args, answer);
      case 'connect':
      case 'send':
      case 'disconnect':
        return this.endpointOperation(op, args, answer);
      default:
        return this.nodeOperation(readOrder(op, args), op, answer);
    }
  }

  private hello(args: JsonObject, answer: Answer): void {
    if (args['contract'] !== 1) throw new BadRequest('contract must be 1');
    if (args['protocol'] !== 'cluster') throw new BadRequest('protocol must be cluster');
    this.dialect = readDialect(args);
    answer(ok({ name: 'wireproof', version: '1', roles, claims }));
  }

  private reset(answer: Answer): void {
    for (const role of roles) this.end(role);
    this.events.clear();
    this.hosting.forget(() => answer(ok()));
  }

  private startNode(args: JsonObject, answer: Answer): void {
    if (this.node !== null) return answer(error('failed', 'a node runs already'));
    const machine = createClusterServer(readServerConfig(readObject(args, 'config'), this.dialect));
    const waiting: Waiting = new Map([['ready', answer]]);
    const hosted = this.hosting.start('node', machine, (event) => this.nodeEvent(waiting, event));
    this.node = { machine, hosted, waiting };
  }

  private startEndpoint(args: JsonObject, answer: Answer): void {
    if (this.endpoint !== null) return answer(error('failed', 'an endpoint runs already'));
    const machine = readEndpoint(args, this.dialect);
    const waiting: Waiting = new Map([['ready', answer]]);
    const hosted = this.hosting.start('endpoint', machine, (event) => this.endpointEvent(waiting, event));
    this.endpoint = { machine, hosted, waiting };
  }

  private crash(args: JsonObject, answer: Answer): void {
    const role = readRole(args);
    if (this[role] === null) return answer(error('failed', `no ${role} runs`));
    this.end(role);
    answer(ok());
  }

  /** Ends an instance at once; operations that waited for it have failed. */
  private end(role: Role): void {
    const instance = this[role];
    if (instance === null) return;
    this[role] = null;
    instance.hosted.crash();
    for (const name of [...instance.waiting.keys()])
      settle(instance.waiting, name, error('failed', `the ${role} was ended`));
  }

  private stop(args: JsonObject, answer: Answer): void {
    const role = readRole(args);
    const instance = this[role];
    if (instance === null) return answer(error('failed', `no ${role} runs`));
    instance.waiting.set('stop', answer);
    instance.hosted.command({ kind: 'stop' });
  }

  private stopped(role: Role): void {
    const instance = this[role];
    this[role] = null;
    instance?.hosted.close(() => settle(instance.waiting, 'stop', ok()));
  }

  private state(args: JsonObject, answer: Answer): void {
    const role = readRole(args);
    if (role === 'node') {
      if (this.node === null) return answer(error('failed', 'no node runs'));
      return answer(ok(nodeState(this.node.machine.view())));
    }
    if (this.endpoint === null) return answer(error('failed', 'no endpoint runs'));
    const view = this.endpoint.machine.view();
    answer(ok({ self: view && digitsOf(view.self), node: view && digitsOf(view.node) }));
  }

  private nodeOperation(order: Order | null, op: string, answer: Answer): void {
    if (order === null) return answer(error('unsupported', `no operation "${op}"`));
    if (this.node === null) return answer(error('failed', 'no node runs'));
    this.tickets += 1;
    this.node.waiting.set(`ticket ${this.tickets}`, answer);
    this.node.hosted.command({ ...order, ticket: this.tickets } as ServerCommand);
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
    const { endpoint } = this;
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

function readRole(args: JsonObject): Role {
  return readOneOf(args, 'role', roles);
}
