/**
 * The owner's side of one connection: joining, one job at a time through all its messages, the owner's timers, the peer's faults.
 * Leaves out which job a node gets and what becomes of a lost one (src/node/job/owner.ts), and where results are kept.
 * Source: spec/job.md sections 3 and 4.
 */
import { assert } from '../../lib/assert.ts';
import type { Conn } from '../../lib/machine.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { encode } from '../../wire/index.ts';
import { faultReason } from './fault-reason.ts';
import type { Turn } from './host-link.ts';
import { type ByteSource, joinSources, Line } from './line.ts';
import { jobPick } from './messages.ts';
import { readJoinText } from './names.ts';
import type { OwnerSessionOptions, OwnerSide } from './sides.ts';
import { Patience } from './patience.ts';
import { type JobPart, outstandingOf, type Request, Transfer } from './transfer.ts';
import { nextState, type OwnerState, ownerTransitions } from './transitions.ts';

/** The owner's side of an accepted connection. */
export class OwnerSession {
  private readonly options: OwnerSessionOptions;
  private readonly owner: OwnerSide;
  private readonly line: Line;
  private readonly patience: Patience;
  private state: OwnerState = 'opened';
  private job: Transfer | null = null;
  /** Our requests that wait for an answer, in order. */
  private readonly asked: Request[] = [];
  /** Status queries that wait for an answer. */
  private queries = 0;

  constructor(turn: Turn, conn: Conn, options: OwnerSessionOptions, owner: OwnerSide) {
    this.options = options;
    this.owner = owner;
    this.line = new Line(turn, conn, {
      pick: (code) => jobPick(options.messages, 'to-owner', code, outstandingOf(this.asked)),
      message: (spec, value) => this.message(spec, value),
      begin: (_spec, size) => this.resultBegin(size),
      chunk: (data) => this.resultChunk(data),
      end: () => this.resultEnd(),
      fault: (fault) => this.disconnect(faultReason(fault)),
      broken: () => this.cut('a file of the job could not be read'),
    });
    this.patience = new Patience(turn, options, this.line);
  }

  receive(data: Uint8Array): void {
    this.patience.heard();
    this.line.receive(data);
  }

  writable(): void {
    this.line.writable();
  }

  /** The connection is gone, by end or reset. */
  lost(): void {
    this.ended('connection lost');
  }

  get wakeAtUs(): number | null {
    return this.state === 'closed' ? null : this.patience.wakeAtUs;
  }

  wake(): void {
    if (this.state === 'closed') return;
    const due = this.patience.due();
    if (due === 'ask') this.query();
    else if (due === 'cut') this.cut('no answer');
    else if (due === 'give-up') this.disconnect('no answer');
  }

  /** Asks whether the node is idle, before a job; `status` follows. */
  ask(): void {
    assert(this.move('send-query'), `Status query in ${this.state}`);
    this.query();
  }

  /** Gives a job to a node that said it is idle. */
  give(parts: readonly JobPart[]): void {
    assert(this.move('give'), `job in ${this.state}`);
    this.job = new Transfer(parts);
    this.pump(this.job);
  }

  /** Ends the job that the node has, or was asked about; `over` follows. */
  stopJob(): void {
    if (this.state === 'asking') this.free('give-up');
    else if (this.state === 'transfer' && this.job !== null) {
      this.job.stopWanted = true;
      this.pump(this.job);
    } else if (this.state !== 'stopping' && this.state !== 'idle') this.sendStop();
  }

  /** Says `Disconnect` and closes. */
  disconnect(reason: string): void {
    if (this.state === 'closed') return;
    // Inside an outgoing stream a Disconnect would be taken for content.
    if (!this.line.streaming) this.line.send(this.options.messages.disconnect, { reason });
    this.ended(reason);
  }

  /** Holds reading back while the disk is behind. */
  holdReading(hold: boolean): void {
    this.line.hold(hold);
  }

  private query(): void {
    this.queries += 1;
    this.line.send(this.options.messages.statusQuery, {});
  }

  private pump(job: Transfer): void {
    if (this.state !== 'transfer') return;
    for (let part = this.take(job); part !== undefined; part = this.take(job)) this.sendPart(part);
    const end = this.line.streaming ? null : job.end(this.asked.length);
    if (end === 'start') this.sendStart();
    else if (end === 'stop') this.sendStop();
    else if (end === 'give-up') this.free('give-up');
  }

  private take(job: Transfer): JobPart | undefined {
    return this.line.streaming || this.state !== 'transfer' ? undefined : job.take(this.asked.length);
  }

  private sendPart(part: JobPart): void {
    const { messages } = this.options;
    if (part.kind === 'file') return this.sendFile(part.name, part.source);
    if (part.kind === 'run') this.line.send(messages.run, { filename: part.file, logfile: part.log });
    else this.line.send(messages.ret, { filename: part.file });
    this.request(part.kind);
  }

  private sendFile(name: string, content: ByteSource): void {
    const { messages, embeddedNames } = this.options;
    const source = embeddedNames ? joinSources(encode(messages.fileHead, { filename: name }), content) : content;
    this.request('file');
    this.line.stream(messages.file, source, () => {
      this.patience.wait(true);
      if (this.job !== null) this.pump(this.job);
    });
  }

  private sendStart(): void {
    const { messages } = this.options;
    this.move('send-start');
    this.line.send(messages.wait, {});
    this.line.send(messages.start, {});
    this.request('start');
  }

  private sendStop(): void {
    this.move('send-stop');
    this.line.send(this.options.messages.stop, {});
    this.request('stop');
  }

  private request(name: Request): void {
    if (this.asked.length === 0) this.patience.wait(true);
    this.asked.push(name);
  }

  private message(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void {
    const { messages } = this.options;
    if (spec === messages.disconnect) return this.ended(value['reason'] as string);
    if (spec === messages.join) return this.join(value['text'] as string);
    if (spec === messages.leave) return this.leave();
    if (spec === messages.status) return this.statusValue(value['value'] as number);
    if (spec === messages.finished) return this.finished();
    const name = this.asked[0];
    const step = spec === messages.reject ? 'reject' : 'accept';
    if (name === undefined || !this.move(step)) return this.fault(spec.name);
    this.asked.shift();
    this.patience.wait(this.asked.length > 0);
    if (step === 'reject') this.rejected(name, value['reason'] as string);
    else this.accepted(name, value);
  }

  private join(text: string): void {
    const { messages } = this.options;
    if (this.next('join') === null) return this.fault('Join');
    const joining = readJoinText(text);
    if (typeof joining === 'string') {
      this.line.send(messages.reject, { reason: joining });
      this.ended(joining);
      return;
    }
    this.move('join');
    this.patience.join();
    this.line.send(messages.accept, {});
    this.owner.joined(joining);
  }

  private leave(): void {
    if (this.next('leave') === null) return this.fault('Leave');
    this.line.send(this.options.messages.accept, {});
    this.ended('left');
  }

  private statusValue(value: number): void {
    const asking = this.state === 'asking';
    if (this.queries === 0 || !this.move('status')) return this.fault('Status');
    if (value < 1 || value > 4) return this.disconnect(`unknown status ${value}`);
    this.queries -= 1;
    if (asking) this.owner.status(value);
  }

  private accepted(name: Request, value: Readonly<Record<string, unknown>>): void {
    if (name === 'stop') this.free('stopped');
    else if (this.state === 'working') this.owner.started(value['now'] as string);
    else if (this.state === 'transfer' && this.job !== null) {
      this.job.accept();
      this.pump(this.job);
    }
  }

  private rejected(name: Request, reason: string): void {
    const { job } = this;
    if (name === 'stop') this.free('stopped');
    else if (job === null || this.state === 'stopping') return;
    else if (job.refused) this.pump(job);
    else {
      job.refused = true;
      this.owner.refused(reason);
      if (this.state === 'starting') this.sendStop();
      else this.pump(job);
    }
  }

  private finished(): void {
    const ignored = this.state === 'stopping';
    if (!this.move('finished')) return this.fault('Finished');
    if (ignored) return;
    this.line.send(this.options.messages.accept, {});
    if (this.job?.resultsLeft === 0) this.allResults();
  }

  private resultBegin(size: number): void {
    if (!this.move('result')) return this.fault('Result');
    if (this.state === 'results') this.owner.resultBegin(size);
  }

  private resultChunk(data: Uint8Array): void {
    if (this.state === 'results') this.owner.resultChunk(data);
  }

  private resultEnd(): void {
    if (this.state !== 'results' || this.job === null) return;
    this.owner.resultEnd();
    this.job.resultsLeft -= 1;
    if (this.job.resultsLeft === 0) this.allResults();
  }

  private allResults(): void {
    this.owner.done();
    this.free('last-result');
  }

  /** The node has no job any more. */
  private free(step: string): void {
    this.move(step);
    this.job = null;
    this.owner.over();
  }

  private fault(title: string): void {
    this.disconnect(`unexpected ${title} in ${this.state}`);
  }

  private ended(reason: string): void {
    this.line.close();
    this.close(reason);
  }

  private cut(reason: string): void {
    this.line.abort();
    this.close(reason);
  }

  private close(reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.job = null;
    this.owner.closed(reason);
  }

  private next(step: string): OwnerState | null {
    return nextState<OwnerState>(ownerTransitions, this.state, step);
  }

  private move(step: string): boolean {
    const next = this.next(step);
    if (next !== null) this.state = next;
    return next !== null;
  }
}
