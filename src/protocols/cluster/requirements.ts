/**
 * Every normative sentence of the cluster protocol's page, for nodes and endpoints. Leaves out the scenarios that show them
 * (features/cluster). Source: spec/cluster.md; spec/adapter.md, section cluster.
 */
import type { Requirement } from '../../lib/requirement.ts';
import { frameRequirements } from './requirements-frame.ts';
import { jobRequirementsOfCluster } from './requirements-job.ts';
import { netRequirements } from './requirements-net.ts';
import { serviceRequirements } from './requirements-service.ts';

/** All requirements, in the order of the features. */
export const clusterRequirements: readonly Requirement[] = [
  ...frameRequirements,
  ...netRequirements,
  ...serviceRequirements,
  ...jobRequirementsOfCluster,
];
