/**
 * The commands by which a cluster node's host runs kernels and builds sources: subcommands of this program itself.
 * Leaves out what they do (job-host.ts, compile-host.ts). Source: src/host/tool-command.ts.
 */
import { fileURLToPath } from 'node:url';
import type { ToolCommands } from '../host/tool-command.ts';

const isSource = import.meta.url.endsWith('.ts');
const main = fileURLToPath(new URL(isSource ? './main.ts' : './main.js', import.meta.url));
/** In a checkout the program is TypeScript. */
const loader = isSource ? ['--enable-source-maps', '--import', new URL('../../ts-node.mjs', import.meta.url).href] : [];

/** Commands of the tools. `build` is the command that builds sources, with its arguments; without one every build fails. */
export function ownTools(build: readonly string[]): ToolCommands {
  const own = (name: string): readonly string[] => [process.execPath, ...loader, main, name];
  return {
    'job-host': own('job-host'),
    'compile-host': [...own('compile-host'), ...build.map((word) => `--build=${word}`)],
  };
}
