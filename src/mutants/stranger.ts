/**
 * Faults of programs that are not ours: the examples in other languages, each with a `faults.json` beside its adapter. A faulty copy of the
 * example's folder stands in a temporary folder while the suite runs. Leaves out the examples themselves (examples/).
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patch, type Mutant } from './mutant.ts';

/** Examples with faults: the protocol that they speak, their folder and the command that starts the adapter in it. */
export const strangers = [
  { protocol: 'job', folder: 'examples/job-node-python', adapter: 'adapter.py', command: 'python3' },
  { protocol: 'job', folder: 'examples/job-owner-python', adapter: 'adapter.py', command: 'python3' },
  { protocol: 'cluster', folder: 'examples/cluster-endpoint-python', adapter: 'adapter.py', command: 'python3' },
] as const;

type Stranger = (typeof strangers)[number];

/** The faults of an example; a fault without a file of its own is one of the adapter. */
export function strangerMutants({ folder, adapter }: Stranger): Mutant[] {
  const faults = JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as (Mutant & { file?: string })[];
  return faults.map((fault) => ({ ...fault, file: fault.file ?? adapter }));
}

/**
 * Calls `use` with the arguments of `wireproof run` that reach a copy of the example, with a fault in it or without. The copy stands
 * in the folder `scratch` and is gone afterwards.
 */
export async function withStranger<T>(
  scratch: string,
  { folder, adapter, command }: Stranger,
  mutant: Mutant | undefined,
  use: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const copy = mkdtempSync(join(scratch, 'copy-'));
  try {
    cpSync(folder, copy, { recursive: true });
    if (mutant !== undefined) {
      const file = join(copy, mutant.file);
      writeFileSync(file, patch(readFileSync(file, 'utf8'), mutant));
    }
    return await use(['--adapter', `${command} ${join(copy, adapter)}`]);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
