/**
 * The job owner: a queue of jobs, any number of nodes, each job given to one idle node at a time, again after a lost node, one result.
 * Leaves out the wire and its states (src/protocols/job). The queue lives in memory. Source: spec/job.md D-22, D-24, D-28, D-29.
 */
import { v4 as uuid } from 'uuid';
import { Deadlines } from '../../lib/deadlines.ts';
import type { Conn, Env, Input, Machine, Out } from '../../lib/machine.ts';
import { createPrng, type Prng } from '../../lib/prng.ts';
import { jobMessages, OwnerSession, type OwnerSessionOptions, type Turn } from '../../protocols/job/index.ts';
import { Disk } from '../disk.ts';
import { type Job, newJob, orderFault, partsOf, rememberEnded, requestOf } from './job.ts';
import type { Peer } from './peer.ts';
import { ResultCollector } from './result-collector.ts';
import type { JobOrder, OwnerCommand, OwnerEvent, OwnerOptions, OwnerView } from './types.ts';

/** A job is given out at most this often (D-29). */
const EXECUTIONS_MAX = 3;
const LISTENER = 1;

/** A job owner. */
export class JobOwner implements Machine<OwnerCommand, OwnerEvent> {
  private readonly options: OwnerOptions;
  private readonly sessionOptions: OwnerSessionOptions;
  private readonly turn: Turn = { out: null as never, env: { nowUs: 0, wallMs: 0 } };
  private readonly disk = new Disk(this.turn);
  private readonly deadlines = new Deadlines();
  private readonly peers = new Map<Conn, Peer>();
  private readonly jobs = new Map<string, Job>();
  private readonly ended: string[] = [];
  private queue: Job[] = [];
  private nodes = 0;
  private prng: Prng = createPrng(0);
  private out: Out<OwnerEvent> = null as never;
  private matching = false;

  constructor(options: OwnerOptions) {
    const { profile, limits, timers } = options;
    this.options = options;
    this.sessionOptions = {
      messages: jobMessages({ byteOrder: profile.byteOrder, limits }),
      embeddedNames: profile.fileNaming === 'embedded',
      answerUs: timers.answerUs,
      silenceUs: timers.silenceUs,
    };
  }

  view(): OwnerView {
    const joined = [...this.peers.values()].filter((peer) => peer.joined);
    return {
      nodes: joined.map(({ node, status }) => ({ node, status })),
      jobs: [...this.jobs.values()].map(({ id, state }) => ({ job: id, state })),
    };
  }

  get wakeAtUs(): number | null {
    return this.deadlines.nextUs;
  }

  step(input: Input<OwnerCommand>, env: Env, out: Out<OwnerEvent>): void {
    this.turn.env = env;
    this.turn.out = out as Out<never>;
    this.out = out;
    switch (input.kind) {
      case 'start':
        this.prng = createPrng(input.seed);
        return;
      case 'command':
        return this.command(input.command);
      case 'stored':
      case 'loaded':
        return this.disk.answer(input);
      case 'listening':
        return out.event({ kind: 'listening', address: input.address });
      case 'unlistened':
        return out.event({ kind: 'listen-failed', reason: input.reason });
      case 'wake':
        return this.wake();
      case 'accepted':
        return this.accepted(input.conn);
      case 'bytes':
        return this.with(input.conn, (peer) => peer.session.receive(input.data));
      case 'writable':
        return this.with(input.conn, (peer) => peer.session.writable());
      case 'eof':
      case 'reset':
        return this.with(input.conn, (peer) => peer.session.lost());
      case 'connected':
      case 'refused':
      case 'exited':
        return;
    }
  }

  private command(command: OwnerCommand): void {
    switch (command.kind) {
      case 'listen':
        return this.out.listen(LISTENER, command.at);
      case 'submit':
        return this.submit(command.ticket, command.order);
      case 'stop-job':
        return this.stopJob(command.job);
      case 'stop':
        return this.stop();
    }
  }

  private submit(ticket: number, order: JobOrder): void {
    const random = new Uint8Array(16);
    this.prng.fill(random);
    const job = newJob(uuid({ random }), order);
    this.jobs.set(job.id, job);
    this.out.event({ kind: 'job-queued', ticket, job: job.id });
    const fault = orderFault(order, this.options.limits, this.sessionOptions.embeddedNames);
    if (fault !== null) return this.fail(job, fault);
    this.queue.push(job);
    this.match();
  }

  private stopJob(id: string): void {
    const job = this.jobs.get(id);
    if (job === undefined || job.state === 'finished' || job.state === 'failed') return;
    job.stopWanted = true;
    const peer = job.conn === null ? undefined : this.peers.get(job.conn);
    if (peer !== undefined) return this.touch(peer, () => peer.session.stopJob());
    if (!this.queue.includes(job)) return;
    this.queue = this.queue.filter((queued) => queued !== job);
    this.fail(job, 'stopped');
  }

  private stop(): void {
    this.out.unlisten(LISTENER);
    this.queue = [];
    for (const peer of [...this.peers.values()]) peer.session.disconnect('the owner stops');
    this.out.event({ kind: 'stopped' });
  }

  private wake(): void {
    const { nowUs } = this.turn.env;
    for (let conn = this.deadlines.due(nowUs); conn !== undefined; conn = this.deadlines.due(nowUs))
      this.with(conn, (peer) => peer.session.wake());
    this.match();
  }

  private accepted(conn: Conn): void {
    this.nodes += 1;
    const side = {
      joined: (joining: { readonly version: string; readonly modules: readonly string[] }) =>
        this.joined(peer, joining),
      status: (value: number) => this.status(peer, value),
      started: (now: string) => this.started(peer, now),
      refused: (reason: string) => this.refused(peer, reason),
      resultBegin: () => peer.collector?.begin(),
      resultChunk: (data: Uint8Array) => peer.collector?.chunk(data),
      resultEnd: () => peer.collector?.end(),
      done: () => this.done(peer),
      over: () => this.over(peer),
      closed: (reason: string) => this.closed(peer, reason),
    };
    const session = new OwnerSession(this.turn, conn, this.sessionOptions, side);
    const node = `node-${this.nodes}`;
    const peer: Peer = { conn, node, session, joined: false, status: null, job: null, collector: null, askAtUs: 0 };
    this.peers.set(conn, peer);
    this.touch(peer, () => undefined);
  }

  private with(conn: Conn, act: (peer: Peer) => void): void {
    const peer = this.peers.get(conn);
    if (peer !== undefined) this.touch(peer, () => act(peer));
  }

  /** Does something with a peer's session and then arms its deadline. */
  private touch(peer: Peer, act: () => void): void {
    act();
    if (!this.peers.has(peer.conn)) return this.deadlines.drop(peer.conn);
    this.deadlines.arm(peer.conn, peer.session.wakeAtUs);
    if (peer.askAtUs > this.turn.env.nowUs) this.deadlines.arm(peer.conn, peer.askAtUs);
  }

  private joined(peer: Peer, joining: { readonly version: string; readonly modules: readonly string[] }): void {
    peer.joined = true;
    this.out.event({ kind: 'node-joined', node: peer.node, ...joining });
    this.match();
  }

  /** Asks free nodes for the jobs that wait, oldest job first. */
  private match(): void {
    if (this.matching) return;
    this.matching = true;
    for (const peer of this.queue.length === 0 ? [] : [...this.peers.values()]) {
      const job = this.queue[0];
      if (job === undefined) break;
      if (!peer.joined || peer.job !== null || peer.askAtUs > this.turn.env.nowUs) continue;
      this.queue.shift();
      peer.job = job;
      job.conn = peer.conn;
      this.touch(peer, () => peer.session.ask());
    }
    this.matching = false;
  }

  private status(peer: Peer, value: number): void {
    const { job } = peer;
    peer.status = value;
    if (job === null) return;
    if (value !== 1) {
      peer.askAtUs = this.turn.env.nowUs + this.options.timers.askAgainUs;
      return this.giveBack(peer, job);
    }
    job.executions += 1;
    job.state = 'running';
    const hold = (held: boolean): void => peer.session.holdReading(held);
    const live = requestOf(job);
    peer.collector = new ResultCollector(this.disk, live, hold);
    this.touch(peer, () => peer.session.give(partsOf(live, this.disk)));
  }

  private giveBack(peer: Peer, job: Job): void {
    peer.job = null;
    job.conn = null;
    job.state = 'queued';
    this.queue.unshift(job);
    this.match();
  }

  private started(peer: Peer, startedAt: string): void {
    const { job } = peer;
    if (job !== null) this.out.event({ kind: 'job-started', job: job.id, node: peer.node, startedAt });
  }

  private refused(peer: Peer, reason: string): void {
    if (peer.job !== null) this.fail(peer.job, reason);
  }

  private done(peer: Peer): void {
    const { job, collector } = peer;
    if (job === null || collector === null) return;
    peer.job = null;
    job.conn = null;
    collector.finish((results, error) => {
      if (error !== null) return this.fail(job, error);
      this.settle(job, 'finished');
      this.out.event({ kind: 'job-finished', job: job.id, results });
    });
  }

  private over(peer: Peer): void {
    const { job } = peer;
    peer.job = null;
    peer.collector = null;
    if (job !== null) {
      job.conn = null;
      if (job.stopWanted) this.fail(job, 'stopped');
    }
    // The longest free node is asked first.
    this.peers.delete(peer.conn);
    this.peers.set(peer.conn, peer);
    this.match();
  }

  private closed(peer: Peer, reason: string): void {
    const { job } = peer;
    this.peers.delete(peer.conn);
    if (peer.joined) this.out.event({ kind: 'node-left', node: peer.node, reason });
    peer.job = null;
    if (job !== null) this.lostJob(job);
    this.match();
  }

  /** Its node is lost: the job goes back to the queue, unless it has ended, was stopped, or has used its executions up. */
  private lostJob(job: Job): void {
    job.conn = null;
    if (job.state === 'failed') return;
    if (job.stopWanted) return this.fail(job, 'stopped');
    if (job.executions >= EXECUTIONS_MAX) return this.fail(job, `lost its node ${EXECUTIONS_MAX} times`);
    job.state = 'queued';
    this.queue.unshift(job);
  }

  private fail(job: Job, reason: string): void {
    if (job.state === 'failed') return;
    this.settle(job, 'failed');
    this.out.event({ kind: 'job-failed', job: job.id, reason });
  }

  private settle(job: Job, state: 'finished' | 'failed'): void {
    job.state = state;
    job.order = null;
    rememberEnded(this.ended, this.jobs, job.id);
  }
}
