/**
 * What a protocol's list of requirements is made of. Ids are given once and never reused. Leaves out the scenarios that test them
 * (src/check/coverage.ts pairs both). Source: models 3.5.
 */

export type RequirementLevel = 'must' | 'should' | 'may';

/** The role of the subject that the requirement binds: `owner`, `node`, `endpoint` ... */
export type RequirementSide = string;

export interface Requirement {
  /** `JOB-JOIN-001`. */
  readonly id: string;
  readonly level: RequirementLevel;
  readonly side: RequirementSide;
  /** The demand, in our words, one sentence. */
  readonly sentence: string;
  /** Where the page says so: `spec/job.md D-7`. */
  readonly source: string;
  /** Why no scenario tests it; absent where one does. */
  readonly untested?: string;
}

/** Writes the requirements of one page for one side at one level: id, sentence, and where on the page it stands. */
export function requirementsOf(
  page: string,
  side: RequirementSide,
  level: RequirementLevel,
): (id: string, sentence: string, where: string) => Requirement {
  return (id, sentence, where) => ({ id, level, side, sentence, source: `${page} ${where}` });
}
