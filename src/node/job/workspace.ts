/**
 * What a job's owner has handed to the node so far: files on the disk, runs and rets in order, and the rules for each.
 * Leaves out states and answers (the session), and running (runner.ts). Source: spec/job.md D-3, D-8, D-10, D-25.
 */
import { checkFileName, type JobLimits, type JobMessages } from '../../protocols/job/index.ts';
import { decode } from '../../wire/index.ts';
import type { Disk } from '../disk.ts';
import { FileWriter } from './file-writer.ts';

/** The job's folder inside the machine's own. */
export const JOB_FOLDER = 'job';

/** Of the size before a file's name (D-8). */
const NAME_SIZE_OCTETS = 2;

export interface WorkspaceOptions {
  readonly messages: JobMessages;
  readonly embeddedNames: boolean;
  readonly limits: JobLimits;
  readonly modules: readonly string[];
  readonly programs: boolean;
}

export interface RunOrder {
  readonly file: string;
  readonly log: string;
}

/** How a File ended: taken, rejected, or not even text in its name (D-2). */
export type FileOutcome =
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'fault'; readonly reason: string };

interface Incoming {
  /** Octets before the content whose name is not complete yet. */
  head: Uint8Array;
  name: string | null;
  writer: FileWriter | null;
  outcome: FileOutcome | null;
}

export class Workspace {
  private readonly options: WorkspaceOptions;
  private readonly disk: Disk;
  private readonly files = new Set<string>();
  readonly runs: RunOrder[] = [];
  readonly rets: string[] = [];
  private incoming: Incoming | null = null;

  constructor(options: WorkspaceOptions, disk: Disk) {
    this.options = options;
    this.disk = disk;
  }

  fileBegin(hold: (hold: boolean) => void): void {
    this.incoming = { head: new Uint8Array(0), name: null, writer: null, outcome: null };
    if (!this.options.embeddedNames) this.named(this.incoming, `file-${this.files.size + 1}`, hold);
  }

  fileChunk(data: Uint8Array, hold: (hold: boolean) => void): void {
    const { incoming } = this;
    if (incoming === null || incoming.outcome !== null) return;
    if (incoming.writer !== null) incoming.writer.chunk(data);
    else this.head(incoming, data, hold);
  }

  /** The File has passed; `done` when it is on the disk, or is not taken. */
  fileEnd(done: (outcome: FileOutcome) => void): void {
    const { incoming } = this;
    this.incoming = null;
    if (incoming === null) return;
    if (incoming.outcome !== null) return done(incoming.outcome);
    if (incoming.writer === null) return done({ kind: 'reject', reason: 'File shorter than the name in it' });
    const name = incoming.name as string;
    incoming.writer.end((error) => {
      if (error === null) this.files.add(name);
      done(error === null ? { kind: 'accept' } : { kind: 'reject', reason: error });
    });
  }

  /** Null, or why the Run is rejected. */
  addRun(file: string, log: string): string | null {
    const { limits, modules, programs } = this.options;
    const bad = checkFileName(file, limits.name) ?? checkFileName(log, limits.name) ?? this.controlsLeft();
    if (bad !== null) return bad;
    if (!programs) return 'running programs is not allowed here';
    if (!this.files.has(file) && !modules.includes(file)) return `"${file}" is neither a file nor a module`;
    this.runs.push({ file, log });
    return null;
  }

  /** Null, or why the Ret is rejected. */
  addRet(file: string): string | null {
    const bad = checkFileName(file, this.options.limits.name) ?? this.controlsLeft();
    if (bad === null) this.rets.push(file);
    return bad;
  }

  private head(incoming: Incoming, data: Uint8Array, hold: (hold: boolean) => void): void {
    incoming.head = incoming.head.length === 0 ? data.slice() : Buffer.concat([incoming.head, data]);
    const head = decode(this.options.messages.fileHead, incoming.head);
    if (head.kind === 'need') return this.headGrows(incoming, incoming.head.length + head.octets);
    if (head.kind === 'bad') {
      // Ambiguity: a name in a File that is not UTF-8 is a text that is none (D-2), or a bad name (D-10, Reject). We take it for the
      // first, as in Run and Ret. JOB-FRAME-008.
      incoming.outcome = { kind: 'fault', reason: 'the file name is not UTF-8' };
      return;
    }
    const content = incoming.head.subarray(head.end);
    incoming.head = new Uint8Array(0);
    this.named(incoming, head.value.filename, hold);
    if (content.length > 0) incoming.writer?.chunk(content);
  }

  /** A name over its limit is known before it is there. */
  private headGrows(incoming: Incoming, headOctets: number): void {
    const nameOctets = headOctets - NAME_SIZE_OCTETS;
    if (nameOctets <= this.options.limits.name) return;
    incoming.outcome = { kind: 'reject', reason: `file name longer than ${this.options.limits.name} octets` };
  }

  /**
   * Ambiguity: a file that replaces another of its name may count against the limit of files, or not. We count names: the job
   * has no more files than before. JOB-LIMIT-007, JOB-FILE-007.
   */
  private named(incoming: Incoming, name: string, hold: (hold: boolean) => void): void {
    const { limits } = this.options;
    const full = !this.files.has(name) && this.files.size >= limits.files;
    const bad = checkFileName(name, limits.name) ?? (full ? `more than ${limits.files} files` : null);
    incoming.name = name;
    if (bad === null) incoming.writer = new FileWriter(this.disk, `${JOB_FOLDER}/${name}`, hold);
    else incoming.outcome = { kind: 'reject', reason: bad };
  }

  private controlsLeft(): string | null {
    const { controls } = this.options.limits;
    return this.runs.length + this.rets.length < controls ? null : `more than ${controls} controls`;
  }
}
