/** The job protocol's only door. Source: spec/job.md. */
export type { Turn } from './host-link.ts';
export { type JobLimits, jobLimits } from './limits.ts';
export type { ByteSource } from './line.ts';
export { type JobMessages, jobMessages, jobPick, statusValues } from './messages.ts';
export { checkFileName, type Joining, readJoinText, writeJoinText } from './names.ts';
export { NodeSession } from './node-session.ts';
export { OwnerSession } from './owner-session.ts';
export { jobRequirements } from './requirements.ts';
export type { JobPart } from './transfer.ts';
export type { NodeSide, OwnerSessionOptions, OwnerSide } from './sides.ts';
export { nodeTransitions, ownerTransitions } from './transitions.ts';
