/**
 * What lies between two hosts: per-direction delay, jitter and cutting, each from a stream of its own, and rules laid over them.
 *
 * A rule is a fault as the router sees it: it delays, blocks, cuts or refuses, and knows no socket; the router knows no fault.
 * Leaves out loss, reordering and duplication of segments, which a TCP user never sees. Source: turmoil-net's rules.
 */
import type { Prng } from '../src/lib/prng.ts';

/** How octets that are queued together leave: all at once, at random sizes, one by one, or one by one while they are few. */
export type Cutting = 'whole' | 'random' | 'single' | 'trickle';

export interface LinkOptions {
  readonly delayUs: number;
  readonly jitterUs: number;
  readonly cutting: Cutting;
  /** Longest wait before queued octets leave; what is queued meanwhile leaves with them. */
  readonly flushUs: number;
  /** Longest wait before arrived octets are read; what arrives meanwhile is read with them. */
  readonly readUs: number;
  readonly sendOctets: number;
  readonly receiveOctets: number;
  /**
   * What is sent in one piece arrives in one piece, neither copied nor marked as gone when it has been read: for nets so large that
   * copies would be all that a run does. Machines that keep octets longer than they may are found by all other links.
   */
  readonly isShared?: true;
}

export const quietLink: LinkOptions = {
  delayUs: 50,
  jitterUs: 450,
  cutting: 'whole',
  flushUs: 0,
  readUs: 0,
  sendOctets: 64 * 1024,
  receiveOctets: 64 * 1024,
};

/** A quiet link for large nets. */
export const sharedLink: LinkOptions = { ...quietLink, receiveOctets: 1024 * 1024, isShared: true };

/** A fault on the way between hosts. Absent methods leave things as they are. Hosts are numbers of the network. */
export interface Rule {
  /** Extra delay of what leaves now, in microseconds. */
  delayUs?(from: number, to: number): number;
  /** True while nothing gets through, and nobody is told. */
  blocks?(from: number, to: number): boolean;
  /** How the octets leave instead. */
  cutting?(from: number, to: number): Cutting | undefined;
  /** True where a connection that is dialled now is refused. */
  refuses?(to: number): boolean;
}

/** One direction between two hosts. */
interface Lane {
  readonly options: LinkOptions;
  readonly delay: Prng;
  readonly cut: Prng;
  readonly wait: Prng;
}

const MOST_HOSTS = 65_536;
const SEGMENT_OCTETS = 64 * 1024;
const RANDOM_OCTETS = 1460;
const TRICKLE_OCTETS = 512;

export class Links {
  readonly #lanes = new Map<number, Lane>();
  readonly #rules: Rule[] = [];
  readonly #prng: Prng;
  readonly #nameOf: (host: number) => string;
  readonly #optionsOf: (from: string, to: string) => LinkOptions;

  constructor(prng: Prng, nameOf: (host: number) => string, optionsOf: (from: string, to: string) => LinkOptions) {
    this.#prng = prng;
    this.#nameOf = nameOf;
    this.#optionsOf = optionsOf;
  }

  install(rule: Rule): void {
    this.#rules.push(rule);
  }

  remove(rule: Rule): void {
    const index = this.#rules.indexOf(rule);
    if (index >= 0) this.#rules.splice(index, 1);
  }

  options(from: number, to: number): LinkOptions {
    return this.#lane(from, to).options;
  }

  /** One way, for what leaves now. */
  delayUs(from: number, to: number): number {
    const { options, delay } = this.#lane(from, to);
    let us = options.delayUs + (options.jitterUs === 0 ? 0 : delay.below(options.jitterUs + 1));
    for (const rule of this.#rules) us += rule.delayUs?.(from, to) ?? 0;
    return us;
  }

  blocks(from: number, to: number): boolean {
    for (const rule of this.#rules) if (rule.blocks?.(from, to) === true) return true;
    return false;
  }

  refuses(to: number): boolean {
    for (const rule of this.#rules) if (rule.refuses?.(to) === true) return true;
    return false;
  }

  /** How many of the queued octets leave as the next segment, at least one. */
  segmentOctets(from: number, to: number, queued: number): number {
    const { options, cut } = this.#lane(from, to);
    let cutting = options.cutting;
    for (const rule of this.#rules) cutting = rule.cutting?.(from, to) ?? cutting;
    if (cutting === 'single' || (cutting === 'trickle' && queued <= TRICKLE_OCTETS)) return 1;
    const most = Math.min(queued, SEGMENT_OCTETS);
    return cutting === 'whole' ? most : 1 + cut.below(Math.min(most, RANDOM_OCTETS));
  }

  flushUs(from: number, to: number): number {
    const { options, wait } = this.#lane(from, to);
    return options.flushUs === 0 ? 0 : wait.below(options.flushUs + 1);
  }

  readUs(from: number, to: number): number {
    const { options, wait } = this.#lane(from, to);
    return options.readUs === 0 ? 0 : wait.below(options.readUs + 1);
  }

  #lane(from: number, to: number): Lane {
    const key = from * MOST_HOSTS + to;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = this.#open(this.#nameOf(from), this.#nameOf(to));
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #open(from: string, to: string): Lane {
    const stream = this.#prng.fork(`${from}>${to}`);
    return {
      options: this.#optionsOf(from, to),
      delay: stream.fork('delay'),
      cut: stream.fork('cut'),
      wait: stream.fork('wait'),
    };
  }
}
