/**
 * Writes what comes in pieces to one file, and says when the disk is behind. Small pieces are gathered, big ones are never held.
 * Leaves out names and limits. Source: DESIGN "Big fields stream".
 */
import type { Disk, Done } from '../disk.ts';

/** Octets gathered before they are stored. Our choice. */
const GATHER = 64 * 1024;
/** Octets under way to the disk at which reading is held back. Our choice. */
const BEHIND = 1024 * 1024;

export class FileWriter {
  private readonly disk: Disk;
  private readonly path: string;
  private readonly hold: (hold: boolean) => void;
  private gathered: Uint8Array[] = [];
  private gatheredOctets = 0;
  private pendingOctets = 0;
  private created = false;
  private error: string | null = null;

  /** Creates nothing before the first octets, or `end`. `hold` is told when to hold back and when to go on. */
  constructor(disk: Disk, path: string, hold: (hold: boolean) => void) {
    this.disk = disk;
    this.path = path;
    this.hold = hold;
  }

  /** `data` is the caller's again after the call. */
  chunk(data: Uint8Array): void {
    this.gathered.push(data.slice());
    this.gatheredOctets += data.length;
    if (this.gatheredOctets >= GATHER) this.flush(() => undefined);
  }

  /** All is there; `done` when it is on the disk, with the first error if there was one. */
  end(done: Done): void {
    this.flush(() => done(this.error));
  }

  private flush(done: () => void): void {
    const data = this.gathered.length === 1 ? (this.gathered[0] as Uint8Array) : Buffer.concat(this.gathered);
    this.gathered = [];
    this.gatheredOctets = 0;
    this.pendingOctets += data.length;
    if (this.pendingOctets > BEHIND) this.hold(true);
    this.disk.store(this.path, data, this.created ? 'append' : 'create', (error) => {
      this.error ??= error;
      this.pendingOctets -= data.length;
      if (this.pendingOctets <= BEHIND) this.hold(false);
      done();
    });
    this.created = true;
  }
}
