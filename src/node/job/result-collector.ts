/**
 * Keeps the results of one execution of a job on the owner's disk, in the order of the job's Rets.
 * Leaves out whether the execution counts (owner.ts). Source: spec/job.md D-17, D-22.
 */
import type { Disk } from '../disk.ts';
import { FileWriter } from './file-writer.ts';
import type { LiveJob } from './job.ts';
import type { ResultFile } from './types.ts';

export class ResultCollector {
  private readonly disk: Disk;
  private readonly job: LiveJob;
  private readonly hold: (hold: boolean) => void;
  private readonly results: ResultFile[] = [];
  private writer: FileWriter | null = null;
  private octets = 0;
  private unstored = 0;
  private error: string | null = null;
  private finished: ((results: readonly ResultFile[], error: string | null) => void) | null = null;

  constructor(disk: Disk, job: LiveJob, hold: (hold: boolean) => void) {
    this.disk = disk;
    this.job = job;
    this.hold = hold;
  }

  begin(): void {
    this.octets = 0;
    this.writer = new FileWriter(this.disk, this.path(), this.hold);
  }

  chunk(data: Uint8Array): void {
    this.octets += data.length;
    this.writer?.chunk(data);
  }

  end(): void {
    const name = this.job.rets[this.results.length] ?? '';
    const path = this.path();
    this.unstored += 1;
    this.results.push({ name, path, size: this.octets });
    this.writer?.end((error) => {
      this.error ??= error;
      this.unstored -= 1;
      this.tell();
    });
    this.writer = null;
  }

  /** No more results come; `finished` when all are on the disk, with the first error if there was one. */
  finish(finished: (results: readonly ResultFile[], error: string | null) => void): void {
    this.finished = finished;
    this.tell();
  }

  private path(): string {
    return `results/${this.job.id}/${this.results.length}`;
  }

  private tell(): void {
    if (this.unstored > 0 || this.finished === null) return;
    const { finished } = this;
    this.finished = null;
    finished(this.results, this.error);
  }
}
