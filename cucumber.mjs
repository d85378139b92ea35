/**
 * Cucumber's own configuration, for editors and for `npx cucumber-js` with `NODE_OPTIONS="--import ./ts-node.mjs"`: every scenario of a
 * protocol on the whole axis, in the simulator or over TCP. Profiles: none for job, `tcp`, `cluster`, `cluster-tcp`.
 * Leaves out axes, verdicts, expectations and reports: those are `wireproof run`.
 */
import { URL } from 'node:url';

const profiles = {
  job: { byteOrder: 'big', fileNaming: 'embedded' },
  cluster: { dialect: 'as-deployed' },
};

function configuration(protocol, world) {
  const sources = new URL('steps/support/world-sources.ts', import.meta.url).href;
  return {
    paths: [`features/${protocol}/**/*.feature`],
    import: ['steps/support/hooks.ts', `steps/${protocol}/{parameter-types,*.steps}.ts`],
    format: ['progress'],
    worldParameters: { protocol, seed: 1, profile: profiles[protocol], world, sources },
  };
}

export default configuration('job', 'sim');
export const tcp = configuration('job', 'tcp');
export const cluster = configuration('cluster', 'sim');
const clusterTcp = configuration('cluster', 'tcp');
export { clusterTcp as 'cluster-tcp' };
