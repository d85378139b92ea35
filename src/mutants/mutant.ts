/**
 * What a deliberate fault is: a small patch of one source file that breaks one requirement. Leaves out how it gets into a program:
 * the reference's by swc.cjs when it is loaded, a stranger's by a patched copy (stranger.ts).
 */

export interface Mutant {
  /** Kebab-case and unique; says the fault in a few words. */
  readonly name: string;
  /** Id of the requirement that it breaks: `JOB-JOIN-001`. */
  readonly requirement: string;
  /** The fault as a sentence about the faulty program. */
  readonly what: string;
  /** Path of the patched file from the project's root, with `/`. */
  readonly file: string;
  /** Text that occurs exactly once in that file. */
  readonly find: string;
  readonly replace: string;
  /** The profile in which the suite is run against it, `fileNaming=positional`; absent: the default one. */
  readonly profile?: string;
}

/** Protocols that have faults. */
export const protocols = ['job', 'cluster'] as const;

export type Protocol = (typeof protocols)[number];

/** The protocol that a requirement of the reference is one of, by its prefix. */
export function protocolOf({ requirement }: Mutant): Protocol {
  return requirement.startsWith('CLU-') ? 'cluster' : 'job';
}

/** Faults of one file. */
export function inFile(file: string, faults: readonly Omit<Mutant, 'file'>[]): Mutant[] {
  return faults.map((fault) => ({ ...fault, file }));
}

/**
 * Puts a fault into a source text.
 * Errors: throws a sentence where the text to be replaced does not occur exactly once, or where the patch changes nothing.
 */
export function patch(source: string, { name, file, find, replace }: Mutant): string {
  const [before, after, ...more] = source.split(find);
  if (find === '' || find === replace) throw new Error(`mutant ${name}: it changes nothing in ${file}`);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `mutant ${name}: its text occurs ${after === undefined ? 0 : more.length + 1} times in ${file}, not once`,
    );
  }
  return before + replace + after;
}
