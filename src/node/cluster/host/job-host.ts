/**
 * A job host: tells its node that it is ready, keeps a queue of tasks, gives them to its kernel, shares them with the other hosts.
 *
 * Tasks wait until the communication table is there (7.8), and a second `Main` of the same octets is ignored (row 48).
 * Leaves out kernels (whoever runs the machine) and the queue itself. Source: spec/cluster.md sections 5.7 and 7.8; Appendix D.
 */
import type { Env, Input, Machine, Out } from '../../../lib/machine.ts';
import { type ClusterMessages, clusterMessages, verbs } from '../../../protocols/cluster/index.ts';
import { addressText, type ClusterAddress, readPayload, taskFlags } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { Attachment, type Message } from '../endpoint/attachment.ts';
import { LogWriter } from '../endpoint/log-writer.ts';
import { Colleagues } from './colleagues.ts';
import { TaskQueue } from './task-queue.ts';
import type { JobHostCommand, JobHostEvent, JobHostOptions, TaskOrder } from './types.ts';

/** Between two turns of its loop. Source: 7.2. */
const TURN_US = 1_000_000;
const FLAGS = taskFlags.movable | taskFlags.atHead | taskFlags.counted;
/** Told where neither complete nor total is known. */
const UNKNOWN = 0xffff_ffff;
const NOTHING = new Uint8Array(0);

/** The class of the task that begins a computation. */
const MAIN = 'Main';

export class JobHost implements Machine<JobHostCommand, JobHostEvent> {
  private readonly options: JobHostOptions;
  private readonly messages: ClusterMessages;
  private readonly classes: ReadonlySet<string>;
  private readonly attachment: Attachment;
  private readonly log: LogWriter;
  private readonly queue = new TaskQueue();
  private readonly running = new Map<number, TaskOrder>();
  private tasks = 0;
  private colleagues: Colleagues | null = null;
  private employer: ClusterAddress | null;
  /** Tasks that came before the communication table. */
  private early: TaskOrder[] = [];
  private main: { readonly from: ClusterAddress; readonly payload: Uint8Array } | null = null;
  private declared: { readonly complete: number; readonly total: number } | null = null;
  /** When the loop turns next; null while it does not. */
  private turnAtUs: number | null = null;
  /** Why it left of its own accord. */
  private reason: string | null = null;
  private out: Out<JobHostEvent> = null as never;

  constructor(options: JobHostOptions) {
    this.options = options;
    this.messages = clusterMessages(options);
    this.classes = new Set(options.classes);
    this.employer = options.employer;
    this.attachment = new Attachment(
      { ...options, service: 'host' },
      {
        connected: () => this.connected(),
        refused: (reason) => this.out.event({ kind: 'refused', reason }),
        message: (message) => this.message(message),
        closed: (reason) => this.over(reason),
      },
    );
    this.log = new LogWriter(this.attachment, this.messages);
  }

  get wakeAtUs(): number | null {
    return earlier(this.attachment.wakeAtUs, this.turnAtUs);
  }

  step(input: Input<JobHostCommand>, env: Env, out: Out<JobHostEvent>): void {
    this.out = out;
    this.attachment.step(input, env, out as Out<unknown>);
    if (input.kind === 'start') out.event({ kind: 'ready' });
    else if (input.kind === 'command') this.command(input.command);
    if (this.turnAtUs !== null && env.nowUs >= this.turnAtUs) this.turn();
    this.work();
  }

  private command(command: JobHostCommand): void {
    switch (command.kind) {
      case 'connect':
        return this.attachment.connect(command.at);
      case 'task-done':
        return this.taskDone(command.task);
      case 'schedule':
        return this.schedule(command, command.to);
      case 'progress':
        this.declared = { complete: command.complete >>> 0, total: command.total >>> 0 };
        return;
      case 'result':
        return this.result(command.output);
      case 'log':
        return this.log.write(command.text);
      case 'terminate':
        return this.terminate('the computation terminated');
      case 'stop':
        this.leave();
        return this.out.event({ kind: 'stopped' });
    }
  }

  private connected(): void {
    const { self, node } = this.attachment;
    this.out.event({ kind: 'connected', self, node });
    this.attachment.send(verbs.launchAnswer, node, NOTHING);
    this.turn();
  }

  private message(message: Message): void {
    const read = readPayload(this.messages, message.verb, message.payload);
    switch (message.verb) {
      case verbs.hostTable:
        if (read.kind === 'ok' && read.value.name === 'hostTable') this.take(message.from, read.value.value);
        else this.notice(`a communication table of ${addressText(message.from)} cannot be read`);
        return this.attachment.send(verbs.hostTableAnswer, message.from, NOTHING);
      case verbs.scheduleTask:
        if (read.kind === 'ok' && read.value.name === 'scheduleTask') this.ordered(message, read.value.value);
        else this.notice(`a task of ${addressText(message.from)} cannot be read`);
        return this.attachment.send(verbs.scheduleTaskAnswer, message.from, NOTHING);
      case verbs.queueRequest:
        return this.attachment.send(verbs.queueStatus, message.from, this.status());
      case verbs.queueStatus:
        if (read.kind === 'ok' && read.value.name === 'queueStatus')
          this.colleagues?.heard(message.from, read.value.value.pending);
        return;
      case verbs.terminate:
        return this.terminated(message.from);
      default:
        return;
    }
  }

  /** A communication table replaces the one before; one that cannot be read does not (`participantsOf`). */
  private take(from: ClusterAddress, table: Parameters<typeof Colleagues.of>[1]): void {
    const colleagues = Colleagues.of(this.attachment.self, table);
    if (colleagues === null) return this.notice(`a communication table of ${addressText(from)} ends in half a pair`);
    this.colleagues = colleagues;
    this.employer ??= from;
    this.out.event({ kind: 'hosts', primary: table.primary, hosts: colleagues.hosts });
    for (const task of this.early.splice(0)) this.enqueue(task);
  }

  private ordered({ from, payload }: Message, task: TaskOrder): void {
    if (task.className === MAIN) {
      if (this.main !== null && this.main.from === from && Buffer.compare(this.main.payload, payload) === 0) return;
      this.main ??= { from, payload };
    }
    if (this.colleagues === null) this.early.push(masked(task));
    else this.enqueue(masked(task));
  }

  private enqueue(task: TaskOrder): void {
    if (!this.attachment.isConnected) return;
    if (this.classes.has(task.className)) return this.queue.add(task);
    this.log.write(`There is no task class "${task.className}" here.\n`);
    this.terminate(`no task class "${task.className}"`);
  }

  /** Gives tasks to workers that are free. */
  private work(): void {
    while (this.colleagues !== null && this.running.size < this.options.workers) {
      const order = this.queue.take();
      if (order === undefined) return;
      this.tasks += 1;
      this.running.set(this.tasks, order);
      this.out.event({ kind: 'task', task: this.tasks, ...order });
    }
  }

  private taskDone(task: number): void {
    const order = this.running.get(task);
    if (order === undefined) return;
    this.running.delete(task);
    this.queue.done(order);
  }

  private schedule({ className, data, flags }: TaskOrder, to?: ClusterAddress): void {
    const { attachment, colleagues } = this;
    if (colleagues === null) return this.notice('a task was scheduled before the communication table was there');
    const task = masked({ className, data, flags });
    const host = to ?? colleagues.next() ?? attachment.self;
    if (host === attachment.self) this.enqueue(task);
    else this.give(host, task);
  }

  private give(host: ClusterAddress, task: TaskOrder): void {
    this.attachment.send(verbs.scheduleTask, host, encode(this.messages.scheduleTask, task));
  }

  private result(output: Uint8Array): void {
    if (this.employer === null) return this.notice('there is nobody who wants the result');
    this.attachment.send(verbs.result, this.employer, encode(this.messages.result, { output }));
  }

  /** One turn of the loop: status to all, then balancing. */
  private turn(): void {
    const { attachment, colleagues } = this;
    this.turnAtUs = attachment.env.nowUs + TURN_US;
    const status = this.status();
    const takers = [...(colleagues?.others ?? []), attachment.node];
    if (this.employer !== null) takers.push(this.employer);
    for (const taker of takers) attachment.send(verbs.queueStatus, taker, status);
    if (colleagues !== null) this.balance(colleagues);
  }

  /** Source: 7.8, "Balancing". */
  private balance(colleagues: Colleagues): void {
    const { host, pending } = colleagues.idlest;
    if (host === null || Math.floor(this.queue.pending / 2) <= pending) return;
    const task = this.queue.takeMovable();
    if (task !== undefined) this.give(host, task);
  }

  private status(): Uint8Array {
    const { complete, total } = this.declared ?? this.queue.counted;
    return encode(this.messages.queueStatus, {
      pending: this.queue.pending + this.early.length,
      inProcess: this.queue.inProcess,
      complete,
      total: complete === 0 && total === 0 ? UNKNOWN : total,
    });
  }

  /**
   * Ambiguity: originals obey anybody; section 8 wants it of trusted senders only, and a host knows whom it works with. 5.7.
   */
  private terminated(from: ClusterAddress): void {
    const { attachment, colleagues, employer } = this;
    const isTrusted = from === attachment.node || from === employer || colleagues?.others.includes(from) === true;
    if (!isTrusted) return this.notice(`${addressText(from)} may not terminate the computation`);
    this.leave('another host terminated the computation');
  }

  private terminate(reason: string): void {
    for (const host of this.colleagues?.others ?? []) this.attachment.send(verbs.terminate, host, NOTHING);
    this.leave(reason);
  }

  /**
   * Ends the loop. Ambiguity: originals run what still waits after they have disconnected, when nobody can have its outcome; ours
   * drops it, so that the node is free for the next computation. 5.7, 7.8.
   */
  private leave(reason = 'the host stops'): void {
    this.log.release();
    this.reason = reason;
    this.attachment.disconnect();
  }

  private over(reason: string): void {
    this.turnAtUs = null;
    this.queue.clear();
    this.early = [];
    this.out.event({ kind: 'over', reason: this.reason ?? reason });
  }

  private notice(text: string): void {
    this.out.event({ kind: 'notice', text });
  }
}

function masked({ className, data, flags }: TaskOrder): TaskOrder {
  return { className, data, flags: flags & FLAGS };
}

function earlier(first: number | null, second: number | null): number | null {
  if (first === null || second === null) return first ?? second;
  return Math.min(first, second);
}
