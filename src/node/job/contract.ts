/**
 * Our job owner and node behind the adapter contract: one instance of each role, operations become commands, events become lines.
 * Leaves out the lines themselves and the host (src/cli/adapter.ts, sim/sim-world.ts). Source: spec/adapter.md, section job.
 */
import { assert } from '../../lib/assert.ts';
import type { ContractEventLine, ContractRequest, ContractServer, JsonObject } from '../../lib/contract.ts';
import { toHex } from '../../lib/hex.ts';
import { type Answer, error, type Instance, ok, settle } from '../contract/answers.ts';
import { BadRequest, readAddress, readObject, readOneOf, readText } from '../contract/args.ts';
import { EventQueue } from '../contract/event-queue.ts';
import type { Hosting } from '../hosting.ts';
import { readNodeConfig, readOrder, readOwnerConfig, readProfile } from './contract-args.ts';
import { defaultOwnerOptions } from './defaults.ts';
import { JobNode } from './node.ts';
import { JobOwner } from './owner.ts';
import type { JobProfile, NodeCommand, NodeEvent, OwnerCommand, OwnerEvent, ResultFile } from './types.ts';

type OwnerInstance = Instance<OwnerCommand, JobOwner>;
type NodeInstance = Instance<NodeCommand, JobNode>;

/** The contract's server over the reference. `emit` gets events in order. */
export function createJobContract(hosting: Hosting, emit: (event: ContractEventLine) => void): ContractServer {
  return new JobContract(hosting, emit);
}

class JobContract implements ContractServer {
  private readonly hosting: Hosting;
  private readonly events: EventQueue;
  private profile: JobProfile = defaultOwnerOptions.profile;
  private owner: OwnerInstance | null = null;
  private node: NodeInstance | null = null;
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
        return readRole(args) === 'owner' ? this.startOwner(args, answer) : this.startNode(args, answer);
      case 'crash':
        return this.crash(args, answer);
      case 'stop':
        return this.stop(args, answer);
      case 'state':
        return this.state(args, answer);
      case 'submit':
      case 'stop-job':
        return this.ownerOperation(op, args, answer);
      case 'connect':
      case 'leave':
      case 'disconnect':
        return this.nodeOperation(op, args, answer);
      default:
        return answer(error('unsupported', `no operation "${op}"`));
    }
  }

  private hello(args: JsonObject, answer: Answer): void {
    if (args['contract'] !== 1) throw new BadRequest('contract must be 1');
    if (args['protocol'] !== 'job') throw new BadRequest('protocol must be job');
    this.profile = readProfile(args);
    const claims = ['timers', 'limits', 'programs'];
    answer(ok({ name: 'wireproof', version: '1', roles: ['owner', 'node'], claims }));
  }

  private reset(answer: Answer): void {
    for (const role of ['owner', 'node'] as const) this.end(role);
    this.events.clear();
    this.hosting.forget(() => answer(ok()));
  }

  private startOwner(args: JsonObject, answer: Answer): void {
    if (this.owner !== null) return answer(error('failed', 'an owner runs already'));
    const config = readObject(args, 'config');
    const machine = new JobOwner(readOwnerConfig(config, this.profile));
    const at = 'listen' in config ? readAddress(config, 'listen') : { host: '127.0.0.1', port: 0 };
    const waiting = new Map([['listen', answer]]);
    const hosted = this.hosting.start('owner', machine, (event) => this.ownerEvent(instance, event));
    const instance: OwnerInstance = { machine, hosted, waiting };
    this.owner = instance;
    hosted.command({ kind: 'listen', at });
  }

  private startNode(args: JsonObject, answer: Answer): void {
    if (this.node !== null) return answer(error('failed', 'a node runs already'));
    const machine = new JobNode(readNodeConfig(readObject(args, 'config'), this.profile));
    const waiting = new Map([['ready', answer]]);
    const early: NodeEvent[] = [];
    const hosted = this.hosting.start('node', machine, (event) => {
      if (this.node?.machine === machine) this.nodeEvent(this.node, event);
      else early.push(event);
    });
    const instance: NodeInstance = { machine, hosted, waiting };
    this.node = instance;
    for (const event of early) this.nodeEvent(instance, event);
  }

  private crash(args: JsonObject, answer: Answer): void {
    const role = readRole(args);
    if (this[role] === null) return answer(error('failed', `no ${role} runs`));
    this.end(role);
    answer(ok());
  }

  /** Ends an instance at once; operations that waited for it have failed. */
  private end(role: 'owner' | 'node'): void {
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

  private stopped(role: 'owner' | 'node', instance: OwnerInstance | NodeInstance): void {
    if (this[role] === instance) this[role] = null;
    instance.hosted.close(() => settle(instance.waiting, 'stop', ok()));
  }

  private state(args: JsonObject, answer: Answer): void {
    const role = readRole(args);
    const instance = this[role];
    if (instance === null) return answer(error('failed', `no ${role} runs`));
    answer(ok(instance.machine.view() as unknown as JsonObject));
  }

  private ownerOperation(op: 'submit' | 'stop-job', args: JsonObject, answer: Answer): void {
    const { owner } = this;
    if (owner === null) return answer(error('failed', 'no owner runs'));
    if (op === 'submit') {
      const order = readOrder(args);
      this.tickets += 1;
      owner.waiting.set(`ticket ${this.tickets}`, answer);
      return owner.hosted.command({ kind: 'submit', ticket: this.tickets, order });
    }
    const job = readText(args, 'job');
    if (!owner.machine.view().jobs.some((known) => known.job === job)) return answer(error('failed', `no job ${job}`));
    owner.hosted.command({ kind: 'stop-job', job });
    answer(ok());
  }

  private nodeOperation(op: 'connect' | 'leave' | 'disconnect', args: JsonObject, answer: Answer): void {
    const { node } = this;
    if (node === null) return answer(error('failed', 'no node runs'));
    if (op === 'connect') {
      const at = readAddress(args, 'at');
      if (node.waiting.has('connect')) return answer(error('failed', 'a connect is under way'));
      node.waiting.set('connect', answer);
      return node.hosted.command({ kind: 'connect', at });
    }
    if (node.machine.view().status === null) return answer(error('failed', 'the node is not joined'));
    if (op === 'leave') node.hosted.command({ kind: 'leave' });
    else node.hosted.command({ kind: 'disconnect', reason: readText(args, 'reason') });
    answer(ok());
  }

  private ownerEvent(owner: OwnerInstance, event: OwnerEvent): void {
    switch (event.kind) {
      case 'listening':
        return settle(owner.waiting, 'listen', ok({ listen: { ...event.address } }));
      case 'listen-failed':
        this.owner = null;
        return settle(owner.waiting, 'listen', error('failed', event.reason));
      case 'job-queued':
        return settle(owner.waiting, `ticket ${event.ticket}`, ok({ job: event.job }));
      case 'node-joined':
      case 'node-left':
        return this.events.add({ event: event.kind, role: 'owner', node: event.node });
      case 'job-started':
        return this.events.add({ event: event.kind, role: 'owner', job: event.job, node: event.node });
      case 'job-failed':
        return this.events.add({ event: event.kind, role: 'owner', job: event.job, reason: event.reason });
      case 'job-finished':
        return this.jobFinished(owner, event.job, event.results);
      case 'stopped':
        return this.stopped('owner', owner);
    }
  }

  private jobFinished(owner: OwnerInstance, job: string, files: readonly ResultFile[]): void {
    const place = this.events.reserve();
    const results: JsonObject[] = [];
    const readNext = (): void => {
      const file = files[results.length];
      if (file === undefined) return place({ event: 'job-finished', role: 'owner', job, results });
      owner.hosted.read(file.path, (data) => {
        assert(data !== null, `result ${file.path} is not there`);
        results.push({ name: file.name, bytes: toHex(data) });
        readNext();
      });
    };
    readNext();
  }

  private nodeEvent(node: NodeInstance, event: NodeEvent): void {
    switch (event.kind) {
      case 'ready':
        return settle(node.waiting, 'ready', ok());
      case 'joined':
        return settle(node.waiting, 'connect', ok());
      case 'rejected':
      case 'connect-failed':
        return settle(node.waiting, 'connect', error('failed', event.reason));
      case 'left':
        return;
      case 'closed':
        settle(node.waiting, 'connect', error('failed', event.reason ?? 'the connection ended'));
        return this.events.add({
          event: 'closed',
          role: 'node',
          ...(event.reason === null ? {} : { reason: event.reason }),
        });
      case 'stopped':
        return this.stopped('node', node);
    }
  }
}

function readRole(args: JsonObject): 'owner' | 'node' {
  return readOneOf(args, 'role', ['owner', 'node']);
}
