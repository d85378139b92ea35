/**
 * Runs a machine as a program of a simulated host: on the host's network and disk, beside the host's own machine, until it exits or is
 * killed; then its connections end as those of a process do.
 *
 * Leaves out programs' groups and exits (processes.ts) and what each output does (host-out.ts).
 */
import type { Exit } from '../src/lib/machine.ts';
import { Fifo } from './fifo.ts';
import { createOut } from './host-out.ts';
import type { AnyInput, Ground, Life, LifeHost } from './life.ts';
import type { ProgramHost } from './processes.ts';
import { SocketInputs } from './socket-inputs.ts';
import type { MachineProgram, ProgramHandle } from './tools.ts';

const DISK_US = 100;

export class ProgramMachine extends SocketInputs implements LifeHost {
  readonly name: string;
  readonly number: number;
  readonly code: number;
  readonly disk: LifeHost['disk'];
  readonly #ground: Ground;
  readonly #over: (exit: Exit) => void;
  readonly #program: MachineProgram;

  /** Starts it; `over` is called when it exits by itself. */
  constructor(ground: Ground, host: ProgramHost, program: MachineProgram, over: (exit: Exit) => void) {
    super();
    this.name = host.name;
    this.number = host.number;
    this.code = ground.sim.trace.codeOf(host.name);
    this.disk = host.disk;
    this.#ground = ground;
    this.#over = over;
    this.#program = program;
    this.life = {
      number: 1,
      machine: program.machine,
      listener: { event: (event) => this.#heard(event), broke: (error) => this.#broke(error) },
      out: createOut(ground, this, () => this.life),
      sockets: new Map(),
      inputs: new Fifo(),
      diskWork: new Fifo(),
      acceptedCount: 0,
      wake: -1,
      wakeAtUs: null,
    };
    this.later({ kind: 'start', seed: ground.sim.prng.fork(`program/${host.name}/${ground.sim.nowUs}`).u32() });
  }

  /** Ends it at once; nothing comes from it any more. */
  end(): void {
    const life = this.life;
    if (life === null) return;
    this.life = null;
    this.#ground.network.unlisten(this.number, this);
    for (const socket of life.sockets.values()) this.#ground.network.streams.orphan(socket);
  }

  /** A program starts no programs. */
  exited(): void {
    return;
  }

  later(input: AnyInput): void {
    this.#ground.sim.callAfter(0, () => this.step(input));
  }

  work(operation: () => AnyInput): void {
    this.#ground.sim.callAfter(DISK_US, () => {
      if (this.life !== null) this.step(operation());
    });
  }

  #heard(event: unknown): void {
    const handle: ProgramHandle = {
      command: (command) => this.later({ kind: 'command', command }),
      later: (inUs, call) => this.#ground.sim.callAfter(inUs, () => (this.life === null ? undefined : call())),
      exit: (code) => this.#exit(code),
    };
    this.#program.heard(event, handle);
  }

  /** What it sent before leaves first, as from a process that ends in good order. */
  #exit(code: number): void {
    const life = this.life;
    if (life === null) return;
    this.life = null;
    this.#ground.network.unlisten(this.number, this);
    const { streams } = this.#ground.network;
    for (const socket of life.sockets.values()) {
      if (socket.state === 'dialling') streams.abort(socket);
      else streams.close(socket);
    }
    this.#over({ how: 'code', code });
  }

  #broke(error: unknown): never {
    this.end();
    throw error instanceof Error ? error : new Error(String(error));
  }

  protected override step(input: AnyInput): void {
    const life = this.life;
    if (life === null) return;
    const { nowUs, wallMs } = this.#ground.sim;
    this.#ground.sim.trace.note(nowUs, `program ${input.kind}`, this.name, 'conn' in input ? input.conn : 0, 0);
    try {
      life.machine.step(input, { nowUs, wallMs }, life.out);
    } catch (error) {
      this.#broke(error);
    }
    if (this.life === life) this.#arm(life, life.machine.wakeAtUs);
  }

  #arm(life: Life, atUs: number | null): void {
    if (atUs === life.wakeAtUs) return;
    life.wakeAtUs = atUs;
    if (atUs === null) return;
    this.#ground.sim.callAfter(Math.max(0, atUs - this.#ground.sim.nowUs), () => {
      if (this.life !== life || life.wakeAtUs !== atUs) return;
      life.wakeAtUs = null;
      this.step({ kind: 'wake' });
    });
  }
}
