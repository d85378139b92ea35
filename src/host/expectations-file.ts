/** The expectations file from the disk, and today's date. Leaves out what an entry means (src/check/expectations.ts). */
import { readFileSync } from 'node:fs';
import { type Expectation, readExpectations } from '../check/expectations.ts';
import { UsageError } from '../lib/errors.ts';

/** The file that is read where none is named. */
export const defaultExpectationsFile = 'wireproof-expectations.json';

/** The entries of `path`; without a path those of the default file, if it is there. Throws UsageError for a file that cannot be used. */
export function loadExpectations(path: string | undefined): readonly Expectation[] {
  const file = path ?? defaultExpectationsFile;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && path === undefined) return [];
    throw new UsageError(
      missing
        ? `there is no expectations file ${file}`
        : `the expectations file ${file} cannot be read: ${String(error)}`,
    );
  }
  return readExpectations(text, file);
}

/** Today in UTC, `2026-11-24`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
