/**
 * A client of a node for everything that is one question and one answer, and for lines of log: what tools stand on.
 * It may be of any service; as a logger it gets lines. Leaves out computations and compilations (job-client.ts, compile-client.ts).
 * Source: spec/cluster.md sections 5.4, 5.5, 7.5 and 7.10.
 */
import type { Env, Input, Machine, Out } from '../../../lib/machine.ts';
import { clusterMessages, readPayload, unixMsOf, verbs } from '../../../protocols/cluster/index.ts';
import { Attachment, type Message } from '../endpoint/attachment.ts';
import { LogWriter } from '../endpoint/log-writer.ts';
import { Requests } from '../endpoint/requests.ts';
import type { EndpointOptions } from '../types.ts';
import { earliest, obey } from './link.ts';
import { ask, type Asker } from './queries.ts';
import type { ClientCommand, ClientEvent } from './types.ts';

export class ClusterClient implements Machine<ClientCommand, ClientEvent> {
  private readonly asker: Asker;
  private readonly log: LogWriter;
  private out: Out<ClientEvent> = null as never;

  /** UsageError for a service whose texts do not fit. */
  constructor(options: EndpointOptions) {
    const attachment = new Attachment(options, {
      connected: () => this.out.event({ kind: 'connected', self: attachment.self, node: attachment.node }),
      refused: (reason) => this.out.event({ kind: 'refused', reason }),
      message: (message) => this.message(message),
      closed: (reason) => this.closed(reason),
    });
    this.asker = { attachment, requests: new Requests(attachment), messages: clusterMessages(options) };
    this.log = new LogWriter(attachment, this.asker.messages);
  }

  get wakeAtUs(): number | null {
    return earliest(this.asker.attachment.wakeAtUs, this.asker.requests.wakeAtUs);
  }

  step(input: Input<ClientCommand>, env: Env, out: Out<ClientEvent>): void {
    this.out = out;
    this.asker.attachment.step(input, env, out);
    if (input.kind === 'start') out.event({ kind: 'ready' });
    else if (input.kind === 'command') this.command(input.command);
    this.asker.requests.expire();
  }

  private command(command: ClientCommand): void {
    const { attachment } = this.asker;
    if (obey(command, attachment, this.out, () => this.log.release())) return;
    switch (command.kind) {
      case 'ask':
        return this.ask(command);
      case 'log':
        return this.log.write(command.text);
      case 'send':
        return attachment.send(command.verb, command.to, command.payload);
    }
  }

  private ask({ ticket, query }: Extract<ClientCommand, { kind: 'ask' }>): void {
    ask(this.asker, query, (answer, reason) => {
      if (answer === null) this.out.event({ kind: 'failed', ticket, reason });
      else this.out.event({ kind: 'answered', ticket, answer });
    });
  }

  private message(message: Message): void {
    if (this.asker.requests.take(message)) return;
    const { verb, from, payload } = message;
    if (verb === verbs.logClient) this.line(payload);
    else this.out.event({ kind: 'message', verb, from, payload });
  }

  /** A record under 16 octets is ignored, as one whose line is no text. */
  private line(payload: Uint8Array): void {
    const read = readPayload(this.asker.messages, verbs.logClient, payload);
    if (read.kind === 'bad' || read.value.name !== 'logRecord') return;
    const { author, time, line } = read.value.value;
    this.out.event({ kind: 'line', author, unixMs: unixMsOf(time), text: line });
  }

  private closed(reason: string): void {
    this.asker.requests.drop();
    this.out.event({ kind: 'closed', reason });
  }
}
