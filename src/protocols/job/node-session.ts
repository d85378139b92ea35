/**
 * The node's side of one connection: which message belongs where, one answer to each request in order, the node's own timers.
 * While a request waits for its answer, later messages wait in an inbox and reading pauses.
 * Leaves out files and programs (src/node/job/node.ts decides what is accepted). Source: spec/job.md section 3.
 */
import { assert } from '../../lib/assert.ts';
import type { Conn } from '../../lib/machine.ts';
import type { MessageSpec } from '../../schema/index.ts';
import type { Fault } from '../../wire/index.ts';
import { faultReason } from './fault-reason.ts';
import type { Turn } from './host-link.ts';
import { Inbox } from './inbox.ts';
import { type ByteSource, Line, pauseReasons } from './line.ts';
import { jobPick } from './messages.ts';
import { writeJoinText } from './names.ts';
import type { NodeSessionOptions, NodeSide } from './sides.ts';
import { type NodeState, nextState, nodeTransitions, statusOfState } from './transitions.ts';

type Request = 'file' | 'run' | 'ret' | 'start' | 'stop';
interface Asked {
  readonly name: 'join' | 'finished' | 'leave';
  readonly atUs: number;
}

/** The node's side of a connection that is there. `open` says `Join`. */
export class NodeSession {
  private readonly turn: Turn;
  private readonly options: NodeSessionOptions;
  private readonly node: NodeSide;
  private readonly line: Line;
  private state: NodeState = 'joining';
  /** The request of the owner's that waits for our answer. */
  private request: Request | null = null;
  /** Why the File that is coming in is rejected when it has passed; it does not belong here. */
  private dropping: string | null = null;
  private readonly inbox: Inbox;
  /** Our own requests that wait for an answer, in order. */
  private readonly asked: Asked[] = [];
  /** D-5: a Stop crossed our Finished, whose Accept may still come. */
  private strayAccept = false;

  constructor(turn: Turn, conn: Conn, options: NodeSessionOptions, node: NodeSide) {
    this.turn = turn;
    this.options = options;
    this.node = node;
    this.inbox = new Inbox({
      mayTake: () => this.request === null,
      message: (spec, value) => this.message(spec, value),
      begin: (size) => this.begin(size),
      chunk: (data) => this.chunk(data),
      end: () => this.end(),
    });
    this.line = new Line(turn, conn, {
      pick: (code) => jobPick(options.messages, 'to-node', code, null),
      message: (spec, value) => this.inbox.message(spec, value),
      begin: (_spec, size) => this.inbox.begin(size),
      chunk: (data) => this.inbox.chunk(data),
      end: () => this.inbox.end(),
      fault: (fault: Fault) => this.disconnect(faultReason(fault)),
      broken: () => this.cut(),
    });
  }

  open(): void {
    this.ask('join');
    this.line.send(this.options.messages.join, { text: writeJoinText(this.options.joining) });
  }

  receive(data: Uint8Array): void {
    this.line.receive(data);
    if (this.request !== null) this.line.pause(pauseReasons.busy);
  }

  writable(): void {
    this.line.writable();
  }

  /** The connection is gone, by end or reset. */
  lost(): void {
    this.ended(null);
  }

  wake(): void {
    if (this.wakeAtUs === null || this.turn.env.nowUs < this.wakeAtUs) return;
    const name = this.asked[0]?.name;
    if (name === 'leave') this.ended(null);
    else this.disconnect(`no answer to ${name === 'join' ? 'Join' : 'Finished'}`);
  }

  get wakeAtUs(): number | null {
    const first = this.asked[0];
    return first === undefined || this.state === 'closed' ? null : first.atUs + this.options.answerUs;
  }

  /** 1 to 4, or null when not joined. */
  get status(): number | null {
    return statusOfState[this.state];
  }

  /** Answers the request that waits with `Accept`; does nothing when the connection has ended meanwhile. */
  accept(): void {
    const name = this.answer();
    if (name === null) return;
    if (name === 'stop' && this.state === 'finishing') {
      this.asked.shift();
      this.strayAccept = true;
    }
    this.move(name);
    this.line.send(this.options.messages.accept, {});
    this.work();
  }

  /** Answers `Start`; `now` is ISO 8601 UTC with milliseconds. `begin` is called before any later message is handled. Source: D-9. */
  acceptStart(now: string, begin: () => void): void {
    if (this.answer() === null) return;
    this.move('start');
    this.line.send(this.options.messages.acceptStart, { now });
    begin();
    this.work();
  }

  reject(reason: string): void {
    if (this.answer() === null) return;
    this.line.send(this.options.messages.reject, { reason });
    this.work();
  }

  /** Says `Finished`; `finishedAccepted` follows. */
  finished(): void {
    assert(this.move('send-finished'), `Finished in ${this.state}`);
    this.ask('finished');
    this.line.send(this.options.messages.finished, {});
  }

  /** Sends one Result; `done` when it is sent. */
  result(source: ByteSource, done: () => void): void {
    this.line.stream(this.options.messages.result, source, done);
  }

  /** No further Result is due: idle. */
  lastResult(): void {
    this.move('send-last-result');
  }

  leave(): void {
    assert(this.move('send-leave'), `Leave in ${this.state}`);
    this.ask('leave');
    this.request = null;
    this.line.send(this.options.messages.leave, {});
    this.work();
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

  /** Goes on with what came while a request waited for its answer. */
  private work(): void {
    this.inbox.work();
    if (this.request === null) this.line.resume(pauseReasons.busy);
  }

  private ask(name: Asked['name']): void {
    this.asked.push({ name, atUs: this.turn.env.nowUs });
  }

  private begin(size: number): void {
    this.strayAccept = false;
    this.dropping = this.next('file') === null ? this.unexpected('File') : null;
    if (this.dropping === null) this.node.fileBegin(size);
  }

  private chunk(data: Uint8Array): void {
    if (this.dropping === null) this.node.fileChunk(data);
  }

  private end(): void {
    if (this.state === 'leaving') return;
    if (this.dropping === null) {
      this.request = 'file';
      this.node.fileEnd();
    } else {
      this.line.send(this.options.messages.reject, { reason: this.dropping });
      this.dropping = null;
    }
  }

  private message(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void {
    const { messages } = this.options;
    if (this.state === 'closed') return;
    if (spec === messages.accept) return this.accepted();
    if (this.state === 'leaving') return;
    if (spec === messages.disconnect) return this.ended(value['reason'] as string);
    if (spec === messages.statusQuery) return this.answerStatus();
    if (spec === messages.reject) return this.rejected(value['reason'] as string);
    this.strayAccept = this.strayAccept && spec === messages.stop;
    if (spec === messages.wait) return this.move('wait') ? undefined : this.fault('wait');
    this.requested(spec, value);
  }

  private requested(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void {
    const name = spec.name.toLowerCase() as Request;
    if (this.next(name) === null) {
      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });
      return;
    }
    this.request = name;
    if (name === 'run') this.node.run(value['filename'] as string, value['logfile'] as string);
    else if (name === 'ret') this.node.ret(value['filename'] as string);
    else if (name === 'start') this.node.start();
    else this.node.stop();
  }

  private answerStatus(): void {
    if (this.move('status')) this.line.send(this.options.messages.status, { value: statusOfState[this.state] });
    else this.fault('Status');
  }

  private accepted(): void {
    const first = this.asked[0]?.name;
    if (this.state === 'leaving') {
      this.asked.shift();
      if (first === 'leave') this.leaveAnswered();
    } else if (first !== undefined && this.move('accept')) {
      this.asked.shift();
      if (first === 'join') this.node.joined();
      else this.node.finishedAccepted();
    } else if (this.strayAccept) this.strayAccept = false;
    else this.fault('Accept');
  }

  private leaveAnswered(): void {
    this.node.left();
    this.ended(null);
  }

  private rejected(reason: string): void {
    if (this.state !== 'joining') return this.fault('Reject');
    this.node.rejected(reason);
    this.ended(reason);
  }

  private ended(reason: string | null): void {
    this.line.close();
    this.close(reason);
  }

  private cut(): void {
    this.line.abort();
    this.close(null);
  }

  private close(reason: string | null): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.request = null;
    this.inbox.clear();
    this.node.closed(reason);
  }

  private fault(title: string): void {
    this.disconnect(this.unexpected(title));
  }

  private unexpected(title: string): string {
    return `unexpected ${title} in ${this.state}`;
  }

  private next(step: string): NodeState | null {
    return nextState<NodeState>(nodeTransitions, this.state, step);
  }

  private move(step: string): boolean {
    const next = this.next(step);
    if (next !== null) this.state = next;
    return next !== null;
  }

  /** Takes the request that waits; null when the connection has ended or is leaving meanwhile. */
  private answer(): Request | null {
    const name = this.request;
    this.request = null;
    return this.state === 'leaving' ? null : name;
  }
}
