/**
 * Compiles sources that come in packages: extracts them, lets the host's compile tool build them, and takes what was built from it.
 *
 * Jobs run side by side; one waits for another whose sources go to the same folder. Leaves out the verbs (compile.ts), launching
 * (rent/) and building itself (the tool). Source: spec/cluster.md sections 5.6, 00000415, and 7.9.
 */
import { findAsset, type Package, packagePath, readPackage } from '../../../protocols/cluster/index.ts';
import { addressText, type ClusterAddress } from '../../../protocols/cluster/index.ts';
import type { Exit } from '../../../lib/machine.ts';
import type { ServerCore } from '../core.ts';
import { type Extraction, extract, extractionOf } from '../extraction.ts';
import { ownAddress, PROGRAM_LOG } from '../programs.ts';

export interface CompileOrder {
  /** By whom the job is found; at most one job of each at a time. */
  readonly requester: ClusterAddress;
  readonly words: string;
  /** The compiler's from now on. */
  readonly octets: Uint8Array;
}

/** `isSilent`: originals have no text for it, which a launch tells by another code. Our text is never empty (row 31). */
export type CompileOutcome =
  | { readonly kind: 'built'; readonly octets: Uint8Array }
  | { readonly kind: 'failed'; readonly isSilent: boolean; readonly text: string };

/** What a compile host said: 00000415. `root` is empty where nothing was built. */
export interface CompileNotice {
  readonly requester: ClusterAddress;
  readonly path: string;
  readonly root: string;
}

interface Job {
  readonly number: number;
  readonly order: CompileOrder;
  readonly pack: Package;
  readonly extraction: Extraction;
  readonly done: (outcome: CompileOutcome) => void;
  stage: 'waiting' | 'extracting' | 'building' | 'taking' | 'over';
  process: number | null;
}

/** Where sources go, below the machine's folder. Source: 7.9. */
export const COMPILE_FOLDER = 'compile';
/** From the end of a compile host to the end of the job, where its notice does not come. Source: 7.2. */
const GRACE_US = 10_000_000;

export class Compiler {
  private readonly core: ServerCore;
  /** Those that hold a folder: not over, or over with a program that is not gone yet. Oldest first. */
  private jobs: Job[] = [];
  private count = 0;

  constructor(core: ServerCore) {
    this.core = core;
  }

  /** `done` is called once, perhaps at once; never after `abandon`. */
  start(order: CompileOrder, done: (outcome: CompileOutcome) => void): void {
    const refuse = (text: string, isSilent: boolean): void => done({ kind: 'failed', isSilent, text });
    if (!this.core.options.policy.compilers) return refuse('this node compiles nothing', false);
    const pack = readPackage(order.octets);
    if (pack.kind === 'bad') return refuse(`the package cannot be read: ${pack.fault.code}`, true);
    const asset = findAsset(pack.value, 'sources');
    const extraction = asset === undefined ? null : extractionOf(COMPILE_FOLDER, asset);
    if (extraction === null) return refuse('the package has no sources that can be extracted', true);
    this.count += 1;
    const job: Job = {
      ...{ number: this.count, order, pack: pack.value, extraction, done },
      ...{ stage: 'waiting', process: null },
    };
    this.jobs.push(job);
    this.next();
  }

  has(requester: ClusterAddress): boolean {
    return this.find(requester) !== undefined;
  }

  /** Ends the requester's job as failed; nothing where it has none. */
  kill(requester: ClusterAddress): void {
    const job = this.find(requester);
    if (job !== undefined) this.fail(job, 'killed', true);
  }

  /** Ends jobs without a word: one requester's, or all. */
  abandon(requester?: ClusterAddress): void {
    for (const job of this.jobs.filter(({ order }) => requester === undefined || order.requester === requester)) {
      this.end(job);
    }
    this.next();
  }

  /** A compile host is done. Whether somebody waits for it. */
  noticed({ requester, path, root }: CompileNotice): boolean {
    const job = this.find(requester);
    if (job?.stage !== 'building') return false;
    this.core.cancel(graceOf(job));
    job.stage = 'taking';
    if (root === '') this.fail(job, path === '' ? 'the compile host tells no reason' : path, path === '');
    else this.take(job, path);
    return true;
  }

  private find(requester: ClusterAddress): Job | undefined {
    return this.jobs.find(({ order, stage }) => order.requester === requester && stage !== 'over');
  }

  /** Starts what waits for no folder. */
  private next(): void {
    for (const job of [...this.jobs]) {
      const first = this.jobs.find(({ extraction }) => extraction.folder === job.extraction.folder);
      if (first === job && job.stage === 'waiting') this.extract(job);
    }
  }

  private extract(job: Job): void {
    job.stage = 'extracting';
    const asset = findAsset(job.pack, 'sources');
    if (asset === undefined) return;
    const isWanted = (): boolean => job.stage === 'extracting';
    extract(this.core, job.pack, asset, job.extraction, isWanted, (problem) => {
      if (problem === null) this.build(job);
      else this.fail(job, `the sources cannot be extracted: ${problem}`, true);
    });
  }

  private build(job: Job): void {
    job.stage = 'building';
    const { requester, words } = job.order;
    const tool = {
      kind: 'compile-host',
      node: ownAddress(this.core),
      requester: addressText(requester),
      words,
    } as const;
    job.process = this.core.run({ ...job.extraction, log: PROGRAM_LOG, tool }, (exit) => this.exited(job, exit));
  }

  private exited(job: Job, exit: Exit): void {
    job.process = null;
    if (job.stage === 'over') this.release(job);
    else if (job.stage !== 'building') return;
    else if (exit.how === 'failed') this.fail(job, `the compile host cannot be started: ${exit.reason}`, false);
    else {
      this.core.at(graceOf(job), this.core.env.nowUs + GRACE_US, () =>
        this.fail(job, 'the compile host ended without a word', true),
      );
    }
  }

  /**
   * Ambiguity: in originals the two texts are the path of what was built and the root folder of the output, which the node packs.
   * Our compile tool packs itself; its first text is the path of that package in the folder of the sources, its second the root
   * folder of what is in it. So the node reads one file, inside that folder, whatever an endpoint may say. 5.6, 7.9; row 33, CLU-COMP-006.
   */
  private take(job: Job, path: string): void {
    const parts = packagePath(path.replaceAll('/', '\\'));
    if (parts === null) return this.fail(job, 'the output is not among the sources', false);
    this.core.load(`${job.extraction.folder}/${parts.join('/')}`, (octets) => {
      if (job.stage !== 'taking') return;
      if (octets === null) return this.fail(job, 'the output is not there', false);
      // One octet goes before it in the answer.
      if (octets.length >= this.core.options.limits.payload) return this.fail(job, 'the output is too large', false);
      if (readPackage(octets).kind === 'bad') return this.fail(job, 'the output is no package', false);
      this.finish(job, { kind: 'built', octets });
    });
  }

  private fail(job: Job, text: string, isSilent: boolean): void {
    this.finish(job, { kind: 'failed', isSilent, text });
  }

  private finish(job: Job, outcome: CompileOutcome): void {
    this.end(job);
    job.done(outcome);
    this.next();
  }

  /** Its program goes with it; the folder is free when that is gone. */
  private end(job: Job): void {
    if (job.stage === 'over') return;
    job.stage = 'over';
    this.core.cancel(graceOf(job));
    if (job.process === null) this.jobs = this.jobs.filter((other) => other !== job);
    else this.core.kill(job.process);
  }

  private release(job: Job): void {
    this.jobs = this.jobs.filter((other) => other !== job);
    this.next();
  }
}

function graceOf({ number }: Job): string {
  return `compile/grace/${number}`;
}
