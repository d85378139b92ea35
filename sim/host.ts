/**
 * A host: drives one machine at a time over the network, a disk and a process runner.
 *
 * A crash ends the machine (its connections end by FIN, RST or silence); the disk stays and the programs go on; the next start finds both.
 * Leaves out all protocol logic (it is the simulator's twin of src/host) and what each output does (host-out.ts).
 */
import { assert } from '../src/lib/assert.ts';
import type { Env, Exit, Machine } from '../src/lib/machine.ts';
import type { Prng } from '../src/lib/prng.ts';
import { SimDisk } from './disk.ts';
import { Fifo } from './fifo.ts';
import { createOut } from './host-out.ts';
import type { AnyInput, CrashEnding, Ground, HostListener, Life, LifeHost } from './life.ts';
import { ProgramMachine } from './program-machine.ts';
import { Kind, type Simulation } from './simulation.ts';
import type { Socket } from './socket.ts';
import { SocketInputs } from './socket-inputs.ts';

/** Longest time of one disk operation. */
const DISK_DELAY_US = 200;

export class SimHost extends SocketInputs implements LifeHost {
  readonly name: string;
  readonly number: number;
  /** Of its name, in the trace. */
  readonly code: number;
  readonly disk = new SimDisk();
  readonly #ground: Ground;
  readonly #diskDelay: Prng;
  readonly #seeds: Prng;
  readonly #env = { nowUs: 0, wallMs: 0 };
  #lifeCount = 0;
  #diskFreeUs = 0;

  /** Made by `createHosts`, which sends its events here. */
  constructor(ground: Ground, name: string) {
    super();
    this.#ground = ground;
    this.name = name;
    this.code = ground.sim.trace.codeOf(name);
    this.number = ground.network.addHost(name);
    this.#diskDelay = ground.sim.prng.fork(`disk/${name}`);
    this.#seeds = ground.sim.prng.fork(`seeds/${name}`);
  }

  get isRunning(): boolean {
    return this.life !== null;
  }

  /** Connections that the machine has open. */
  get connCount(): number {
    return this.life?.sockets.size ?? 0;
  }

  /** Starts a machine on this host's disk. */
  start<Command, Event>(machine: Machine<Command, Event>, listener: HostListener): void {
    assert(this.life === null, `${this.name} runs already`);
    this.#lifeCount += 1;
    const number = this.#lifeCount;
    this.life = {
      number,
      machine: machine as unknown as Machine<unknown, unknown>,
      listener,
      out: createOut(this.#ground, this, () => (this.life?.number === number ? this.life : null)),
      sockets: new Map(),
      inputs: new Fifo(),
      diskWork: new Fifo(),
      acceptedCount: 0,
      wake: -1,
      wakeAtUs: null,
    };
    this.#ground.network.switchOn(this.number);
    this.later({ kind: 'start', seed: this.#seeds.u32() });
  }

  /** Gives the machine a command, after what is due before. */
  command(command: unknown): void {
    this.later({ kind: 'command', command });
  }

  /** Ends the machine at once, without goodbyes. */
  crash(ending: CrashEnding): void {
    if (this.life === null) return;
    this.#ground.sim.trace.note(this.#ground.sim.nowUs, `crash ${ending}`, this.name, 0, 0);
    const { network } = this.#ground;
    const sockets = this.#leave(this.life);
    if (ending === 'silence') network.switchOff(this.number);
    else if (ending === 'rst') for (const socket of sockets) network.streams.abort(socket);
    else for (const socket of sockets) network.streams.orphan(socket);
  }

  /** Ends the machine, lets its sends leave, and closes its connections, which are returned. */
  close(): Socket[] {
    const sockets = this.life === null ? [] : this.#leave(this.life);
    for (const socket of sockets) {
      if (socket.state === 'dialling') this.#ground.network.streams.abort(socket);
      else this.#ground.network.streams.close(socket);
    }
    return sockets;
  }

  /** A program of this host ended; the life that started it hears of it. */
  exited(life: number, process: number, exit: Exit): void {
    if (life === this.life?.number) this.step({ kind: 'exited', process, exit });
  }

  /** Gives an input as an event of its own. */
  later(input: AnyInput): void {
    if (this.life === null) return;
    this.life.inputs.push(input);
    this.#ground.sim.after(0, Kind.hostInput, this.number, this.life.number);
  }

  /** Lets a disk operation take effect after a while, in order. */
  work(operation: () => AnyInput): void {
    if (this.life === null) return;
    const { sim } = this.#ground;
    this.#diskFreeUs = Math.max(this.#diskFreeUs, sim.nowUs + 1 + this.#diskDelay.below(DISK_DELAY_US));
    this.life.diskWork.push(operation);
    sim.scheduler.schedule(this.#diskFreeUs, Kind.disk, this.number, this.life.number, 0);
  }

  /** An event of `kind` for a life of this host is due. */
  happen(kind: number, lifeNumber: number): void {
    const life = this.life;
    if (life === null || life.number !== lifeNumber) return;
    if (kind === Kind.hostInput) this.step(life.inputs.shift()!);
    else if (kind === Kind.disk) this.step(life.diskWork.shift()!());
    else {
      life.wakeAtUs = null;
      this.step({ kind: 'wake' });
    }
  }

  /** One step of the machine; a machine that throws is broken and ends. */
  protected override step(input: AnyInput): void {
    const life = this.life;
    if (life === null) return;
    const { sim } = this.#ground;
    noteInput(sim, this.code, this.name, input);
    this.#env.nowUs = sim.nowUs;
    this.#env.wallMs = sim.wallMs;
    try {
      life.machine.step(input, this.#env satisfies Env, life.out);
    } catch (error) {
      this.crash('rst');
      life.listener.broke(error);
      return;
    }
    if (this.life === life) this.#arm(life, life.machine.wakeAtUs);
  }

  #arm(life: Life, atUs: number | null): void {
    if (atUs === life.wakeAtUs) return;
    const { scheduler } = this.#ground.sim;
    if (life.wakeAtUs !== null) scheduler.cancel(life.wake);
    life.wakeAtUs = atUs;
    if (atUs === null) return;
    life.wake = scheduler.schedule(Math.max(atUs, scheduler.nowUs), Kind.hostWake, this.number, life.number, 0);
  }

  /** Forgets the machine and all that is its own; returns its sockets. */
  #leave(life: Life): Socket[] {
    this.#arm(life, null);
    this.#ground.network.unlisten(this.number, this);
    this.life = null;
    return [...life.sockets.values()];
  }
}

const noteInput = (sim: Simulation, code: number, name: string, input: AnyInput): void => {
  const { trace, nowUs } = sim;
  if (input.kind === 'bytes') trace.noteAt(nowUs, 'bytes', code, name, input.conn, input.data.length);
  else if (input.kind === 'wake') trace.noteAt(nowUs, 'wake', code, name, 0, 0);
  else if ('conn' in input) trace.noteAt(nowUs, input.kind, code, name, input.conn, 0);
  else trace.noteValue(nowUs, 'input', name, input);
};

/** Makes hosts by name, and sends each one's events to it. */
export const createHosts = (ground: Ground): ((name: string) => SimHost) => {
  const hosts: SimHost[] = [];
  ground.processes.startMachinesBy((host, program, over) => {
    const machine = new ProgramMachine(ground, host, program, over);
    return () => machine.end();
  });
  for (const kind of [Kind.hostInput, Kind.hostWake, Kind.disk]) {
    ground.sim.on(kind, (host, life) => hosts[host]!.happen(kind, life));
  }
  return (name) => {
    const host = new SimHost(ground, name);
    hosts[host.number] = host;
    return host;
  };
};
