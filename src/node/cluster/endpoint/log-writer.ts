/**
 * Text as lines of log: each whole line is a record, what is left goes when the writer is released.
 * Leaves out where records go. Source: spec/cluster.md section 5.5.
 */
import { type ClusterMessages, ticksOf, verbs } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import type { Attachment } from './attachment.ts';

/** Characters below 20 but for TAB. */
const CONTROLS = /[\u0000-\u0008\u000a-\u001f]/g;
/** Halves of characters have no UTF-8. */
const HALVES = /\p{Surrogate}/gu;
/**
 * Characters of the longest line. Ambiguity: the page has no limit, a packet has; what is longer goes in pieces, so that
 * a program that never ends its line fills no memory. 5.5.
 */
const LINE_MAX = 65_536;

/** Writes to the node of an endpoint, in its name. */
export class LogWriter {
  private readonly attachment: Attachment;
  private readonly messages: ClusterMessages;
  private rest = '';

  constructor(attachment: Attachment, messages: ClusterMessages) {
    this.attachment = attachment;
    this.messages = messages;
  }

  write(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.send(line);
    while (this.rest.length > LINE_MAX) {
      this.send(this.rest.slice(0, LINE_MAX));
      this.rest = this.rest.slice(LINE_MAX);
    }
  }

  /** Sends what has no line feed yet. */
  release(): void {
    const { rest } = this;
    this.rest = '';
    if (rest !== '') this.send(rest);
  }

  private send(text: string): void {
    const { attachment } = this;
    const line = text.replace(CONTROLS, '').replace(HALVES, '\ufffd');
    const record = { author: attachment.self, time: ticksOf(attachment.env.wallMs), line };
    attachment.send(verbs.logPrimary, attachment.node, encode(this.messages.logRecord, record));
  }
}
