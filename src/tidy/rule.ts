/**
 * A house rule as data: what it says, how it is checked, and a breach of it that the check must find (a check that sees nothing
 * passes everything). Leaves out rules that a tool of package.json covers: form, types, imports, dead code, sizes.
 */

/** A file of the project; `path` is relative to its root with `/` between parts. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

export interface Rule {
  /** The rule as a sentence, the name of its test. */
  readonly sentence: string;
  /** Every breach in `files`, as `path: what is wrong and what to do`. */
  readonly breaches: (files: readonly ProjectFile[]) => readonly string[];
  /** Files with exactly one breach. */
  readonly canary: readonly ProjectFile[];
}

/** A rule that looks at each file alone; `problem` gives a sentence or undefined for a file whose path `pattern` matches. */
export function eachFile(
  sentence: string,
  pattern: RegExp,
  problem: (file: ProjectFile) => string | undefined,
  canary: ProjectFile,
): Rule {
  return {
    sentence,
    canary: [canary],
    breaches: (files) =>
      files
        .filter(({ path }) => pattern.test(path))
        .map((file) => ({ path: file.path, found: problem(file) }))
        .filter(({ found }) => found !== undefined)
        .map(({ path, found }) => `${path}: ${found}`),
  };
}
