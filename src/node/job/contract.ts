/**
 * Our job owner and node behind the adapter contract: one instance of each role, operations become commands, events become lines.
 * Leaves out the lines themselves and the host (src/cli/adapter.ts, sim/sim-world.ts). Source: spec/adapter.md, section job.
 */
import { assert } from '../../lib/assert.ts';
import type { ContractEventLine, ContractServer, JsonObject } from '../../lib/contract.ts';
import { toHex } from '../../lib/hex.ts';
import { type Answer, error, type Instance, ok, settle, type Waiting } from '../contract/answers.ts';
import { readAddress, readObject, readText } from '../contract/args.ts';
import { RoleServer } from '../contract/role-server.ts';
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

interface Instances {
  owner: OwnerInstance;
  node: NodeInstance;
}

const form = { protocol: 'job', claims: ['timers', 'limits', 'programs'] } as const;

class JobContract extends RoleServer<Instances> {
  private profile: JobProfile = defaultOwnerOptions.profile;
  private tickets = 0;

  constructor(hosting: Hosting, emit: (event: ContractEventLine) => void) {
    super(form, { owner: null, node: null }, hosting, emit);
  }

  protected override readProfile(args: JsonObject): void {
    this.profile = readProfile(args);
  }

  protected override start(role: keyof Instances, args: JsonObject, answer: Answer): void {
    if (role === 'owner') this.startOwner(args, answer);
    else this.startNode(args, answer);
  }

  protected override stateOf(role: keyof Instances): JsonObject {
    return this.live[role]?.machine.view() as unknown as JsonObject;
  }

  protected override perform(op: string, args: JsonObject, answer: Answer): void {
    switch (op) {
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

  private startOwner(args: JsonObject, answer: Answer): void {
    const config = readObject(args, 'config');
    const machine = new JobOwner(readOwnerConfig(config, this.profile));
    const at = 'listen' in config ? readAddress(config, 'listen') : { host: '127.0.0.1', port: 0 };
    const waiting = new Map([['listen', answer]]);
    const hosted = this.hosting.start('owner', machine, (event) => this.ownerEvent(instance, event));
    const instance: OwnerInstance = { machine, hosted, waiting };
    this.live.owner = instance;
    hosted.command({ kind: 'listen', at });
  }

  private startNode(args: JsonObject, answer: Answer): void {
    const machine = new JobNode(readNodeConfig(readObject(args, 'config'), this.profile));
    const waiting: Waiting = new Map([['ready', answer]]);
    const hosted = this.hosting.start('node', machine, (event) => this.nodeEvent(waiting, event));
    this.live.node = { machine, hosted, waiting };
  }

  private ownerOperation(op: 'submit' | 'stop-job', args: JsonObject, answer: Answer): void {
    const { owner } = this.live;
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
    const { node } = this.live;
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
        this.live.owner = null;
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
        return this.stopped('owner');
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

  private nodeEvent(waiting: Waiting, event: NodeEvent): void {
    switch (event.kind) {
      case 'ready':
        return settle(waiting, 'ready', ok());
      case 'joined':
        return settle(waiting, 'connect', ok());
      case 'rejected':
      case 'connect-failed':
        return settle(waiting, 'connect', error('failed', event.reason));
      case 'left':
        return;
      case 'closed':
        settle(waiting, 'connect', error('failed', event.reason ?? 'the connection ended'));
        return this.events.add({
          event: 'closed',
          role: 'node',
          ...(event.reason === null ? {} : { reason: event.reason }),
        });
      case 'stopped':
        return this.stopped('node');
    }
  }
}
