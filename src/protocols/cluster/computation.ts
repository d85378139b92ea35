/**
 * The parts of computation payloads that need more than their declaration: participants of a communication table, words of a compile
 * request. Leaves out when they are sent (the node). Source: spec/cluster.md sections 5.6 and 5.7.
 */
import { bad, good, type FormatResult } from './formats/result.ts';

export interface Participant {
  readonly node: bigint;
  readonly host: bigint;
}

const PAIR_OCTETS = 16;
/** Octets of a table before its participants. */
const PRIMARY_OCTETS = 8;

/**
 * The pairs of a communication table. Fault wrong-size for half a pair.
 * Ambiguity: originals apply such a table in part; nothing good comes of half a table, so ours is refused and the old one stays. 5.7.
 */
export function participantsOf(addresses: readonly bigint[]): FormatResult<readonly Participant[]> {
  if (addresses.length % 2 !== 0) {
    return bad('wrong-size', 'participants', PRIMARY_OCTETS + PAIR_OCTETS * Math.floor(addresses.length / 2));
  }
  return good(
    Array.from({ length: addresses.length / 2 }, (_, index) => {
      return { node: addresses[2 * index] as bigint, host: addresses[2 * index + 1] as bigint };
    }),
  );
}

/** The addresses of pairs, as a communication table has them. */
export function addressesOf(participants: readonly Participant[]): readonly bigint[] {
  return participants.flatMap(({ node, host }) => [node, host]);
}

const systemWords = ['windows', 'macosx', 'linux'] as const;
const architectureWords = ['x86', 'x64', 'arm', 'arm64'] as const;
const modeWords = ['release', 'debug'] as const;

/** What a compile request asks for; what is absent is the tool's own choice. */
export interface CompileWords {
  readonly system?: (typeof systemWords)[number];
  readonly architecture?: (typeof architectureWords)[number];
  readonly mode?: (typeof modeWords)[number];
}

/**
 * Reads words in any order; unknown ones are ignored. `linux` is ours (row 46).
 * Ambiguity: of two words of a kind the page does not say which counts; the last does, as of options of a command. 5.6.
 */
export function readCompileWords(text: string): CompileWords {
  let words: CompileWords = {};
  for (const word of text.split('-')) {
    const system = systemWords.find((known) => known === word);
    const architecture = architectureWords.find((known) => known === word);
    const mode = modeWords.find((known) => known === word);
    if (system !== undefined) words = { ...words, system };
    if (architecture !== undefined) words = { ...words, architecture };
    if (mode !== undefined) words = { ...words, mode };
  }
  return words;
}

/** Writes words in the order of the shipped client: architecture, system, mode. */
export function writeCompileWords({ architecture, system, mode }: CompileWords): string {
  return [architecture, system, mode].filter((word) => word !== undefined).join('-');
}
