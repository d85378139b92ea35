/**
 * The job host that a node rents out: at most one at a time, for the job client that launched it.
 *
 * idle, starting (a package is prepared, or its program has not reported yet), running. The client is not watched: a host runs until
 * its program ends or somebody kills it. Leaves out the verbs (rent-part.ts), compiling (compile/) and what hosts do.
 * Source: spec/cluster.md sections 5.6 and 7.7.
 */
import { addressText, type ClusterAddress, clusterMessages, findAsset } from '../../../protocols/cluster/index.ts';
import { launchStatuses, type Package, readPackage } from '../../../protocols/cluster/index.ts';
import { type PackageAsset, PROGRESS_UNKNOWN, verbs } from '../../../protocols/cluster/index.ts';
import type { Exit } from '../../../lib/machine.ts';
import { encode } from '../../../wire/index.ts';
import type { Compiler, CompileOutcome } from '../compile/compiler.ts';
import type { Link, ServerCore } from '../core.ts';
import { type Extraction, extract, extractionOf } from '../extraction.ts';
import { ownAddress, PROGRAM_LOG } from '../programs.ts';
import type { Progress } from '../status.ts';

/** Where kernels go, below the machine's folder. Source: C.7. */
export const KERNEL_FOLDER = 'binary';
/** The word of assets that this node runs: ES modules. Source: spec/cluster.md, "Beyond the page". */
const KERNEL_WORD = 'node';
const SOURCES_WORD = 'sources';
/** Names of deadlines: the next sign of life, and the end of patience. */
const ALIVE = 'rent/alive';
const PATIENCE = 'rent/patience';

const idle: Progress = { complete: 0, total: 0 };
const unknown: Progress = { complete: 0, total: PROGRESS_UNKNOWN };

/** What is not started. */
type LaunchFailure = Exclude<keyof typeof launchStatuses, 'started' | 'starting' | 'timedOut'>;

interface Launch {
  readonly client: ClusterAddress;
  /** Of its program, while that lives. */
  process: number | null;
  /** Job hosts that were there before its program: none of them is its host. */
  others: ReadonlySet<Link>;
  /** Address of the host; null while it starts. */
  host: ClusterAddress | null;
  progress: Progress;
}

export class Rent {
  /** Whether 00000411 is served. Source: 7.11. */
  tasksAllowed = true;
  private readonly core: ServerCore;
  private readonly compiler: Compiler;
  private launch: Launch | null = null;

  constructor(core: ServerCore, compiler: Compiler) {
    this.core = core;
    this.compiler = compiler;
  }

  get progress(): Progress {
    return this.launch?.progress ?? idle;
  }

  /**
   * Starts a host for `client`, which is told how it goes: one final status, and signs of life before it. `octets` are copied.
   * Ambiguity: a node that runs no kernels at all has no code of its own; it answers as one whose tasks are disallowed.
   * 5.6, 8, CLU-TASK-009.
   * Ambiguity: `windows` and `macosx` assets are not for us, whatever we run on; a package without a `node` asset is compiled if it has
   * sources, for the word `node`. Where this node compiles nothing, that is a failure with a text: 8006. Row 46, CLU-LAUNCH-001.
   */
  start(client: ClusterAddress, octets: Uint8Array): void {
    if (this.launch !== null) return this.refuse(client, 'busy', 'a host is there already');
    if (!this.tasksAllowed) return this.refuse(client, 'discarded', 'tasks are not allowed');
    if (!this.core.options.policy.kernels) return this.refuse(client, 'discarded', 'kernels are not run here');
    const own = octets.slice();
    const pack = readPackage(own);
    if (pack.kind === 'bad') return this.refuse(client, 'extractionFailed', `damaged package: ${pack.fault.code}`);
    const kernel = findAsset(pack.value, KERNEL_WORD);
    const hasSources = findAsset(pack.value, SOURCES_WORD) !== undefined;
    if (kernel === undefined && !hasSources) return this.refuse(client, 'noAsset', 'no asset for this node');
    const launch: Launch = { client, process: null, others: new Set(), host: null, progress: unknown };
    this.launch = launch;
    this.waitAlive();
    if (kernel === undefined) this.compile(launch, own);
    else this.prepare(launch, pack.value, kernel);
  }

  /** A job host of this node says that it is ready. Whether it is the one that was awaited. */
  ready(from: Link): boolean {
    const { launch } = this;
    if (launch?.process == null || launch.host !== null || launch.others.has(from)) return false;
    const host = from.address;
    launch.host = host;
    this.quiet();
    const value = { status: launchStatuses.started, host };
    this.core.route(
      verbs.launchAnswer,
      launch.client,
      encode(clusterMessages(this.core.options.limits).hostStarted, value),
    );
    return true;
  }

  /** How far the host is; of any other sender nothing. */
  progressed(host: ClusterAddress, progress: Progress): void {
    if (this.launch?.host === host) this.launch.progress = progress;
  }

  /**
   * Ends the host.
   * Ambiguity: originals kill what runs, not what starts. A host that nobody wants would then run on, so ours ends it also while it
   * starts, and the client has 8008 as its final status. Row 30, CLU-LAUNCH-004.
   */
  kill(): void {
    if (this.launch?.host === null) this.fail(this.launch, 'initializationFailed', 'killed while it started');
    else this.abandon();
  }

  /** Ends the host without a word to anybody. */
  abandon(): void {
    const { launch } = this;
    if (launch === null) return;
    this.launch = null;
    this.quiet();
    if (launch.process !== null) this.core.kill(launch.process);
  }

  private compile(launch: Launch, octets: Uint8Array): void {
    this.compiler.start({ requester: this.core.self, words: KERNEL_WORD, octets }, (outcome) => {
      if (this.launch === launch) this.compiled(launch, outcome);
    });
  }

  private compiled(launch: Launch, outcome: CompileOutcome): void {
    if (outcome.kind === 'failed') {
      return this.fail(launch, outcome.isSilent ? 'extractionFailed' : 'compilationFailed', outcome.text);
    }
    const pack = readPackage(outcome.octets);
    if (pack.kind === 'bad') return this.fail(launch, 'extractionFailed', pack.fault.code);
    const kernel = findAsset(pack.value, KERNEL_WORD);
    if (kernel === undefined) return this.fail(launch, 'noAsset', 'the sources give no asset for this node');
    this.prepare(launch, pack.value, kernel);
  }

  private prepare(launch: Launch, pack: Package, kernel: PackageAsset): void {
    const extraction = extractionOf(KERNEL_FOLDER, kernel);
    if (extraction === null) return this.fail(launch, 'extractionFailed', 'its root file has no name');
    const isWanted = (): boolean => this.launch === launch;
    extract(this.core, pack, kernel, extraction, isWanted, (problem) => {
      if (problem === null) this.run(launch, extraction);
      else this.fail(launch, 'extractionFailed', problem);
    });
  }

  private run(launch: Launch, extraction: Extraction): void {
    const { core } = this;
    this.tellAlive();
    core.at(PATIENCE, core.env.nowUs + core.options.timers.launchUs, () =>
      this.fail(launch, 'initializationFailed', 'it neither reported nor ended'),
    );
    launch.others = new Set(core.endpoints().map(({ link }) => link));
    const tool = { kind: 'job-host', node: ownAddress(core), employer: addressText(launch.client) } as const;
    launch.process = core.run({ ...extraction, log: PROGRAM_LOG, tool }, (exit) => this.exited(launch, exit));
  }

  private exited(launch: Launch, exit: Exit): void {
    launch.process = null;
    if (this.launch !== launch) return;
    if (launch.host !== null) this.launch = null;
    else if (exit.how === 'failed') this.fail(launch, 'launchFailed', exit.reason);
    else this.fail(launch, 'initializationFailed', `it ended ${endOf(exit)} before it reported`);
  }

  private fail(launch: Launch, status: LaunchFailure, why: string): void {
    this.abandon();
    this.compiler.abandon(this.core.self);
    this.refuse(launch.client, status, why);
  }

  private refuse(client: ClusterAddress, status: LaunchFailure, why: string): void {
    this.core.notice(`no job host for ${addressText(client)}: ${why}`);
    this.tell(client, launchStatuses[status]);
  }

  private tellAlive(): void {
    if (this.launch === null) return;
    this.tell(this.launch.client, launchStatuses.starting);
    this.waitAlive();
  }

  private waitAlive(): void {
    this.core.at(ALIVE, this.core.env.nowUs + this.core.options.timers.keepAliveUs, () => this.tellAlive());
  }

  private quiet(): void {
    this.core.cancel(ALIVE);
    this.core.cancel(PATIENCE);
  }

  private tell(client: ClusterAddress, status: number): void {
    const payload = encode(clusterMessages(this.core.options.limits).launchStatus, { status });
    this.core.route(verbs.launchAnswer, client, payload);
  }
}

function endOf(exit: Exclude<Exit, { readonly how: 'failed' }>): string {
  return exit.how === 'code' ? `with ${exit.code}` : `by signal ${exit.signal}`;
}
