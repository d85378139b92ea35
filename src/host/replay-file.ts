/**
 * The replay file of a failing scenario from the disk: `exchange.json`, by its own path, its folder's, or that of a run with one failure.
 * Leaves out replaying it (src/cli/replay.ts).
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readReplayFile, type ReplayFile } from '../check/replay-file.ts';
import { UsageError } from '../lib/errors.ts';

const FILE = 'exchange.json';

/** Reads and checks it. Throws UsageError with what is wrong. */
export function loadReplayFile(path: string): ReplayFile {
  const file = findFile(path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readReplayFile(text, file);
}

function findFile(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}`);
  if (!statSync(path).isDirectory()) return path;
  if (existsSync(join(path, FILE))) return join(path, FILE);
  const failures = join(path, 'failures');
  const names = existsSync(failures) ? readdirSync(failures).sort() : [];
  const [only] = names;
  if (only !== undefined && names.length === 1) return join(failures, only, FILE);
  if (only === undefined) throw new UsageError(`there is no ${FILE} in ${path}`);
  throw new UsageError(`${path} has ${names.length} failures, name one of them, for example ${join(failures, only)}`);
}
