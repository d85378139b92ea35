/**
 * Every normative sentence of the job protocol's page, for both roles. Leaves out the scenarios that show them (features/job).
 * Source: spec/job.md; spec/adapter.md, section job.
 */
import type { Requirement } from '../../lib/requirement.ts';
import { nodeRequirements } from './requirements-node.ts';
import { ownerRequirements } from './requirements-owner.ts';

/** All requirements, a node's first. */
export const jobRequirements: readonly Requirement[] = [...nodeRequirements, ...ownerRequirements];
