/**
 * What an owner and a node do beside their protocol when they serve: take jobs, come back after a lost connection, end in good order.
 * Leaves out the configuration (serve-config.ts), the process (serve.ts) and everything on the wire (src/node/job).
 */
import { copyOrderFiles, dropOrderFiles } from '../host/order-files.ts';
import type { MachineHost } from '../host/machine-host.ts';
import type { Machine } from '../lib/machine.ts';
import type { NodeCommand, NodeEvent, OwnerCommand, OwnerEvent } from '../node/job/index.ts';
import type { JobEntry, NodeConfig, OwnerConfig } from './serve-config.ts';

/** Starts a machine in the folder of the configuration. */
export type Launch = <Command, Event>(
  machine: Machine<Command, Event>,
  onEvent: (event: Event) => void,
) => MachineHost<Command>;

/** An event of the machine or of ours. */
export type ServeEvent = OwnerEvent | NodeEvent | OurEvent | { readonly kind: string };

type OurEvent =
  | { readonly kind: 'connect-again'; readonly inSeconds: number }
  | { readonly kind: 'bad-request'; readonly reason: string };

/** What a role tells the process. */
export interface ServeSink {
  /** One line of the log. */
  log(event: ServeEvent): void;
  /** It cannot go on; `reason` is a sentence. */
  fail(reason: string): void;
  /** It has been told to end, in good order. */
  end(): void;
}

/** A role at work. */
export interface Serving {
  /** Takes a job. Rejects with HostError where a file cannot be read. */
  submit(entry: JobEntry): Promise<void>;
  stopJob(job: string): void;
  /** Says goodbye; `done` when the machine has stopped and its connections are closed. */
  stop(done: () => void): void;
}

/** The first and the longest pause between two attempts to connect; each is twice the one before. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** An owner that listens. */
export function serveOwner(
  config: OwnerConfig,
  machine: Machine<OwnerCommand, OwnerEvent>,
  launch: Launch,
  sink: ServeSink,
): Serving {
  const { folder } = config;
  const tickets = new Map<string, number>();
  // What an earlier life was to hand over is lost with its queue.
  const ready = dropOrderFiles(folder);
  let lastTicket = 0;
  let stopped: (() => void) | null = null;
  const forget = (job: string): void => {
    const ticket = tickets.get(job);
    if (tickets.delete(job)) void dropOrderFiles(folder, ticket);
  };
  const host = launch(machine, (event: OwnerEvent) => {
    sink.log(event);
    if (event.kind === 'listen-failed') sink.fail(event.reason);
    if (event.kind === 'job-queued') tickets.set(event.job, event.ticket);
    if (event.kind === 'job-finished' || event.kind === 'job-failed') forget(event.job);
    if (event.kind === 'stopped') stopped?.();
  });
  host.command({ kind: 'listen', at: config.listen });
  return {
    submit: async (entry) => {
      const ticket = ++lastTicket;
      await ready;
      const copies = await copyOrderFiles(
        folder,
        ticket,
        entry.files.map(({ path }) => path),
      );
      const files = copies.map((copy, index) => ({ name: entry.files[index]?.name ?? '', ...copy }));
      host.command({ kind: 'submit', ticket, order: { files, runs: entry.runs, rets: entry.rets } });
    },
    stopJob: (job) => host.command({ kind: 'stop-job', job }),
    stop: (done) => {
      stopped = () => host.close(() => void dropOrderFiles(folder).then(done));
      host.command({ kind: 'stop' });
    },
  };
}

/**
 * A node that connects, and connects again after a lost connection, with a pause that grows to half a minute. A Reject of its Join
 * ends it: the same words would be rejected again.
 */
export function serveNode(
  config: NodeConfig,
  machine: Machine<NodeCommand, NodeEvent>,
  launch: Launch,
  sink: ServeSink,
): Serving {
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | null = null;
  let stopped: (() => void) | null = null;
  const connect = (): void => host.command({ kind: 'connect', at: config.connect });
  const again = (): void => {
    if (stopped !== null) return;
    timer = setTimeout(connect, pauseMs);
    sink.log({ kind: 'connect-again', inSeconds: pauseMs / 1000 });
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  const host = launch(machine, (event: NodeEvent) => {
    sink.log(event);
    if (event.kind === 'joined') pauseMs = firstPauseMs;
    if (event.kind === 'rejected') sink.fail(`the owner does not take this node: ${event.reason}`);
    if (event.kind === 'connect-failed' || event.kind === 'closed') again();
    if (event.kind === 'stopped') stopped?.();
  });
  connect();
  return {
    submit: () => Promise.resolve(),
    stopJob: () => undefined,
    stop: (done) => {
      if (timer !== null) clearTimeout(timer);
      stopped = () => host.close(done);
      host.command({ kind: 'stop' });
    },
  };
}
