/**
 * A compile client: has sources compiled by a node, waits as long as the node says that it is at work.
 *
 * Ambiguity: originals do not take an empty failure text for the end, and wait on until their time is up; ours takes it. 5.6, row 31.
 * Leaves out packages. Source: spec/cluster.md sections 5.6, 7.2 and 7.9; appendix B.4.
 */
import type { Env, Input, Machine, Out } from '../../../lib/machine.ts';
import { UsageError } from '../../../lib/errors.ts';
import { type ClusterAddress, clusterMessages, readPayload, verbs } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { Attachment, type Message } from '../endpoint/attachment.ts';
import { earliest, obey } from './link.ts';
import type { ClientOptions, CompileCommand, CompileEvent } from './types.ts';

/** Source: 7.2. */
const SILENCE_US = 10_000_000;
const LOOK_US = 1_000_000;
/** Source: 2.2. */
const SERVICE = { id: 'engine.cluster.compiler.client', name: 'Cluster Compiler Client' };
const NOTHING = new Uint8Array(0);

/** A compilation under way. */
interface Compilation {
  readonly node: ClusterAddress;
  heardAtUs: number;
  lookAtUs: number;
}

export class CompileClient implements Machine<CompileCommand, CompileEvent> {
  private readonly attachment: Attachment;
  private readonly messages;
  private compilation: Compilation | null = null;
  private out: Out<CompileEvent> = null as never;

  constructor(options: ClientOptions) {
    this.messages = clusterMessages(options);
    const attachment = new Attachment(
      { ...options, service: SERVICE },
      {
        connected: () => this.out.event({ kind: 'connected', self: attachment.self, node: attachment.node }),
        refused: (reason) => this.out.event({ kind: 'refused', reason }),
        message: (message) => this.message(message),
        closed: (reason) => this.closed(reason),
      },
    );
    this.attachment = attachment;
  }

  get wakeAtUs(): number | null {
    return earliest(this.attachment.wakeAtUs, this.compilation?.lookAtUs ?? null);
  }

  step(input: Input<CompileCommand>, env: Env, out: Out<CompileEvent>): void {
    this.out = out;
    this.attachment.step(input, env, out);
    if (input.kind === 'start') out.event({ kind: 'ready' });
    else if (input.kind === 'command') this.command(input.command);
    this.look();
  }

  private command(command: CompileCommand): void {
    if (obey(command, this.attachment, this.out, () => undefined)) return;
    switch (command.kind) {
      case 'compile':
        return this.compile(command);
      case 'kill':
        return this.kill();
    }
  }

  private compile({ words, package: sources, to }: Extract<CompileCommand, { kind: 'compile' }>): void {
    const { attachment } = this;
    if (!attachment.isConnected) return this.fail('not connected');
    // Answers have no number: of two compilations nobody could tell them apart.
    if (this.compilation !== null) throw new UsageError('a compilation is under way');
    const { nowUs } = attachment.env;
    this.compilation = { node: to ?? attachment.node, heardAtUs: nowUs, lookAtUs: nowUs + LOOK_US };
    attachment.send(verbs.compile, this.compilation.node, encode(this.messages.compile, { words, package: sources }));
  }

  /** The node answers that it failed, with no text. */
  private kill(): void {
    if (this.compilation !== null) this.attachment.send(verbs.killCompiler, this.compilation.node, NOTHING);
  }

  private message({ verb, payload }: Message): void {
    if (verb !== verbs.compileAnswer || this.compilation === null) return;
    const read = readPayload(this.messages, verb, payload);
    if (read.kind === 'bad') return this.end('the answer cannot be read');
    switch (read.value.name) {
      case 'compiled':
        this.compilation = null;
        return this.out.event({ kind: 'compiled', package: read.value.value.package });
      case 'compileFailed':
        return this.end(read.value.value.reason || 'no reason was given');
      default:
        this.compilation.heardAtUs = this.attachment.env.nowUs;
    }
  }

  private look(): void {
    const { compilation } = this;
    const { nowUs } = this.attachment.env;
    if (compilation === null || nowUs < compilation.lookAtUs) return;
    compilation.lookAtUs = nowUs + LOOK_US;
    if (nowUs - compilation.heardAtUs >= SILENCE_US) this.end('the node has said nothing for 10 s');
  }

  private closed(reason: string): void {
    if (this.compilation !== null) this.end(reason);
    this.out.event({ kind: 'closed', reason });
  }

  private end(reason: string): void {
    this.compilation = null;
    this.fail(reason);
  }

  private fail(reason: string): void {
    this.out.event({ kind: 'failed', reason });
  }
}
