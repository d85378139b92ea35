/**
 * A machine for tests of hosts: does what its commands say, keeps what it was told, and lets a test wait for an input.
 * Leaves out every protocol. Used by tests only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env, Input, Machine, Out } from '../lib/machine.ts';
import { type MachineHost, createMachineHost } from './machine-host.ts';

/** What is done to the outputs; a command is one. */
export type Act = (out: Out<string>, env: Env) => void;
export type ToyInput = Input<Act>;
type Kind = ToyInput['kind'];
type InputOf<K extends Kind> = Extract<ToyInput, { readonly kind: K }>;

export interface Toy extends Machine<Act, string> {
  readonly inputs: readonly ToyInput[];
  wakeAtUs: number | null;
  /** The first input of this kind, past or to come, that `fits`. Rejects after a minute. */
  heard<K extends Kind>(kind: K, fits?: (input: InputOf<K>) => boolean): Promise<InputOf<K>>;
}

/** How long a test waits for what must come. */
const deadlineMs = 60_000;

/** A toy; `react` is called in each step after a command was obeyed. Bytes are kept as copies. */
export function createToy(react: (input: ToyInput, out: Out<string>, env: Env) => void = () => undefined): Toy {
  const inputs: ToyInput[] = [];
  const waiting = new Set<() => void>();
  return {
    inputs,
    wakeAtUs: null,
    step: (input, env, out) => {
      inputs.push('data' in input && input.data !== null ? { ...input, data: input.data.slice() } : input);
      if (input.kind === 'command') input.command(out, env);
      react(input, out, env);
      for (const look of [...waiting]) look();
    },
    heard: <K extends Kind>(kind: K, fits: (input: InputOf<K>) => boolean = () => true) =>
      new Promise<InputOf<K>>((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          const found = inputs.find((input): input is InputOf<K> => input.kind === kind && fits(input as InputOf<K>));
          if (found === undefined) return;
          done();
          resolve(found);
        };
        const timer = setTimeout(() => {
          done();
          reject(
            new Error(`no ${kind} within ${deadlineMs} ms; heard: ${inputs.map((input) => input.kind).join(' ')}`),
          );
        }, deadlineMs);
        waiting.add(look);
        look();
      }),
  };
}

/** The octets that came on a connection so far, as text. */
export function textOn(toy: Toy, conn: number): string {
  const pieces = toy.inputs.flatMap((input) => (input.kind === 'bytes' && input.conn === conn ? [input.data] : []));
  return Buffer.concat(pieces).toString('latin1');
}

/** What a test opens, with its ends; `undo` runs them in reverse. */
export interface Bench {
  readonly folder: string;
  /** Hosts a toy in a subfolder; `events` grows, and `hear` hears them too. */
  host(
    toy: Toy,
    name?: string,
    hear?: (event: string) => void,
  ): Promise<MachineHost<Act> & { readonly events: readonly string[] }>;
  later(undo: () => void | Promise<void>): void;
  undo(): Promise<void>;
}

/** A temporary folder and hosts in it. */
export function createBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'toy-'));
  const undos: (() => void | Promise<void>)[] = [() => rmSync(folder, { recursive: true, force: true })];
  return {
    folder,
    host: async (toy, name = `m${undos.length}`, hear = () => undefined) => {
      const events: string[] = [];
      const host = createMachineHost({
        machine: toy,
        folder: join(folder, name),
        seed: 1,
        onEvent: (event) => {
          events.push(event);
          hear(event);
        },
      });
      undos.push(() => host.crash());
      await toy.heard('start');
      return Object.assign(host, { events });
    },
    later: (undo) => void undos.push(undo),
    undo: async () => {
      for (const undo of undos.splice(0).reverse()) await undo();
    },
  };
}

/** Waits for what must come; rejects after a minute. */
export function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>(
    (_, reject) => (timer = setTimeout(() => reject(new Error(`${what}: not within ${deadlineMs} ms`)), deadlineMs)),
  );
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
