/**
 * Cucumber's own configuration, for editors and for `npx cucumber-js` with `NODE_OPTIONS="--import ./ts-node.mjs"`: every scenario on the
 * whole axis, in the simulator or over TCP. Leaves out axes, verdicts, expectations and reports: those are `wireproof run`.
 */
import { URL } from 'node:url';

const common = {
  paths: ['features/job/**/*.feature'],
  import: ['steps/support/hooks.ts', 'steps/job/{parameter-types,*.steps}.ts'],
  format: ['progress'],
};

function parameters(world) {
  const sources = new URL('steps/support/world-sources.ts', import.meta.url).href;
  return { protocol: 'job', seed: 1, profile: { byteOrder: 'big', fileNaming: 'embedded' }, world, sources };
}

export default { ...common, worldParameters: parameters('sim') };
export const tcp = { ...common, worldParameters: parameters('tcp') };
