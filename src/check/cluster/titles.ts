/**
 * What scenarios call packets: the name of the verb in words, or eight hexadecimal digits for one that has no name.
 * Leaves out payloads (phrase.ts). Source: spec/cluster.md section 5.1.
 */
import { type VerbName, verbName, verbs } from '../../protocols/cluster/index.ts';

/** `updateNodes` is `update nodes`. */
function inWords(name: VerbName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const byTitle = new Map(Object.entries(verbs).map(([name, verb]) => [inWords(name as VerbName), verb as number]));

/** Titles of all named verbs, the longest first, so that none is taken for the beginning of another. */
export const verbTitles: readonly string[] = [...byTitle.keys()].sort((one, other) => other.length - one.length);

/** The title of a verb. */
export function verbTitle(verb: number): string {
  const name = verbName(verb);
  return name === undefined ? (verb >>> 0).toString(16).toUpperCase().padStart(8, '0') : inWords(name);
}

/** The verb of a title; undefined where the title is that of no verb. */
export function readVerb(title: string): number | undefined {
  return byTitle.get(title) ?? (/^[0-9A-F]{8}$/.test(title) ? Number.parseInt(title, 16) : undefined);
}
