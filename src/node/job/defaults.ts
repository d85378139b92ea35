/** What the job owner and node do when nothing else is configured. Programs are off. Source: spec/job.md D-1, D-8, D-21, D-28. */
import { jobLimits } from '../../protocols/job/index.ts';
import type { JobProfile, JobTimers, NodeOptions, OwnerOptions } from './types.ts';

const profile: JobProfile = { byteOrder: 'big', fileNaming: 'embedded' };
const timers: JobTimers = { answerUs: 30_000_000, silenceUs: 60_000_000, askAgainUs: 1_000_000 };

export const defaultOwnerOptions: OwnerOptions = { profile, limits: jobLimits, timers };
export const defaultNodeOptions: NodeOptions = {
  ...defaultOwnerOptions,
  version: '1.0',
  modules: [],
  programs: false,
};
