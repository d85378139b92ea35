/**
 * The job node: dials an owner, keeps one job's files, runs its programs, gives results back, and leaves nothing behind.
 * Leaves out the wire and its states (src/protocols/job), disks and processes as such (the host). Source: spec/job.md.
 */
import type { Conn, Env, Input, Machine, Out } from '../../lib/machine.ts';
import { jobMessages, NodeSession, type NodeSide, type Turn } from '../../protocols/job/index.ts';
import { Disk } from '../disk.ts';
import { sendResults } from './results.ts';
import { Runner } from './runner.ts';
import type { NodeCommand, NodeEvent, NodeOptions, NodeView } from './types.ts';
import { JOB_FOLDER, Workspace, type WorkspaceOptions } from './workspace.ts';

type Address = Extract<NodeCommand, { kind: 'connect' }>['at'];

/** The connection as far as it is: none, being dialled, or there. */
type Connection =
  | { readonly name: 'none' }
  | { readonly name: 'dialling'; readonly conn: Conn; readonly untilUs: number }
  | { readonly name: 'open'; readonly conn: Conn; readonly session: NodeSession };

const NONE: Connection = { name: 'none' };

/** A job node. It serves one owner at a time and any number of jobs in turn (D-18). */
export class JobNode implements Machine<NodeCommand, NodeEvent> {
  private readonly options: NodeOptions;
  private readonly workspaceOptions: WorkspaceOptions;
  private readonly turn: Turn = { out: null as never, env: { nowUs: 0, wallMs: 0 } };
  private readonly disk = new Disk(this.turn);
  private readonly runner = new Runner(this.turn, this.disk);
  private workspace: Workspace;
  private connection: Connection = NONE;
  private conns = 0;
  private wanted: Address | null = null;
  /** Sweeps and clean-ups under way; nothing is dialled before they are done. */
  private cleaning = 0;
  /** Set when a Stop waits for the end of the Result that is on its way. */
  private stopWanted = false;
  private returning = false;
  private stopping = false;
  private out: Out<NodeEvent> = null as never;

  constructor(options: NodeOptions) {
    this.options = options;
    this.workspaceOptions = {
      ...options,
      messages: jobMessages({ byteOrder: options.profile.byteOrder, limits: options.limits }),
      embeddedNames: options.profile.fileNaming === 'embedded',
    };
    this.workspace = new Workspace(this.workspaceOptions, this.disk);
  }

  view(): NodeView {
    return { status: this.session?.status ?? null };
  }

  get wakeAtUs(): number | null {
    const { connection } = this;
    if (connection.name === 'dialling') return connection.untilUs;
    return connection.name === 'open' ? connection.session.wakeAtUs : null;
  }

  step(input: Input<NodeCommand>, env: Env, out: Out<NodeEvent>): void {
    this.turn.env = env;
    this.turn.out = out as Out<never>;
    this.out = out;
    switch (input.kind) {
      case 'start':
        return this.start();
      case 'command':
        return this.command(input.command);
      case 'stored':
      case 'loaded':
        return this.disk.answer(input);
      case 'exited':
        return this.runner.exited(input.process, input.exit);
      case 'wake':
        return this.wake();
      case 'connected':
        return this.connected(input.conn);
      case 'refused':
        return this.refused(input.conn, input.reason);
      case 'bytes':
        return this.session?.receive(input.data);
      case 'writable':
        return this.session?.writable();
      case 'eof':
      case 'reset':
        return this.session?.lost();
      case 'accepted':
      case 'listening':
      case 'unlistened':
        return;
    }
  }

  private get session(): NodeSession | null {
    return this.connection.name === 'open' ? this.connection.session : null;
  }

  /** D-31: what an earlier life left running is ended, and its folder emptied, before anything else. */
  private start(): void {
    this.cleaning += 1;
    this.disk.sweep(JOB_FOLDER, () => {
      this.out.event({ kind: 'ready' });
      this.cleaned();
    });
  }

  private command(command: NodeCommand): void {
    switch (command.kind) {
      case 'connect':
        return this.connect(command.at);
      case 'leave':
        return this.leave();
      case 'disconnect':
        return this.session?.disconnect(command.reason);
      case 'stop':
        return this.stop();
    }
  }

  private connect(at: Address): void {
    if (this.connection.name !== 'none' || this.wanted !== null) {
      this.out.event({ kind: 'connect-failed', reason: 'this node has an owner already' });
      return;
    }
    this.wanted = at;
    this.dial();
  }

  private dial(): void {
    if (this.wanted === null || this.cleaning > 0) return;
    this.conns += 2;
    this.connection = {
      name: 'dialling',
      conn: this.conns,
      untilUs: this.turn.env.nowUs + this.options.timers.answerUs,
    };
    this.out.connect(this.conns, this.wanted);
    this.wanted = null;
  }

  private connected(conn: Conn): void {
    if (this.connection.name !== 'dialling' || this.connection.conn !== conn) return;
    const { messages } = this.workspaceOptions;
    const { version, modules, timers } = this.options;
    const options = { messages, answerUs: timers.answerUs, joining: { version, modules } };
    const session = new NodeSession(this.turn, conn, options, this.side());
    this.connection = { name: 'open', conn, session };
    session.open();
  }

  private refused(conn: Conn, reason: string): void {
    if (this.connection.name !== 'dialling' || this.connection.conn !== conn) return;
    this.connection = NONE;
    this.out.event({ kind: 'connect-failed', reason });
    this.stopIfWanted();
  }

  private wake(): void {
    const { connection } = this;
    if (connection.name === 'open') connection.session.wake();
    else if (connection.name === 'dialling' && this.turn.env.nowUs >= connection.untilUs) {
      this.out.abort(connection.conn);
      this.refused(connection.conn, 'no answer to the dialling');
    }
  }

  private leave(): void {
    if (this.session === null || this.session.status === null) return;
    this.session.leave();
    // The Result on its way must be sent to its end, or the Leave behind it is lost with it.
    if (this.returning) this.stopWanted = true;
    else this.dropJob(() => undefined);
  }

  private stop(): void {
    this.stopping = true;
    this.wanted = null;
    if (this.connection.name === 'dialling') {
      this.out.abort(this.connection.conn);
      this.connection = NONE;
    }
    if (this.session?.status === null) this.session.disconnect('the node stops');
    else this.leave();
    this.stopIfWanted();
  }

  private stopIfWanted(): void {
    if (!this.stopping || this.cleaning > 0 || this.connection.name !== 'none') return;
    this.stopping = false;
    this.out.event({ kind: 'stopped' });
  }

  /** What the session asks of this node. */
  private side(): NodeSide {
    const hold = (held: boolean): void => this.session?.holdReading(held);
    return {
      joined: () => this.out.event({ kind: 'joined' }),
      rejected: (reason) => this.out.event({ kind: 'rejected', reason }),
      fileBegin: () => this.workspace.fileBegin(hold),
      fileChunk: (data) => this.workspace.fileChunk(data, hold),
      fileEnd: () => this.fileEnd(),
      run: (file, log) => this.answer(this.workspace.addRun(file, log)),
      ret: (file) => this.answer(this.workspace.addRet(file)),
      start: () => this.startJob(),
      stop: () => this.stopJob(),
      finishedAccepted: () => this.giveResults(),
      left: () => this.out.event({ kind: 'left' }),
      closed: (reason) => this.closed(reason),
    };
  }

  private answer(bad: string | null): void {
    if (bad === null) this.session?.accept();
    else this.session?.reject(bad);
  }

  private fileEnd(): void {
    const { session } = this;
    this.workspace.fileEnd((outcome) => {
      if (outcome.kind === 'accept') session?.accept();
      else if (outcome.kind === 'reject') session?.reject(outcome.reason);
      else session?.disconnect(outcome.reason);
    });
  }

  private startJob(): void {
    const { session } = this;
    const { runs } = this.workspace;
    session?.acceptStart(new Date(this.turn.env.wallMs).toISOString(), () =>
      this.runner.start(runs, () => session.finished()),
    );
  }

  private stopJob(): void {
    if (this.returning) this.stopWanted = true;
    else this.acceptStop();
  }

  private acceptStop(): void {
    const { session } = this;
    this.dropJob(() => session?.accept());
  }

  private giveResults(): void {
    const { session } = this;
    if (session === null) return;
    this.returning = true;
    sendResults({
      session,
      disk: this.disk,
      rets: this.workspace.rets,
      fileLimit: this.options.limits.file,
      halted: () => this.stopWanted,
      done: () => this.resultsGiven(session),
    });
  }

  /** All results are sent, or a Stop ended them after one. */
  private resultsGiven(session: NodeSession): void {
    this.returning = false;
    if (this.stopWanted) {
      this.stopWanted = false;
      this.acceptStop();
    } else {
      session.lastResult();
      this.dropJob(() => undefined);
    }
  }

  private closed(reason: string | null): void {
    this.connection = NONE;
    this.returning = false;
    this.stopWanted = false;
    this.out.event({ kind: 'closed', reason });
    this.dropJob(() => undefined);
  }

  /** Ends what runs, forgets the parts, and removes the folder; `dropped` when all that is done. */
  private dropJob(dropped: () => void): void {
    this.workspace = new Workspace(this.workspaceOptions, this.disk);
    this.cleaning += 1;
    this.runner.stop(() =>
      this.disk.remove(JOB_FOLDER, () => {
        dropped();
        this.cleaned();
      }),
    );
  }

  private cleaned(): void {
    this.cleaning -= 1;
    this.dial();
    this.stopIfWanted();
  }
}
