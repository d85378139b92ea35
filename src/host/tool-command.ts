/**
 * Command lines of the host's tools: what runs a program that is no executable of its own.
 * Leaves out the tools (src/cli/job-host.ts, src/cli/compile-host.ts). Source: src/lib/machine.ts `ProgramTool`; spec/cluster.md Appendix
 * D.
 */
import type { ProgramTool } from '../lib/machine.ts';

/** For each kind of tool the command that it is, before its arguments; a kind without one cannot be started. */
export type ToolCommands = Readonly<Partial<Record<ProgramTool['kind'], readonly string[]>>>;

/**
 * The arguments of a tool for the program at `file`, in the order of the original's tools; where the node is reached comes last, by
 * `--node`: the original's tools know one host only.
 */
export function toolArguments(tool: ProgramTool, file: string): readonly string[] {
  const node = ['--node', tool.node.host];
  switch (tool.kind) {
    case 'job-host':
      return [file, String(tool.node.port), tool.employer, ...node];
    case 'compile-host':
      return [file, tool.requester, tool.words, String(tool.node.port), ...node];
  }
}
