/**
 * Copies the files of a job into a machine's folder, from which the machine hands them over piece by piece.
 * Leaves out what a job is. Copies, so that the job is what it was when it was submitted.
 */
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../lib/errors.ts';
import { faultSentence } from './fault-sentence.ts';

const orders = 'orders';

/** A copy: `path` is in the machine's folder. */
export interface OrderFile {
  readonly path: string;
  readonly size: number;
}

/** Copies regular files for the order `ticket`. Rejects with HostError, one sentence, and leaves nothing then. */
export async function copyOrderFiles(
  folder: string,
  ticket: number,
  sources: readonly string[],
): Promise<readonly OrderFile[]> {
  const copies: OrderFile[] = [];
  await mkdir(join(folder, orders, String(ticket)), { recursive: true, mode: 0o700 });
  for (const [index, source] of sources.entries()) {
    const path = `${orders}/${ticket}/${index}`;
    try {
      if (!(await stat(source)).isFile()) throw new Error('it is not a regular file');
      await copyFile(source, join(folder, path));
      copies.push({ path, size: (await stat(join(folder, path))).size });
    } catch (error) {
      await dropOrderFiles(folder, ticket);
      throw new HostError(`cannot take the file ${source}: ${faultSentence(error)}`);
    }
  }
  return copies;
}

/** Removes the copies of one order, or of all. */
export async function dropOrderFiles(folder: string, ticket?: number): Promise<void> {
  await rm(ticket === undefined ? join(folder, orders) : join(folder, orders, String(ticket)), {
    recursive: true,
    force: true,
  });
}
