/**
 * The `sim` world: a subject in a simulation of its own, real bytes, virtual time.
 *
 * One simulation per scenario, seeded by the run's seed and the scenario's id. Silence is provable here: time moves only when an event is
 * done or when it is shown that none is due before the deadline. Leaves out what the contract means, and every protocol.
 */
import {
  NotClaimed,
  SubjectBroke,
  type ContractEvent,
  type Link,
  type Subject,
  type SuiteListener,
  type World,
  type WorldSource,
} from '../src/check/world.ts';
import type { ContractAnswer, ContractEventLine, ContractServer, Json, JsonObject } from '../src/lib/contract.ts';
import type { Address } from '../src/lib/machine.ts';
import type { Hosting } from '../src/node/hosting.ts';
import type { Ground } from './life.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { createSimHosting } from './sim-hosting.ts';
import { Simulation } from './simulation.ts';
import { createSuiteNet, type SuiteNet } from './suite-net.ts';
import type { SimTools } from './tools.ts';

export interface SimWorldOptions {
  readonly contract: (hosting: Hosting, emit: (event: ContractEventLine) => void) => ContractServer;
  readonly protocol: string;
  readonly profile: Readonly<Record<string, string>>;
  /** What runs programs that are no scripts; none where it is not given. */
  readonly tools?: SimTools;
  /** Names of hosts in the network: of the suite's (`suite`) and of those of the subject's machines; else their own. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** A world with the hash of everything that happened in it. */
export interface SimWorld extends World {
  readonly traceHash: string;
}

export interface SimWorldSource extends WorldSource {
  open(scenario: { readonly id: string; readonly seed: number }): Promise<SimWorld>;
}

/** The suite's own host, unless it is named otherwise. */
const SUITE = 'suite';
/** How long an operation may go without an answer. Source: spec/adapter.md. */
const ANSWER_US = 10_000_000;
const SCAN_ANSWER_US = 15_000_000;
const DIAL_US = 130_000_000;
/** Turns of the microtask queue that an answer may need on its way. */
const ANSWER_TURNS = 32;

class SimSubject implements Subject {
  hello: Subject['hello'] = { name: '', version: '', roles: [], claims: [] };
  readonly controllable = true;
  readonly events: ContractEvent[] = [];
  death: string | null = null;
  /** An answer was given and whoever asked has perhaps not seen it yet. */
  hasAnswered = false;
  /** What has reached the suite so far, by count. */
  arrivals: () => number = () => 0;
  readonly #ground: Ground;
  readonly #server: ContractServer;
  #stderr = '';

  constructor(ground: Ground, contract: SimWorldOptions['contract'], nameOf: (name: string) => string) {
    this.#ground = ground;
    const hosting = createSimHosting(ground, (error) => this.die(error), nameOf);
    this.#server = contract(hosting, (line) => this.#emit(line));
  }

  /**
   * Asks one operation and runs virtual time until its answer, or until something has reached the suite: the answer may hang on what
   * the suite does next, and then comes while the suite waits. Rejects with NotClaimed or SubjectBroke.
   */
  async request(op: string, args: JsonObject): Promise<ContractAnswer> {
    const answer = await this.#ask(op, args);
    if (!('error' in answer) || answer.error.code !== 'unsupported') return answer;
    throw new NotClaimed(`${op}: ${answer.error.message}`);
  }

  #ask(op: string, args: JsonObject): Promise<ContractAnswer> {
    if (this.death !== null) throw new SubjectBroke(this.death);
    const arrivals = this.arrivals();
    let answer: ContractAnswer | undefined;
    let late: (given: ContractAnswer) => void = () => undefined;
    try {
      this.#server.handle({ op, args }, (given) => {
        if (answer !== undefined) this.die(new Error(`${op} was answered twice`));
        answer ??= given;
        this.hasAnswered = true;
        late(answer);
      });
    } catch (error) {
      this.die(error);
    }
    const limitUs = this.#ground.sim.nowUs + (op === 'scan' ? SCAN_ANSWER_US : ANSWER_US);
    const isOpen = (): boolean => answer === undefined && this.death === null && this.arrivals() === arrivals;
    while (isOpen() && this.#ground.sim.step(limitUs));
    if (answer !== undefined) return Promise.resolve(answer);
    if (this.death !== null || isOpen()) throw new SubjectBroke(this.death ?? `no answer to ${op}`);
    return new Promise((resolve) => (late = resolve));
  }

  die(error: unknown): void {
    this.death ??= `the subject threw: ${error instanceof Error ? error.message : String(error)}`;
    this.#stderr += `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  }

  stderr(): string {
    return this.#stderr;
  }

  #emit(line: ContractEventLine): void {
    const { event, ...fields } = line;
    this.events.push({ event, fields, atUs: this.#ground.sim.nowUs });
  }
}

class Scene implements SimWorld {
  readonly name = 'sim';
  readonly silenceIsProvable = true;
  readonly subject: SimSubject;
  readonly #ground: Ground;
  readonly #net: SuiteNet;

  constructor(ground: Ground, subject: SimSubject, name: string) {
    this.#ground = ground;
    this.subject = subject;
    this.#net = createSuiteNet(ground, name);
    subject.arrivals = () => this.#net.arrivals;
  }

  get traceHash(): string {
    return this.#ground.sim.trace.hash;
  }

  nowUs(): number {
    return this.#ground.sim.nowUs;
  }

  wallMs(): number {
    return this.#ground.sim.wallMs;
  }

  async dial(address: Address): Promise<Link | null> {
    const link = this.#net.dial(address);
    const outcome = await this.until(() => (link.dialled === 'waiting' ? undefined : link.dialled), DIAL_US);
    return outcome === 'connected' ? link : null;
  }

  listen(): Promise<SuiteListener> {
    return Promise.resolve(this.#net.listen());
  }

  async until<T>(poll: () => T | undefined, forUs: number): Promise<T | undefined> {
    const { sim } = this.#ground;
    const limitUs = sim.nowUs + forUs;
    for (;;) {
      await this.#letSee();
      const value = poll();
      if (value !== undefined) return value;
      if (this.subject.death !== null) throw new SubjectBroke(this.subject.death);
      if (!sim.step(limitUs)) break;
    }
    sim.scheduler.advance(limitUs);
    return poll();
  }

  /** An answer is a promise: whoever asked sees it some turns later, in which no virtual time goes by. */
  async #letSee(): Promise<void> {
    if (!this.subject.hasAnswered) return;
    this.subject.hasAnswered = false;
    for (let turn = 0; turn < ANSWER_TURNS; turn += 1) await Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const textsOf = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(textOf) : []);

/** Asks `hello` and keeps what it gives. */
const greet = async (
  subject: SimSubject,
  protocol: string,
  profile: Readonly<Record<string, string>>,
): Promise<void> => {
  const answer = await subject.request('hello', { contract: 1, protocol, profile });
  if ('error' in answer) throw new SubjectBroke(`hello failed: ${answer.error.message}`);
  const { name, version, roles, claims } = answer.ok as { readonly [key: string]: Json | undefined };
  subject.hello = { name: textOf(name), version: textOf(version), roles: textsOf(roles), claims: textsOf(claims) };
};

/** Makes sim worlds: a new simulation for each scenario, the same for the same seed and id. */
export const simWorldSource = (options: SimWorldOptions): SimWorldSource => {
  const open: SimWorldSource['open'] = async ({ id, seed }) => {
    const sim = new Simulation({ seed: `${seed}/${id}` });
    const ground: Ground = { sim, network: new Network(sim), processes: new Processes(sim, options.tools) };
    const nameOf = (name: string): string => options.hosts?.[name] ?? name;
    const subject = new SimSubject(ground, options.contract, nameOf);
    await greet(subject, options.protocol, options.profile);
    return new Scene(ground, subject, nameOf(SUITE));
  };
  return {
    name: 'sim',
    hello: async () => (await open({ id: 'hello', seed: 0 })).subject.hello,
    open,
    close: () => Promise.resolve(),
  };
};
