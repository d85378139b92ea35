/** Every maximum of the job protocol, with unit and origin. All are configurable. Source: spec/job.md D-3. */
export interface JobLimits {
  /** Octets of a text (Join, a reason, `now`). */
  readonly text: number;
  /** Octets of a file or a result. */
  readonly file: number;
  /** Octets of a file name; S gives the field two octets, D-3 the bound. */
  readonly name: number;
  /** Files of one job. */
  readonly files: number;
  /** Runs and rets of one job together. */
  readonly controls: number;
}

export const jobLimits: JobLimits = {
  text: 64 * 1024,
  file: 256 * 1024 * 1024,
  name: 255,
  files: 10_000,
  controls: 1_000,
};
