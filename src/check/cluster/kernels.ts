/**
 * The kernels of scenarios: ES modules, each of which begins with the line by which a simulation knows it.
 * Leaves out packages (packages.ts) and what runs them. Source: spec/cluster.md "Beyond the page", sections 5.7 and 7.8.
 */
import { UsageError } from '../../lib/errors.ts';

/** What scenarios call them: its name in simulations, and its module. */
const kernels: Readonly<Record<string, { readonly name: string; readonly module: string }>> = {
  'gives back its input': {
    name: 'gives-back',
    module: 'export const tasks = { Main: (data, context) => { context.result(data); context.terminate(); } };',
  },
  waits: {
    name: 'waits',
    module: 'export const tasks = { Main: () => new Promise(() => undefined) };',
  },
  'starts slowly': {
    name: 'starts-slowly',
    module: [
      'await new Promise((resolve) => setTimeout(resolve, 2500));',
      'export const tasks = { Main: () => new Promise(() => undefined) };',
    ].join('\n'),
  },
  'ends before it is ready': {
    name: 'ends-early',
    module: "throw new Error('no tasks today');",
  },
};

/** The file of the kernel that `waits` or the like. UsageError where there is none. */
export function kernelText(words: string): string {
  const kernel = kernels[words];
  if (kernel === undefined) throw new UsageError(`no kernel ${words}`);
  return `// kernel ${kernel.name}\n${kernel.module}\n`;
}
