/**
 * `node --import ./ts-node.mjs FILE.ts` runs TypeScript: registers ts-node's ESM hooks, which transpile by swc.cjs.
 * Leaves out everything else: ts-node's options stand in tsconfig.json.
 */
import { register } from 'node:module';

register('ts-node/esm', import.meta.url);
