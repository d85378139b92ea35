/**
 * What a probe must know of a protocol: which message octets begin, and what a counterpart owes without being told by a scenario.
 * Leaves out all protocols (job/dialect.ts is one). Source: DESIGN "Worlds, targets, verdicts".
 */
import type { MessageSpec } from '../schema/index.ts';
import type { ExpectationFailed } from './failure.ts';

/** A message that is said: its declaration and the value of its fields. */
export interface Said {
  readonly spec: MessageSpec;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a scenario waits for: a message by its title and, where it says more, by some of its fields. */
export interface Wanted {
  readonly title: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One side of one connection, played by the suite. It remembers what was said, so far as later octets hang on it. */
export interface Dialect {
  /** The message that these octets begin now, at least one of them; undefined where they begin none. */
  pick(octets: Uint8Array): MessageSpec | undefined;
  /** The name by which scenarios call a message. */
  titleOf(said: Said): string;
  /** The octets that every message of that title from the subject begins with, or undefined. */
  openingOf(title: string): Uint8Array | undefined;
  /** The fields of a message as people read them. */
  shownOf(said: Said): Readonly<Record<string, unknown>>;
  sent(said: Said): void;
  heard(said: Said): void;
  /**
   * What a counterpart answers by itself when no scenario waits for the message.
   * An empty list passes over it, null leaves it to the scenario.
   */
  courtesy(said: Said): readonly Said[] | null;
  /** What is wrong with a whole message, whatever a scenario waits for; null where nothing is. */
  flawOf(said: Said): ExpectationFailed | null;
}
