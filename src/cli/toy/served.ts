/**
 * `wireproof serve` and other commands as processes of a test: their events, their ends, and a folder that is removed with them.
 * Leaves out what they serve.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { soon } from '../../host/toy-machine.ts';
import type { Json, JsonObject } from '../../lib/contract.ts';

export interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  /** An event, past or to come. */
  event(name: string): Promise<JsonObject>;
  /** Exit code and standard error. */
  ended(): Promise<readonly [number | null, string]>;
}

/** What a test has started. */
export interface Stand {
  readonly folder: string;
  serve(name: string, config: Json, ...args: readonly string[]): Server;
  /** Runs a command of ours to its end: exit code, standard output, standard error. */
  wireproof(...args: readonly string[]): Promise<readonly [number | null, string, string]>;
  /** Kills what runs, removes the folder. */
  clear(): void;
}

const ours = ['--import', './ts-node.mjs', 'src/cli/main.ts'];

/** A stand without processes. */
export function createStand(): Stand {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'));
  const children: ChildProcessWithoutNullStreams[] = [];
  const start = (args: readonly string[]): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [...ours, ...args]);
    children.push(child);
    return child;
  };
  return {
    folder,
    serve: (name, config, ...args) => {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify(config));
      return serverOf(name, start(['serve', '--config', path, ...args]));
    },
    wireproof: async (...args) => {
      const child = start(args);
      let [out, err] = ['', ''];
      child.stdout.on('data', (data: Buffer) => (out += String(data)));
      child.stderr.on('data', (data: Buffer) => (err += String(data)));
      const [code] = (await soon(args.join(' '), once(child, 'close'))) as [number | null];
      return [code, out, err];
    },
    clear: () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverOf(name: string, child: ChildProcessWithoutNullStreams): Server {
  const lines: JsonObject[] = [];
  const lookers = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as JsonObject);
    lookers.forEach((look) => look());
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += String(data)));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const found = (event: string): Promise<JsonObject> =>
    new Promise((resolve) => {
      const look = (): void => {
        const line = lines.find((each) => each['event'] === event);
        if (line !== undefined) resolve(line);
      };
      lookers.add(look);
      look();
    });
  return {
    child,
    event: (event) => soon(`${event} of ${name}`, found(event)),
    ended: async () => [(await soon(`end of ${name}`, closed))[0], stderr],
  };
}
