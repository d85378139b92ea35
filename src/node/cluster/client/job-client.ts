/**
 * A job client: launches a host on every node that is online, hands out the table of hosts, starts `Main`, waits for the result.
 *
 * Two defects of originals are left out on purpose: after a launch has timed out the computation goes on with the others, and nothing
 * that comes late begins it again. Leaves out packages and what tasks do. Source: spec/cluster.md section 7.6; appendix B.3.
 */
import type { Env, Input, Machine, Out } from '../../../lib/machine.ts';
import {
  type ClusterAddress,
  clusterMessages,
  PROGRESS_UNKNOWN,
  readPayload,
  verbs,
} from '../../../protocols/cluster/index.ts';
import { addressesOf, launchStatuses } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { Attachment, type Message } from '../endpoint/attachment.ts';
import { Requests } from '../endpoint/requests.ts';
import { Crew } from './crew.ts';
import { earliest } from './link.ts';
import { type Asker, enumerateNodes } from './queries.ts';
import type { ClientOptions, JobCommand, JobEvent, JobState, JobView, Progress } from './types.ts';

/** Source: 7.2. */
const WATCH_US = 5_000_000;
const SILENCE_US = 20_000_000;
const NOTHING = new Uint8Array(0);

type Run = Extract<JobCommand, { readonly kind: 'run' }>;

export class JobClient implements Machine<JobCommand, JobEvent> {
  private readonly asker: Asker;
  private state: JobState = 'notStarted';
  private order: Run | null = null;
  private crew = new Crew([], 0);
  private progress: Progress = { complete: 0, total: PROGRESS_UNKNOWN };
  /** When the watchdog looks next; null while there is nothing to watch. */
  private watchAtUs: number | null = null;
  private out: Out<JobEvent> = null as never;

  constructor(options: ClientOptions) {
    const attachment = new Attachment(
      { ...options, service: 'client' },
      {
        connected: () => enumerateNodes(this.asker, true, (nodes) => this.launch(addressesOnce(nodes ?? []))),
        refused: (reason) => this.lost(reason),
        message: (message) => this.message(message),
        closed: (reason) => this.lost(reason),
      },
    );
    this.asker = { attachment, requests: new Requests(attachment), messages: clusterMessages(options) };
  }

  /** How the computation stands. */
  view(): JobView {
    return { state: this.state, ...this.progress, nodes: this.crew.view() };
  }

  get wakeAtUs(): number | null {
    return earliest(this.asker.attachment.wakeAtUs, this.asker.requests.wakeAtUs, this.watchAtUs);
  }

  step(input: Input<JobCommand>, env: Env, out: Out<JobEvent>): void {
    this.out = out;
    this.asker.attachment.step(input, env, out);
    if (input.kind === 'start') out.event({ kind: 'ready' });
    else if (input.kind === 'command') this.command(input.command);
    this.asker.requests.expire();
    if (this.watchAtUs !== null && env.nowUs >= this.watchAtUs) this.watch();
  }

  private command(command: JobCommand): void {
    switch (command.kind) {
      case 'run':
        return this.run(command);
      case 'interrupt':
        return this.interrupt();
      case 'stop':
        this.asker.attachment.disconnect();
        return this.out.event({ kind: 'stopped' });
    }
  }

  private run(order: Run): void {
    if (this.state !== 'notStarted') return;
    this.order = order;
    this.enter('initializing');
    this.asker.attachment.connect(order.at);
  }

  /** Ambiguity: whether there are no nodes or no answer, the page has one state for it: nobody is available. 7.6, steps 1 and 2. */
  private launch(nodes: readonly ClusterAddress[]): void {
    const { attachment, messages } = this.asker;
    if (this.order === null) return;
    const { nowUs } = attachment.env;
    this.crew = new Crew(nodes, nowUs);
    this.watchAtUs = nowUs + WATCH_US;
    const launch = encode(messages.launchHost, { package: this.order.package });
    for (const node of nodes) attachment.send(verbs.launchHost, node, launch);
    this.beginIfReady();
  }

  private message(message: Message): void {
    const { attachment, requests, messages } = this.asker;
    if (requests.take(message)) return;
    const { nowUs } = attachment.env;
    const { verb, from, payload } = message;
    const read = readPayload(messages, verb, payload);
    if (read.kind === 'bad') return;
    switch (read.value.name) {
      case 'launchStatus':
      case 'hostStarted':
        return this.crew.launchHeard(from, read.value.value, nowUs) ? this.beginIfReady() : undefined;
      case 'queueStatus':
        this.crew.hostHeard(from, nowUs, read.value.value);
        return this.tellProgress();
      case 'result':
        return this.result(message, read.value.value.output);
      default:
        if (verb === verbs.hostTableAnswer || verb === verbs.scheduleTaskAnswer) this.crew.hostHeard(from, nowUs);
    }
  }

  /** Source: 7.6, step 4; it is done once. */
  private beginIfReady(): void {
    const { crew } = this;
    const { attachment, messages } = this.asker;
    if (this.order === null || crew.isStarting) return;
    const [first] = crew.started;
    if (first === undefined) return this.fail('noNodes', 'no node has started a host');
    this.enter('working');
    const table = encode(messages.hostTable, { primary: first.host, participants: [...addressesOf(crew.started)] });
    for (const { host } of crew.started) attachment.send(verbs.hostTable, host, table);
    const task = encode(messages.scheduleTask, { flags: 0, className: 'Main', data: this.order.input });
    attachment.send(verbs.scheduleTask, first.host, task);
    this.order = null;
  }

  /**
   * Ambiguity: originals take a result from anybody; ours from a host of the table, since nobody else can have it. 7.6, step 6.
   */
  private result({ from }: Message, output: Uint8Array): void {
    if (this.state !== 'working' || !this.crew.isHost(from)) return;
    this.watchAtUs = null;
    this.enter('success');
    this.setProgress({ complete: 1, total: 1 });
    this.out.event({ kind: 'success', output });
  }

  private tellProgress(): void {
    if (this.state === 'working') this.setProgress(this.crew.progress);
  }

  private setProgress(progress: Progress): void {
    const { complete, total } = this.progress;
    if (progress.complete === complete && progress.total === total) return;
    this.progress = progress;
    this.out.event({ kind: 'progress', ...progress });
  }

  /** Source: 7.6, step 7. */
  private watch(): void {
    const { nowUs } = this.asker.attachment.env;
    this.watchAtUs = nowUs + WATCH_US;
    const silentSinceUs = nowUs - SILENCE_US;
    this.crew.timeOut(silentSinceUs, launchStatuses.timedOut);
    this.beginIfReady();
    if (this.isUnderWay && this.crew.heardAtUs < silentSinceUs)
      this.fail('internalFailure', 'no node and no host was heard for 20 s');
  }

  private get isUnderWay(): boolean {
    return this.state === 'initializing' || this.state === 'working';
  }

  private interrupt(): void {
    const { attachment } = this.asker;
    attachment.send(verbs.killHost, attachment.node, NOTHING);
    if (this.isUnderWay) this.fail('internalFailure', 'interrupted');
    attachment.disconnect();
  }

  private lost(reason: string): void {
    // Before its requests: that there is no answer is not what went wrong.
    if (this.isUnderWay) this.fail('internalFailure', reason);
    this.asker.requests.drop();
  }

  private fail(state: JobState, reason: string): void {
    this.watchAtUs = null;
    this.order = null;
    this.enter(state);
    this.out.event({ kind: 'failure', state, reason });
  }

  private enter(state: JobState): void {
    this.state = state;
    this.out.event({ kind: 'state', state });
  }
}

/** Tables of originals may name a node twice; two launches of one node would be told apart by nobody. Source: 9.1, trap 11. */
function addressesOnce(nodes: readonly { readonly address: ClusterAddress }[]): readonly ClusterAddress[] {
  return [...new Set(nodes.map(({ address }) => address))];
}
