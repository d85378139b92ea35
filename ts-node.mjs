/**
 * `node --import ./ts-node.mjs FILE.ts` runs TypeScript: registers ts-node's ESM hooks, which transpile by swc.cjs.
 * Leaves out everything else: ts-node's options stand in tsconfig.json.
 */
import { register } from 'node:module';
import { fileURLToPath, URL } from 'node:url';

// From whichever folder a file is run, the options are ours: programs that a node starts work in folders of their own.
process.env.TS_NODE_PROJECT ??= fileURLToPath(new URL('tsconfig.json', import.meta.url));

// Hooks have a thread of their own, and there ts-node uses what Node 22 and later call deprecated (DEP0180), with a line on standard error.
register('data:text/javascript,process.noDeprecation = true;');
register('ts-node/esm', import.meta.url);
