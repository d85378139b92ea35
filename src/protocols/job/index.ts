/** The job protocol's only door. Source: spec/job.md. */
export type { Turn } from './host-link.ts';
export { type JobLimits, jobLimits } from './limits.ts';
export type { ByteSource } from './line.ts';
export { type JobMessages, jobMessages, jobPick } from './messages.ts';
export { checkFileName, type Joining, readJoinText, writeJoinText } from './names.ts';
export { NodeSession, type NodeSide } from './node-session.ts';
export { type JobPart, OwnerSession, type OwnerSessionOptions, type OwnerSide } from './owner-session.ts';
export { nodeTransitions, ownerTransitions } from './transitions.ts';
