/** Runs the command line in a process of its own, on the toy suite, with reports in a folder that is removed. Leaves out judging. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../suite.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The JSON lines of standard output. */
  lines(): readonly Record<string, unknown>[];
  /** What the last JSON line says under `summary`. */
  summary(): Record<string, unknown>;
}

export interface Shell {
  readonly folder: string;
  /** Ends after five minutes at the latest. */
  wireproof(...args: readonly string[]): Promise<Ran>;
  /** A file below the folder. */
  read(...path: readonly string[]): string;
  remove(): void;
}

/** The environment that makes the toy suite the one that is run. */
export const toySuite = {
  WIREPROOF_SUITE: fileURLToPath(new URL('./suite.ts', import.meta.url)),
  WIREPROOF_PROTOCOL: 'toy',
};

/** A folder of its own, and the command line in it, with `extra` in its environment. */
export function openShell(extra: Readonly<Record<string, string>> = toySuite): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-shell-'));
  return {
    folder,
    wireproof: (...args) => start(args, folder, extra),
    read: (...path) => readFileSync(join(folder, ...path), 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function start(args: readonly string[], folder: string, extra: Readonly<Record<string, string>>): Promise<Ran> {
  const main = join(packageRoot, 'src', 'cli', 'main.ts');
  const loader = join(packageRoot, 'ts-node.mjs');
  const env = {
    ...process.env,
    WIREPROOF_REPORTS: 'reports',
    // ts-node looks for its options below the working folder.
    TS_NODE_PROJECT: join(packageRoot, 'tsconfig.json'),
    ...extra,
  };
  const child = spawn(process.execPath, ['--import', loader, main, ...args], { cwd: folder, env, timeout: 300_000 });
  const parts = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (parts.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (parts.err += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve(ran(code, parts.out, parts.err))));
}

function ran(code: number | null, out: string, err: string): Ran {
  const lines = (): readonly Record<string, unknown>[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, out, err, lines, summary: () => (lines().at(-1)?.['summary'] ?? {}) as Record<string, unknown> };
}
